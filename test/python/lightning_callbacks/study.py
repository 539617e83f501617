"""A tuner for one trial in this process, and a training that is small enough to count its steps."""

import itertools
import json
import logging
import os
import socket
import tempfile
import threading
import unittest
import warnings

import torch

from attune._connection import Connection
from attune._session import session
from attune.lightning._framework import framework

pl = framework()
numbers = itertools.count()
warnings.filterwarnings("ignore")
for name in ("lightning.pytorch", "pytorch_lightning"):
    logging.getLogger(name).setLevel(logging.ERROR)


class Study:
    """`decide` gives the answer to the report with a number, counted from 1."""

    def __init__(self, config=None, checkpoint=None, decide=lambda number: "continue"):
        self.config = config or {}
        self.checkpoint = checkpoint
        self.decide = decide
        self.trial = f"63ecc_{next(numbers):05}"
        self.reports = []
        self.checkpoints = []

    def __enter__(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.dir = os.path.realpath(self.scratch.name)
        self.socket, theirs = socket.socketpair()
        self.thread = threading.Thread(target=self.answer_all)
        self.thread.start()
        session.__init__(Connection(theirs))
        self.theirs = theirs
        return self

    def __exit__(self, *_error):
        session.__init__(None)
        self.theirs.close()
        self.thread.join()
        self.socket.close()
        self.scratch.cleanup()

    def answer_all(self):
        try:
            self.serve()
        except OSError:
            pass  # A trial that ends may leave an answer unread.

    def serve(self):
        with self.socket.makefile("r", encoding="utf-8") as lines:
            for line in lines:
                message = json.loads(line)
                if message["type"] == "hello":
                    self.send(self.start())
                elif message["type"] == "report":
                    self.reports.append(message["metrics"])
                    name = message.get("checkpoint")
                    self.checkpoints.append(os.path.join(self.dir, name) if name else None)
                    decision = self.decide(len(self.reports))
                    self.send({"type": "answer", "seq": message["seq"], "decision": decision})

    def start(self):
        return {
            "type": "start",
            "protocol": 1,
            "trial": self.trial,
            "trialName": f"train_{self.trial}",
            "studyName": "lines",
            "config": self.config,
            "dir": self.dir,
            "checkpoint": self.checkpoint,
            "iteration": 0,
            "resources": {"cpu": 1},
        }

    def send(self, message):
        self.socket.sendall((json.dumps({"attempt": 1, **message}) + "\n").encode())

    def column(self, name):
        return [metrics.get(name) for metrics in self.reports]


class Line(pl.LightningModule):
    """Fits a line. `optimizers` makes what `configure_optimizers` returns."""

    def __init__(self, optimizers=lambda weights: torch.optim.SGD(weights, lr=0.125)):
        super().__init__()
        self.layer = torch.nn.Linear(2, 1)
        self.optimizers_of = optimizers
        self.seen = []

    def training_step(self, batch, batch_index):
        self.seen.append(("train", self.trainer.current_epoch, batch_index))
        loss = self.layer(batch[0]).square().mean()
        self.log("train_loss", loss, on_step=False, on_epoch=True)
        return loss

    def validation_step(self, batch, _batch_index):
        self.seen.append(("validate", self.trainer.current_epoch, self.trainer.sanity_checking))
        self.log("val/loss", self.layer(batch[0]).square().mean())

    def test_step(self, batch, batch_index):
        self.validation_step(batch, batch_index)

    def configure_optimizers(self):
        return self.optimizers_of(self.parameters())

    @property
    def batches(self):
        """Epoch and number of each batch that was trained with."""
        return [entry[1:] for entry in self.seen if entry[0] == "train"]


def loader(batches=2):
    return torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(torch.ones(batches, 2)), batch_size=1
    )


def trainer(*callbacks, epochs=3, **options):
    return pl.Trainer(
        **{
            "accelerator": "cpu",
            "max_epochs": epochs,
            "callbacks": list(callbacks),
            "logger": False,
            "enable_checkpointing": False,
            "enable_model_summary": False,
            "enable_progress_bar": False,
            **options,
        }
    )


class WithScratch(unittest.TestCase):
    def scratch(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return os.path.realpath(folder.name)
