"""A small Lightning study: one LightningModule that knows nothing of a tuner, and its own logger."""

import lightning.pytorch as pl
import torch
from lightning.pytorch.loggers import TensorBoardLogger
from torch.utils.data import DataLoader, TensorDataset

import attune

x = torch.linspace(-1, 1, 64).unsqueeze(1)
data = TensorDataset(x, 3 * x + 1)


class Line(pl.LightningModule):
    def __init__(self, lr):
        super().__init__()
        self.save_hyperparameters()
        self.layer = torch.nn.Linear(1, 1)

    def loss_of(self, batch):
        inputs, targets = batch
        return torch.nn.functional.mse_loss(self.layer(inputs), targets)

    def training_step(self, batch, _):
        loss = self.loss_of(batch)
        self.log("train/loss", loss)
        return loss

    def validation_step(self, batch, _):
        self.log("val/loss", self.loss_of(batch))

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=self.hparams.lr)


class Report(pl.Callback):
    def on_train_epoch_end(self, trainer, module):
        attune.report({"loss": trainer.callback_metrics["val/loss"].item(), "epoch": trainer.current_epoch})


def train(config):
    torch.manual_seed(0)
    logger = TensorBoardLogger(
        save_dir=attune.get_trial_dir(),
        name="",
        version=".",
        default_hp_metric=config["default_hp_metric"],
    )
    trainer = pl.Trainer(
        max_epochs=2,
        logger=logger,
        callbacks=[Report()],
        log_every_n_steps=1,
        accelerator="cpu",
        enable_progress_bar=False,
        enable_model_summary=False,
        enable_checkpointing=False,
    )
    trainer.fit(Line(config["lr"]), DataLoader(data, batch_size=16), DataLoader(data, batch_size=64))
