"""Handwritten digits: the small ones that come with Attune, or MNIST in full.

`python data.py FOLDER` downloads MNIST with torchvision, where it is not there yet.
"""

import sys
from pathlib import Path

import torch
from lightning.pytorch import LightningDataModule
from torch.utils.data import DataLoader, TensorDataset, random_split

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "digits-torch"))

from digits import load_digits  # noqa: E402


class Digits(LightningDataModule):
    """1,797 images of 8 × 8 pixels."""

    pixels = 64

    def __init__(self, batch_size=32):
        super().__init__()
        self.batch_size = batch_size

    def setup(self, stage):
        self.parts = {
            name: TensorDataset(torch.tensor(images), torch.tensor(labels))
            for name, (images, labels) in load_digits().items()
        }

    def train_dataloader(self):
        return DataLoader(self.parts["train"], self.batch_size, shuffle=True)

    def val_dataloader(self):
        return DataLoader(self.parts["validation"], 100)

    def test_dataloader(self):
        return DataLoader(self.parts["test"], 100)


class MNIST(Digits):
    """70,000 images of 28 × 28 pixels."""

    pixels = 28 * 28

    def __init__(self, folder, batch_size=32):
        super().__init__(batch_size)
        self.folder = folder

    def prepare_data(self):
        for train in (True, False):
            self._read(train, download=True)

    def setup(self, stage):
        known = self._read(train=True)
        parts = random_split(known, [55_000, 5_000], torch.Generator().manual_seed(1))
        self.parts = dict(zip(("train", "validation"), parts), test=self._read(train=False))

    def _read(self, train, download=False):
        from torchvision import datasets, transforms

        return datasets.MNIST(
            self.folder, train=train, download=download, transform=transforms.ToTensor()
        )


def data_of(folder, batch_size=32):
    """MNIST in `folder`; without one, the digits."""
    return MNIST(folder, batch_size) if folder else Digits(batch_size)


if __name__ == "__main__":
    MNIST(sys.argv[1]).prepare_data()
