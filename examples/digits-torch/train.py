"""A small network on handwritten digits, in PyTorch.

`train(config)` is what the tuner calls, once a trial. Test a checkpoint with
`python train.py --test FOLDER`.
"""

import argparse
import os
import tempfile

import torch
from torch import nn

import attune
from attune.torch import apply_hparams
from digits import load_digits

DIGITS = {
    name: (torch.tensor(images), torch.tensor(labels))
    for name, (images, labels) in load_digits().items()
}


def network(layer1, layer2, dropout):
    return nn.Sequential(
        nn.Linear(64, layer1),
        nn.ReLU(),
        nn.Dropout(dropout),
        nn.Linear(layer1, layer2),
        nn.ReLU(),
        nn.Dropout(dropout),
        nn.Linear(layer2, 10),
    )


def train(config):
    torch.manual_seed(config["seed"])
    model = network(config["layer1"], config["layer2"], config["dropout"])
    optimizer = torch.optim.Adam(model.parameters(), lr=config["lr"])
    first = 1
    checkpoint = attune.get_checkpoint()
    if checkpoint:
        with checkpoint.as_directory() as folder:
            state = torch.load(os.path.join(folder, "state.pt"))
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        # The saved state holds the rate that it was saved with; this trial's config may have another.
        apply_hparams(optimizer, lr=config["lr"])
        first = state["epoch"] + 1

    images, labels = DIGITS["train"]
    for epoch in range(first, config["epochs"] + 1):
        # Seeded anew each epoch: a resumed trial goes on exactly as it would have gone on.
        torch.manual_seed(config["seed"] * 1000 + epoch)
        model.train()
        for batch in torch.randperm(len(images)).split(config["batchSize"]):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images[batch]), labels[batch]).backward()
            optimizer.step()

        loss, accuracy = evaluate(model, "validation")
        state = {
            "model": model.state_dict(),
            "optimizer": optimizer.state_dict(),
            "epoch": epoch,
            "network": {name: config[name] for name in ("layer1", "layer2", "dropout")},
        }
        with tempfile.TemporaryDirectory() as folder:
            torch.save(state, os.path.join(folder, "state.pt"))
            attune.report(
                {"loss": loss, "accuracy": accuracy, "effective_lr": optimizer.param_groups[0]["lr"]},
                checkpoint=attune.Checkpoint.from_directory(folder),
            )


@torch.no_grad()
def evaluate(model, part):
    """Mean loss and the share of right answers."""
    images, labels = DIGITS[part]
    model.eval()
    output = model(images)
    loss = nn.functional.cross_entropy(output, labels).item()
    return loss, (output.argmax(1) == labels).double().mean().item()


def test(folder):
    """Accuracy of the network in a checkpoint on images that no trial has seen."""
    state = torch.load(os.path.join(folder, "state.pt"))
    model = network(**state["network"])
    model.load_state_dict(state["model"])
    return evaluate(model, "test")[1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--test", metavar="FOLDER", required=True, help="a checkpoint to test")
    print(test(parser.parse_args().test))
