"""A network with two hidden layers that classifies images. It knows nothing of tuning."""

import torch
from lightning.pytorch import LightningModule
from torch import nn
from torch.nn.functional import cross_entropy


class Classifier(LightningModule):
    def __init__(self, pixels, layer_1_size, layer_2_size, lr):
        super().__init__()
        self.save_hyperparameters()
        self.layers = nn.Sequential(
            nn.Flatten(),
            nn.Linear(pixels, layer_1_size),
            nn.ReLU(),
            nn.Linear(layer_1_size, layer_2_size),
            nn.ReLU(),
            nn.Linear(layer_2_size, 10),
        )

    def forward(self, images):
        return self.layers(images)

    def training_step(self, batch, _batch_index):
        images, labels = batch
        loss = cross_entropy(self(images), labels)
        self.log("train_loss", loss)
        return loss

    def validation_step(self, batch, _batch_index):
        self._evaluate("val", batch)

    def test_step(self, batch, _batch_index):
        self._evaluate("test", batch)

    def _evaluate(self, name, batch):
        images, labels = batch
        output = self(images)
        right = (output.argmax(1) == labels).float()
        self.log_dict(
            {f"{name}_loss": cross_entropy(output, labels), f"{name}_accuracy": right.mean()}
        )

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=self.hparams.lr)
