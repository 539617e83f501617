"""Trains a ResNet with the config of a trial. The loop is that of `attune.torch.TorchTrainer`."""

import torch
from torch import nn

from attune.torch import TorchTrainer


class FashionMNISTTrainer(TorchTrainer):
    def __init__(self, width=64, **options):
        super().__init__(metrics={"accuracy": accuracy}, **options)
        self.width = width

    def create_model_loss_optimizer(self):
        model = ResNet18(self.width)
        optimizer = torch.optim.Adam(model.parameters(), lr=self.config["learning_rate"])
        self.loss = nn.functional.cross_entropy
        self.model, self.optimizer, _ = self.strategy.distributed(model, optimizer)


def accuracy(predicted, labels):
    return (predicted.argmax(dim=1) == labels).float().mean()


class ResNet18(nn.Sequential):
    """ResNet18 for small grey images. `width` is the number of channels that it begins with."""

    def __init__(self, width=64, classes=10):
        widths = [width, 2 * width, 4 * width, 8 * width]
        blocks = []
        for before, after in zip([width, *widths], widths):
            blocks += [Block(before, after, stride=after // before), Block(after, after)]
        super().__init__(
            nn.Conv2d(1, width, 3, padding=1, bias=False),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            *blocks,
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(8 * width, classes),
        )


class Block(nn.Module):
    """Two convolutions, and what came in is added to what they give."""

    def __init__(self, before, after, stride=1):
        super().__init__()
        self.convolutions = nn.Sequential(
            nn.Conv2d(before, after, 3, stride, padding=1, bias=False),
            nn.BatchNorm2d(after),
            nn.ReLU(),
            nn.Conv2d(after, after, 3, padding=1, bias=False),
            nn.BatchNorm2d(after),
        )
        self.shortcut = nn.Identity()
        if stride != 1 or before != after:
            self.shortcut = nn.Sequential(
                nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after)
            )

    def forward(self, images):
        return torch.relu(self.convolutions(images) + self.shortcut(images))
