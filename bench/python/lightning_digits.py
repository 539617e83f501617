"""Two epochs of a small network on handwritten digits under Lightning: as a trial, and in a bare loop."""

import json
import os
import sys
import warnings

import lightning.pytorch as pl
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "examples", "digits-torch"))
from digits import load_digits  # noqa: E402

warnings.filterwarnings("ignore")
DATA = {
    part: TensorDataset(torch.tensor(images), torch.tensor(labels))
    for part, (images, labels) in load_digits().items()
}


class Net(pl.LightningModule):
    def __init__(self, layer_1_size, layer_2_size, lr, batch_size):
        super().__init__()
        self.lr, self.batch_size = lr, batch_size
        self.net = nn.Sequential(
            nn.Linear(64, layer_1_size),
            nn.ReLU(),
            nn.Linear(layer_1_size, layer_2_size),
            nn.ReLU(),
            nn.Linear(layer_2_size, 10),
        )

    def training_step(self, batch, _):
        images, labels = batch
        return nn.functional.cross_entropy(self.net(images), labels)

    def validation_step(self, batch, _):
        images, labels = batch
        self.log("loss", nn.functional.cross_entropy(self.net(images), labels))

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=self.lr)

    def train_dataloader(self):
        return DataLoader(DATA["train"], batch_size=self.batch_size, shuffle=True)

    def val_dataloader(self):
        return DataLoader(DATA["validation"], batch_size=256)


def fit(config, callbacks=()):
    model = Net(**config)
    trainer = pl.Trainer(
        max_epochs=2,
        accelerator="cpu",
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=False,
        enable_model_summary=False,
        num_sanity_val_steps=0,
        callbacks=list(callbacks),
    )
    trainer.fit(model)


def train(config):
    from attune.lightning import TuneReportCallback

    fit(config, [TuneReportCallback()])


if __name__ == "__main__":
    for one in json.load(sys.stdin):
        fit(one)
