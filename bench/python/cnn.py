"""Two epochs of the CIFAR10 tutorial's network on generated images, timed."""

import os
import sys
import time

import torch
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "examples", "torch-cifar10"))
from train import Net  # noqa: E402

IMAGES = torch.randn(1000, 3, 32, 32)
LABELS = torch.randint(0, 10, (1000,))


def train(config):
    net = Net(64, 32)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    begin = time.perf_counter()
    for _epoch in range(2):
        for batch in torch.randperm(len(IMAGES)).split(8):
            optimizer.zero_grad()
            nn.functional.cross_entropy(net(IMAGES[batch]), LABELS[batch]).backward()
            optimizer.step()
    return {"loss": time.perf_counter() - begin, "threads": torch.get_num_threads()}
