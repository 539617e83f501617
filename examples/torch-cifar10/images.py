"""Real CIFAR-10 from a local folder, or generated images that can be learned."""

import pickle
from pathlib import Path

import numpy as np
import torch
from torch.utils.data import TensorDataset

TRAIN_FILES = [f"data_batch_{number}" for number in range(1, 6)]
ARCHIVE = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"


def load_images(config):
    """Training and test images as two datasets, from what `config` says."""
    if config["smokeTest"]:
        return generated_images(1000, seed=1), generated_images(400, seed=2)
    folder = cifar10_folder(config["dataDir"])
    return read_batches(folder, TRAIN_FILES), read_batches(folder, ["test_batch"])


def generated_images(count, seed):
    """Noise in which each label has a colour of its own: an easy task of the right shape."""
    colours = torch.rand(10, 3, generator=torch.Generator().manual_seed(0)) * 2 - 1
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(10, (count,), generator=generator)
    noise = torch.randn(count, 3, 32, 32, generator=generator) * 0.5
    return TensorDataset(noise + colours[labels][:, :, None, None], labels)


def cifar10_folder(data_dir):
    """The folder of the unpacked "python version"; raises with what is missing."""
    if not data_dir:
        raise FileNotFoundError(
            "Say where CIFAR-10 lies with --data-dir, or use generated images with --smoke-test."
        )
    folder = Path(data_dir).expanduser()
    if (folder / "cifar-10-batches-py").is_dir():
        folder = folder / "cifar-10-batches-py"
    missing = [name for name in [*TRAIN_FILES, "test_batch"] if not (folder / name).is_file()]
    if missing:
        raise FileNotFoundError(
            f"CIFAR-10 is not complete in {folder}: no {', '.join(missing)}. Download {ARCHIVE}, "
            "unpack it, and give the folder that holds cifar-10-batches-py as --data-dir."
        )
    return folder


def read_batches(folder, names):
    images, labels = [], []
    for name in names:
        with open(folder / name, "rb") as file:
            batch = pickle.load(file, encoding="bytes")
        images.append(np.asarray(batch[b"data"], dtype=np.uint8).reshape(-1, 3, 32, 32))
        labels.extend(batch[b"labels"])
    pixels = torch.from_numpy(np.concatenate(images)).float().div_(127.5).sub_(1)
    return TensorDataset(pixels, torch.tensor(labels))
