"""The trainer of the HPO tutorial that many people start from, with a smaller net."""

from typing import Dict, Literal, Optional

import numpy as np
import torch
from torch.nn import CrossEntropyLoss
from torch.optim import Adam

from attune.loggers import Logger
from attune.torch import RayDeepSpeedStrategy, RayTorchTrainer


class MyRayTorchTrainer(RayTorchTrainer):
    def __init__(
        self,
        config: Dict,
        strategy: Literal["ddp", "deepspeed"] = "ddp",
        name: Optional[str] = None,
        logger: Optional[Logger] = None,
    ) -> None:
        super().__init__(config=config, strategy=strategy, name=name, logger=logger)

    def create_model_loss_optimizer(self):
        model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(16, 3))
        if isinstance(self.strategy, RayDeepSpeedStrategy):
            distribute_kwargs = dict(
                config_params=dict(
                    train_micro_batch_size_per_gpu=self.training_config["batch_size"]
                )
            )
        else:
            distribute_kwargs = {}
        optimizer = Adam(model.parameters(), lr=self.training_config["learning_rate"])
        self.model, self.optimizer, _ = self.strategy.distributed(
            model, optimizer, **distribute_kwargs
        )
        self.loss = CrossEntropyLoss()

    def train(self, config, data):
        self.training_config = config
        self.strategy.init()
        self.initialize_logger(hyperparams=self.training_config, rank=self.strategy.global_rank())
        self.create_model_loss_optimizer()
        self.create_dataloaders(
            train_dataset=data[0], validation_dataset=data[1], test_dataset=data[2]
        )
        for epoch in range(self.training_config["epochs"]):
            if self.strategy.global_world_size() > 1:
                self.set_epoch(epoch)

            train_losses = []
            val_losses = []

            for images, labels in self.train_dataloader:
                if isinstance(self.strategy, RayDeepSpeedStrategy):
                    device = self.strategy.device()
                    images, labels = images.to(device), labels.to(device)

                outputs = self.model(images)
                train_loss = self.loss(outputs, labels)
                self.optimizer.zero_grad()
                train_loss.backward()
                self.optimizer.step()
                train_losses.append(train_loss.detach().cpu().numpy())

            for images, labels in self.validation_dataloader:
                with torch.no_grad():
                    outputs = self.model(images)
                    val_loss = self.loss(outputs, labels)
                val_losses.append(val_loss.detach().cpu().numpy())

            self.log(np.mean(train_losses), "train_loss", kind="metric", step=epoch)
            self.log(np.mean(val_losses), "val_loss", kind="metric", step=epoch)
            checkpoint = {
                "epoch": epoch,
                "loss": train_loss,
                "val_loss": val_loss,
            }
            metrics = {"loss": val_loss.item()}
            self.checkpoint_and_report(epoch, tuning_metrics=metrics, checkpointing_data=checkpoint)


def datasets(sizes=(24, 8, 0)):
    """Pictures of 4 by 4 in which the brightest corner is the label; None for no pictures."""
    made = []
    for size in sizes:
        labels = torch.arange(size) % 3
        images = torch.rand(size, 1, 4, 4, generator=torch.Generator().manual_seed(size))
        images[torch.arange(size), 0, labels, 0] += 2
        made.append(torch.utils.data.TensorDataset(images, labels) if size else None)
    return made
