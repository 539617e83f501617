"""A convolutional network on CIFAR-10, in PyTorch.

An ordinary training script: `python train.py --smoke-test` trains one network. The tuner calls
`train_cifar(config)` once a trial.
"""

import argparse
import os
import tempfile

import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.utils.data import DataLoader, random_split

import attune
from images import load_images


class Net(nn.Module):
    def __init__(self, l1=120, l2=84):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 5 * 5, l1)
        self.fc2 = nn.Linear(l1, l2)
        self.fc3 = nn.Linear(l2, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)


def train_cifar(config):
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.manual_seed(config["seed"])
    net = Net(config["l1"], config["l2"]).to(device)
    optimizer = optim.SGD(net.parameters(), lr=config["lr"], momentum=0.9)
    first_epoch = 1
    checkpoint = attune.get_checkpoint()
    if checkpoint:
        with checkpoint.as_directory() as folder:
            state = torch.load(os.path.join(folder, "checkpoint.pt"), map_location=device)
        net.load_state_dict(state["net"])
        optimizer.load_state_dict(state["optimizer"])
        first_epoch = state["epoch"] + 1

    images, _ = load_images(config)
    train_size = int(len(images) * 0.8)
    train_set, validation_set = random_split(
        images,
        [train_size, len(images) - train_size],
        generator=torch.Generator().manual_seed(0),
    )
    train_loader = DataLoader(train_set, batch_size=config["batchSize"], shuffle=True)
    validation_loader = DataLoader(validation_set, batch_size=256)

    for epoch in range(first_epoch, config["epochs"] + 1):
        net.train()
        for inputs, labels in train_loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(net(inputs.to(device)), labels.to(device))
            loss.backward()
            optimizer.step()

        loss, accuracy = evaluate(net, validation_loader, device)
        state = {
            "net": net.state_dict(),
            "optimizer": optimizer.state_dict(),
            "epoch": epoch,
            "config": config,
        }
        with tempfile.TemporaryDirectory() as folder:
            torch.save(state, os.path.join(folder, "checkpoint.pt"))
            checkpoint = attune.Checkpoint.from_directory(folder)
            attune.report({"loss": loss, "accuracy": accuracy}, checkpoint=checkpoint)
        print(f"epoch {epoch}: validation loss {loss:.3f}, accuracy {accuracy:.3f}", flush=True)
    return net


@torch.no_grad()
def evaluate(net, loader, device):
    """Mean loss and the share of right answers."""
    net.eval()
    loss, right, count = 0.0, 0, 0
    for inputs, labels in loader:
        output, labels = net(inputs.to(device)), labels.to(device)
        loss += F.cross_entropy(output, labels, reduction="sum").item()
        right += (output.argmax(1) == labels).sum().item()
        count += len(labels)
    return loss / count, right / count


def test_accuracy(net, config):
    """Accuracy on the test images, which no trial has seen."""
    _, images = load_images(config)
    return evaluate(net.cpu(), DataLoader(images, batch_size=256), "cpu")[1]


def test_checkpoint(folder):
    state = torch.load(os.path.join(folder, "checkpoint.pt"), map_location="cpu")
    net = Net(state["config"]["l1"], state["config"]["l2"])
    net.load_state_dict(state["net"])
    return test_accuracy(net, state["config"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--l1", type=int, default=120, help="units of the first linear layer")
    parser.add_argument("--l2", type=int, default=84, help="units of the second linear layer")
    parser.add_argument("--lr", type=float, default=0.001, help="learning rate")
    parser.add_argument("--batch-size", type=int, default=4)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--data-dir", default="", help="folder with cifar-10-batches-py")
    parser.add_argument("--smoke-test", action="store_true", help="use generated images")
    parser.add_argument("--test", metavar="FOLDER", help="only test the network in a checkpoint")
    args = parser.parse_args()
    if args.test:
        print(test_checkpoint(args.test))
        return
    config = {
        "l1": args.l1,
        "l2": args.l2,
        "lr": args.lr,
        "batchSize": args.batch_size,
        "epochs": args.epochs,
        "seed": args.seed,
        "dataDir": args.data_dir,
        "smokeTest": args.smoke_test,
    }
    try:
        net = train_cifar(config)
    except FileNotFoundError as error:
        parser.error(str(error))
    print(f"test accuracy: {test_accuracy(net, config):.3f}")


if __name__ == "__main__":
    main()
