"""Runs a script in two ranks, as the tuner does, for tests."""

from __future__ import annotations

import os
import signal
import socket
import sys
from typing import NoReturn, Optional

_PYTHON = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", "..", "python"))
sys.path.insert(0, os.path.join(_PYTHON, "tests"))

from fake_tuner import FakeTuner  # noqa: E402

# Imported once for all ranks. What is of attune must not be: it looks at its process's environment.
import torch.distributed  # noqa: E402, F401
import torch.utils.data  # noqa: E402, F401

# The first optimizer of a process imports hundreds of modules more.
torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=1)


class Rank:
    """A process that was forked to run a script; what `subprocess.Popen` is to others."""

    def __init__(self, path: str, folder: str, environment: dict[str, str], keep: int) -> None:
        self.returncode: Optional[int] = None
        self._streams = [f"{path}.{environment['RANK']}.{name}" for name in ("out", "err")]
        self.pid = os.fork()
        if self.pid == 0:
            _become(path, folder, environment, self._streams, keep)

    def poll(self) -> Optional[int]:
        return self._wait(os.WNOHANG)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def communicate(self) -> tuple[str, str]:
        self._wait(0)
        texts = []
        for name in self._streams:
            with open(name, encoding="utf-8") as file:
                texts.append(file.read())
        return texts[0], texts[1]

    def _wait(self, options: int) -> Optional[int]:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, options)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode


class Gang:
    """A trial of two ranks, of which the first speaks to the tuner."""

    def __init__(self, tuner: FakeTuner, source: str) -> None:
        self.tuner = tuner
        path = tuner.write("script.py", source)
        port = _free_port()
        self.ranks = [
            Rank(
                path,
                tuner.folder,
                tuner.environment(
                    **_ranks(number, port), **({"ATTUNE_FD": None} if number else {})
                ),
                -1 if number else tuner._theirs.fileno(),
            )
            for number in range(2)
        ]
        tuner.process = self.ranks[0]
        tuner._theirs.close()

    def serve(self, decide=lambda _seq: "continue") -> Gang:
        """Answers until both have ended."""
        try:
            self.tuner.serve(decide)
            self.output, self.errors = self.ranks[1].communicate()
        finally:
            self.close()
        self.codes = tuple(rank.returncode for rank in self.ranks)
        return self

    def close(self) -> None:
        for rank in self.ranks:
            if rank.poll() is None:
                rank.kill()
                rank.communicate()


def _become(
    path: str, folder: str, environment: dict[str, str], streams: list[str], keep: int
) -> NoReturn:
    code = 1
    try:
        for number, name in enumerate(streams, start=1):
            with open(name, "w") as file:
                os.dup2(file.fileno(), number)
        sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)
        # The tuner's end, and those of other gangs.
        os.closerange(3, keep if keep > 0 else 256)
        if keep > 0:
            os.closerange(keep + 1, 256)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        sys.path[0:0] = ["", _PYTHON]
        from attune import runner

        code = runner.main([path])
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _ranks(rank: int, port: int) -> dict[str, str]:
    return {
        "RANK": str(rank),
        "LOCAL_RANK": str(rank),
        "WORLD_SIZE": "2",
        "LOCAL_WORLD_SIZE": "2",
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
