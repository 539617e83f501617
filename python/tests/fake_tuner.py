"""A tuner for tests: starts a real process, speaks the protocol with it, and keeps what it said."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import unittest
from typing import Any, Callable, Optional, Sequence

PACKAGE_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RUNNER = os.path.join(PACKAGE_FOLDER, "attune", "__main__.py")
TRIAL = "63ecc_00000"

#: Nothing that a launcher of the tests themselves may have set.
RANKS = ("RANK", "LOCAL_RANK", "WORLD_SIZE", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK")


class FakeTuner:
    """One trial; what it started ends with it."""

    def __init__(
        self,
        *,
        config: Any = None,
        checkpoint: Optional[str] = None,
        checkpoints: Optional[dict[str, Any]] = None,
    ) -> None:
        self._scratch = tempfile.TemporaryDirectory()
        self.folder = os.path.realpath(self._scratch.name)
        self.dir = os.path.join(self.folder, "trial")
        os.mkdir(self.dir)
        self.config = {} if config is None else config
        with open(os.path.join(self.dir, "params.json"), "w", encoding="utf-8") as file:
            json.dump(self.config, file)
        self.checkpoint = checkpoint
        #: When a class is to save its state.
        self.checkpoints = checkpoints
        self.messages: list[dict[str, Any]] = []
        self.process: subprocess.Popen[str]
        self._socket, self._theirs = socket.socketpair()
        self._reader = self._socket.makefile("r", encoding="utf-8")

    def close(self) -> None:
        if hasattr(self, "process"):
            if self.process.poll() is None:
                self.process.kill()
            self.process.communicate()
        self._reader.close()
        self._socket.close()
        self._theirs.close()
        self._scratch.cleanup()

    # Starting

    def environment(self, **more: Optional[str]) -> dict[str, str]:
        environment: dict[str, Optional[str]] = {
            **{name: value for name, value in os.environ.items() if name not in RANKS},
            "PYTHONPATH": PACKAGE_FOLDER,
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUNBUFFERED": "1",
            "ATTUNE_FD": str(self._theirs.fileno()),
            "ATTUNE_TRIAL_ID": TRIAL,
            "ATTUNE_TRIAL_NAME": f"train_{TRIAL}",
            "ATTUNE_TRIAL_DIR": self.dir,
            "ATTUNE_STUDY_NAME": "digits",
            "ATTUNE_ATTEMPT": "2",
            "ATTUNE_ITERATION": "5",
            "ATTUNE_CHECKPOINT": self.checkpoint,
            "ATTUNE_RESOURCES": '{"cpu":2,"gpu":0.5}',
            **more,
        }
        return {name: value for name, value in environment.items() if value is not None}

    def write(self, name: str, source: str) -> str:
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(textwrap.dedent(source))
        return path

    def script(self, source: str, **more: Optional[str]) -> FakeTuner:
        """Starts a script by itself, as a command trainable does."""
        return self._start([self.write("script.py", source)], more)

    def runner(
        self,
        source: str,
        *options: str,
        name: str = "script.py",
        arguments: Sequence[str] = (),
        **more: Optional[str],
    ) -> FakeTuner:
        """Starts a script by the runner."""
        path = self.write(name, source)
        return self._start([RUNNER, *options, path, *arguments], more)

    def _start(self, arguments: list[str], more: dict[str, Optional[str]]) -> FakeTuner:
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            env=self.environment(**more),
            pass_fds=[self._theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=self.folder,
        )
        self._theirs.close()
        return self

    # Speaking

    def send(self, **message: Any) -> None:
        self._socket.sendall((json.dumps(message) + "\n").encode())

    def start_message(self) -> dict[str, Any]:
        return {
            "type": "start",
            "protocol": 1,
            "trial": TRIAL,
            "attempt": 2,
            "trialName": f"train_{TRIAL}",
            "studyName": "digits",
            "config": self.config,
            "dir": self.dir,
            "checkpoint": self.checkpoint,
            "iteration": 5,
            "resources": {"cpu": 2, "gpu": 0.5},
            **({} if self.checkpoints is None else {"checkpoints": self.checkpoints}),
        }

    def answer(self, seq: int, decision: str = "continue") -> None:
        self.send(type="answer", attempt=2, seq=seq, decision=decision)

    def next(self) -> Optional[dict[str, Any]]:
        """The next message; None when the trial has closed its end."""
        line = self._reader.readline()
        if not line:
            return None
        message = json.loads(line)
        self.messages.append(message)
        return message

    def serve(self, decide: Callable[[int], str] = lambda _seq: "continue") -> FakeTuner:
        """Answers until the trial closes the connection, then waits for its end."""
        while True:
            message = self.next()
            if message is None:
                break
            if message["type"] == "hello":
                self.send(**self.start_message())
            elif message["type"] == "report":
                self.answer(message["seq"], decide(message["seq"]))
        return self.wait()

    def wait(self) -> FakeTuner:
        self.output, self.errors = self.process.communicate()
        self.code = self.process.returncode
        return self

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def hang_up(self) -> None:
        self._reader.close()
        self._socket.close()

    # What was said

    @property
    def reports(self) -> list[Any]:
        return [m["metrics"] for m in self.messages if m["type"] == "report"]

    @property
    def last(self) -> dict[str, Any]:
        return self.messages[-1]

    @property
    def error(self) -> dict[str, Any]:
        return self.last["error"]

    @property
    def types(self) -> list[str]:
        return [m["type"] for m in self.messages]


class WithTuner(unittest.TestCase):
    def tuner(self, **options: Any) -> FakeTuner:
        tuner = FakeTuner(**options)
        self.addCleanup(tuner.close)
        return tuner
