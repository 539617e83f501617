"""FashionMNIST from a local folder, or generated images that can be learned."""

import gzip
from pathlib import Path

import torch
from torch.utils.data import TensorDataset, random_split

from attune.pipeline import DataGetter, DataSplitter

ADDRESS = "https://github.com/zalandoresearch/fashion-mnist"
IMAGES, LABELS = "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"


class FashionMNISTGetter(DataGetter):
    """`images` of the training images in `folder`; without a folder as many generated ones."""

    def __init__(self, folder=None, images=4000):
        super().__init__()
        self.folder = folder
        self.images = images

    def execute(self):
        if not self.folder:
            return generated_images(self.images)
        folder = Path(self.folder).expanduser()
        missing = [name for name in (IMAGES, LABELS) if not (folder / name).is_file()]
        if missing:
            raise FileNotFoundError(
                f"FashionMNIST is not complete in {folder}: no {', '.join(missing)}. Download it "
                f"from {ADDRESS}, or leave the folder out to train on generated images."
            )
        pixels = read_bytes(folder / IMAGES, header=16).view(-1, 1, 28, 28)
        labels = read_bytes(folder / LABELS, header=8)
        images = pixels[: self.images].float().div_(127.5).sub_(1)
        return TensorDataset(images, labels[: self.images].long())


class FashionMNISTSplitter(DataSplitter):
    """Training and validation set, the same in each process; the rest is the test set."""

    def execute(self, dataset):
        shares = (self.train_proportion, self.validation_proportion)
        counts = [int(share * len(dataset)) for share in shares]
        left = len(dataset) - sum(counts)
        generator = torch.Generator().manual_seed(0)
        train, validation, test = random_split(dataset, [*counts, left], generator)
        return train, validation, test if left else None


def read_bytes(path, header):
    with gzip.open(path) as file:
        return torch.frombuffer(bytearray(file.read()[header:]), dtype=torch.uint8)


def generated_images(count):
    """Noise in which each label has a pattern of its own: an easy task of the right shape."""
    patterns = torch.rand(10, 1, 7, 7, generator=torch.Generator().manual_seed(0)) * 2 - 1
    patterns = patterns.repeat_interleave(4, 2).repeat_interleave(4, 3)
    generator = torch.Generator().manual_seed(1)
    labels = torch.randint(10, (count,), generator=generator)
    noise = torch.randn(count, 1, 28, 28, generator=generator) * 0.5
    return TensorDataset(noise + patterns[labels], labels)
