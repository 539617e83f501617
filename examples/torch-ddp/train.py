"""A small network on handwritten digits, trained by several ranks together, in PyTorch.

`train(config)` is what the tuner calls, once in each rank of a trial. Test a checkpoint with
`python train.py --test FOLDER`.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import torch
import torch.distributed as dist
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import attune
import attune.torch
from attune.torch import prepare_data_loader, prepare_model, rank, world_size

# The images are those of the example beside this one.
sys.path.append(str(Path(__file__).resolve().parent.parent / "digits-torch"))
from digits import load_digits

DIGITS = {
    name: TensorDataset(torch.tensor(images), torch.tensor(labels))
    for name, (images, labels) in load_digits().items()
}


def network(layer1, layer2):
    return nn.Sequential(
        nn.Linear(64, layer1),
        nn.ReLU(),
        nn.Linear(layer1, layer2),
        nn.ReLU(),
        nn.Linear(layer2, 10),
    )


def train(config):
    attune.torch.init(timeout=60)
    torch.manual_seed(config["seed"])
    model = prepare_model(network(config["layer1"], config["layer2"]))
    inner = model.module if world_size() > 1 else model
    optimizer = torch.optim.Adam(model.parameters(), lr=config["lr"])
    # What the config says is the batch of all ranks together.
    batch_size = config["batchSize"] // world_size()
    loader = prepare_data_loader(
        DataLoader(DIGITS["train"], batch_size=batch_size, shuffle=True), seed=config["seed"]
    )

    first = 1
    checkpoint = attune.get_checkpoint()
    if checkpoint:
        with checkpoint.as_directory() as folder:
            state = torch.load(os.path.join(folder, "state.pt"), map_location="cpu")
        inner.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        first = state["epoch"] + 1

    for epoch in range(first, config["epochs"] + 1):
        if world_size() > 1:
            # A resumed trial deals the images out as it would have done.
            loader.sampler.set_epoch(epoch)
        model.train()
        for images, labels in loader:
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images), labels).backward()
            optimizer.step()

        loss, accuracy = evaluate(inner, "validation")
        with tempfile.TemporaryDirectory() as folder:
            checkpoint = None
            if rank() == 0:
                state = {
                    "model": inner.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "epoch": epoch,
                    "network": {name: config[name] for name in ("layer1", "layer2")},
                }
                torch.save(state, os.path.join(folder, "state.pt"))
                checkpoint = attune.Checkpoint.from_directory(folder)
            # Called by all ranks: what is decided here ends all of them, or none.
            attune.torch.report({"loss": loss, "accuracy": accuracy}, checkpoint)
    attune.torch.finish()


@torch.no_grad()
def evaluate(model, part):
    """Mean loss and the share of right answers; each rank looks at its share of the images."""
    device = attune.torch.device()
    images, labels = (tensor[rank() :: world_size()].to(device) for tensor in DIGITS[part].tensors)
    model.eval()
    output = model(images)
    loss = nn.functional.cross_entropy(output, labels, reduction="sum")
    right = (output.argmax(1) == labels).sum()
    sums = torch.stack([loss, right, torch.tensor(len(labels), device=device)])
    if world_size() > 1:
        dist.all_reduce(sums)
    loss, right, count = sums.tolist()
    return loss / count, right / count


def test(folder):
    """Accuracy of the network in a checkpoint on images that no trial has seen."""
    state = torch.load(os.path.join(folder, "state.pt"), map_location="cpu")
    model = network(**state["network"]).to(attune.torch.device())
    model.load_state_dict(state["model"])
    return evaluate(model, "test")[1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--test", metavar="FOLDER", required=True, help="a checkpoint to test")
    print(test(parser.parse_args().test))
