"""Two processes that train together, on the CPU."""

import json
import os
import signal
import socket
from pathlib import Path

from attune._connection import Connection
from attune._session import session
from attune.lightning import TuneReportCallback
from fake_tuner import WithTuner
from study import Line, Study, WithScratch, loader, trainer

SCRIPT = """
import json

import torch
from attune.lightning import TuneReportCheckpointCallback, fit, trainer_defaults
from study import Line, loader, pl

class Ranked(Line):
    def validation_step(self, batch, batch_index):
        super().validation_step(batch, batch_index)
        self.log("rank", float(self.global_rank))
        if self.global_rank == 0:
            self.log("of_the_first", 1.0, rank_zero_only=True)

def train(config):
    torch.manual_seed(0)
    module = Ranked(lambda weights: torch.optim.SGD(weights, lr=config["lr"]))
    callback = TuneReportCheckpointCallback(["val/loss", "rank", "of_the_first"])
    trainer = pl.Trainer(
        accelerator="cpu", devices=2, strategy="ddp", max_epochs=6, min_epochs=4,
        callbacks=[callback], **trainer_defaults(),
    )
    said = {"lr": config["lr"]}
    try:
        fit(trainer, module, loader(4), loader(4))
    except BaseException as error:
        said["raised"] = repr(error)
        raise
    finally:
        epochs = [epoch for epoch, _ in module.batches]
        said.update(epochs=epochs, status=str(trainer.state.status), seen=callback.reports)
        with open(f"rank_{trainer.global_rank}.json", "w") as file:
            json.dump(said, file)
"""


class Decision(WithTuner):
    def start(self):
        tuner = self.tuner(config={"lr": 0.125})
        folder = os.path.dirname(os.path.abspath(__file__))
        paths = os.pathsep.join([tuner.environment()["PYTHONPATH"], folder])
        environment = {"PYTHONPATH": paths, "GLOO_SOCKET_IFNAME": "lo"}
        return tuner.runner(SCRIPT, "--function", "train", **environment)

    def said_by(self, tuner, rank):
        with open(os.path.join(tuner.folder, f"rank_{rank}.json"), encoding="utf-8") as file:
            return json.load(file)

    def test_it_reaches_both(self):
        tuner = self.start()
        tuner.serve(lambda seq: "stop" if seq == 2 else "continue")
        self.assertEqual(tuner.code, 0, tuner.errors)
        self.assertEqual(tuner.last["type"], "done", tuner.errors)
        reported = [(report["epoch"], report["step"], report["rank"]) for report in tuner.reports]
        self.assertEqual(reported, [(0, 2, 0), (1, 4, 0)])
        for rank in (0, 1):
            said = self.said_by(tuner, rank)
            self.assertEqual(said["epochs"], [0, 0, 1, 1])
            self.assertEqual((said["lr"], said["status"]), (0.125, "TrainerStatus.FINISHED"))
            self.assertRegex(said["raised"], "TrialStopped")
        names = [message.get("checkpoint") for message in tuner.messages if "checkpoint" in message]
        self.assertEqual(len(names), 2)
        for name in names:
            self.assertEqual(os.listdir(os.path.join(tuner.dir, name)), ["checkpoint"])
        left = [name for name in os.listdir(tuner.dir) if name.startswith(".checkpoint")]
        self.assertEqual(sorted(left), sorted(names))


class ErrorOfTheFirst(WithScratch):
    def test_it_reaches_the_other(self):
        folder = self.scratch()
        with Study() as study:
            study.decide = lambda number: study.socket.shutdown(socket.SHUT_RDWR)
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = free.getsockname()[1]
            # A fork closes the connection of the session that it inherits.
            connection = study.theirs.dup()
            ranks = [fork(lambda: train_as(rank, port, connection, folder)) for rank in (0, 1)]
            for pid in ranks:
                os.waitpid(pid, 0)
            connection.close()
        said = [Path(folder, f"{rank}.txt").read_text(encoding="utf-8") for rank in (0, 1)]
        self.assertIn("TunerLost", said[0])
        self.assertIn("Rank 0 could not report", said[1])


def fork(work):
    pid = os.fork()
    if pid == 0:
        try:
            # Where one rank waits for the other for ever, the test shall fail and not wait too.
            signal.alarm(120)
            work()
        finally:
            os._exit(0)
    return pid


def train_as(rank, port, connection, folder):
    """One of two processes, with the environment that torchrun gives it."""
    ranks = {"RANK": rank, "LOCAL_RANK": rank, "WORLD_SIZE": 2, "LOCAL_WORLD_SIZE": 2}
    address = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "GROUP_RANK": 0}
    launcher = {"TORCHELASTIC_RUN_ID": "test", "GLOO_SOCKET_IFNAME": "lo"}
    for name, value in {**ranks, **address, **launcher}.items():
        os.environ[name] = str(value)
    if rank == 0:
        session.__init__(Connection(connection))
    tr = trainer(TuneReportCallback("val/loss"), devices=2, strategy="ddp")
    try:
        tr.fit(Line(), loader(4), loader(4))
        said = "nothing"
    except BaseException as error:
        said = repr(error)
    Path(folder, f"{rank}.txt").write_text(said, encoding="utf-8")
