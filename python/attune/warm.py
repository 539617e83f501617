"""The warm parent: a process that imports the user's script once, and forks a trial whenever asked.

The tuner runs this file with the options of `attune.runner`. It speaks JSON lines with it over an
inherited socket: a private matter of this package's two halves, not the protocol of the trials.
"""

from __future__ import annotations

import os
import sys

#: The connection to the tuner, which is no trial's: hidden before `attune` looks for one.
_CONTROL = int(os.environ.pop("ATTUNE_FD", "-1"))
#: The environment that the script finds when it is imported.
_ENVIRONMENT = dict(os.environ)

if not __package__ and not getattr(sys.flags, "safe_path", False):
    # Python has put this very folder there, whose modules are not top-level modules.
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

import gc
import importlib
import json
import selectors
import signal
import socket
import traceback
from contextlib import suppress
from types import FrameType
from typing import Any, Callable, Mapping, NoReturn, Optional

from attune import _fork_safety, _forked, _open_files, _sources, runner
from attune._call import call
from attune._connection import Connection
from attune._errors import TunerLost
from attune._facts import config_of
from attune._load import (
    Target,
    import_leading,
    load_function,
    prepare,
    run_as_main,
    set_arguments,
)
from attune._seeds import noting_seeds
from attune._session import session

# Launchers and `multiprocessing` ask the main module how to run it again.
__spec__ = runner.__spec__


class WarmParent:
    """Serves the tuner until it closes the connection."""

    def __init__(self, argv: list[str], control: Connection) -> None:
        self._argv = argv
        self._target = runner.parse(argv)
        self._control = control
        self._function: Optional[Callable[..., Any]] = None
        self._changes: dict[str, Optional[str]] = {}
        self._sources = _sources.Sources(self._target)
        self._children: dict[int, int] = {}
        #: Where SIGCHLD is heard, and what waits for it and the tuner; no business of the children.
        self._wake_pipe: tuple[int, int]
        self._selector: selectors.BaseSelector

    def warm_up(self) -> Optional[str]:
        """Imports what trials need. Returns why trials cannot be forked from here, or None."""
        try:
            with noting_seeds(), self._sources.noting():
                self._import()
        except BaseException as error:
            if session.was_asked_for_facts:
                return _fork_safety.ASKS_FOR_CONFIG
            return f"importing it once for all trials failed: {type(error).__name__}: {error}"
        if session.was_asked_for_facts:
            return _fork_safety.ASKS_FOR_CONFIG
        self._changes = {
            name: os.environ.get(name)
            for name in {*_ENVIRONMENT, *os.environ}
            if os.environ.get(name) != _ENVIRONMENT.get(name)
        }
        _open_files.note()
        # What is here now is shared by all trials: the collector must not touch, and so copy, it.
        gc.collect()
        gc.freeze()
        return _fork_safety.reason_not_to_fork(_wants_gpu(os.environ))

    def _import(self) -> None:
        prepare(self._target)
        if self._target.function is None:
            import_leading(self._target)
        else:
            self._function = load_function(self._target)
        _import_what_comes_late()
        prepare_trials = getattr(self._function, "prepare_trials", None)
        if prepare_trials is not None:
            prepare_trials(**self._target.read_parameters())

    def serve(self) -> None:
        self._wake_pipe = reading, writing = os.pipe()
        os.set_blocking(writing, False)
        os.set_blocking(reading, False)
        signal.signal(signal.SIGCHLD, _wake_up)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._control, selectors.EVENT_READ)
        self._selector.register(reading, selectors.EVENT_READ)
        while True:
            for key, _ in self._selector.select():
                if key.fileobj == reading:
                    os.read(reading, 4096)
                    self._bury()
                    continue
                for request in self._control.pending():
                    self._fork(request)
                    self._bury()

    def _bury(self) -> None:
        for pid, number in list(self._children.items()):
            found, status = os.waitpid(pid, os.WNOHANG)
            if found == 0:
                continue
            del self._children[pid]
            code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
            ended_by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
            name = _name_of(ended_by) if ended_by else None
            self._control.send({"type": "exited", "id": number, "code": code, "signal": name})

    def _fork(self, request: dict[str, Any]) -> None:
        number = request["id"]
        changed = self._sources.changed()
        if changed:
            self._control.send({"type": "stale", "id": number, "files": changed})
            return
        reason = _fork_safety.reason_not_to_fork(_wants_gpu(request["env"]))
        if reason:
            self._control.send({"type": "refused", "id": number, "reason": reason})
            return
        go, gate = os.pipe()
        try:
            pid = os.fork()
        except OSError as error:
            os.close(go)
            os.close(gate)
            self._control.send({"type": "refused", "id": number, "reason": str(error)})
            return
        if pid == 0:
            self._be_trial(request, go, gate)
        os.close(go)
        # Here and not there, where it might come after the first signal to the group.
        with suppress(OSError):
            os.setpgid(pid, pid)
        self._children[pid] = number
        self._control.send({"type": "forked", "id": number, "pid": pid})
        # Only now may it speak: the tuner has been told whom it is about to hear.
        with suppress(OSError):
            os.write(gate, b"!")
        os.close(gate)

    def _be_trial(self, request: dict[str, Any], go: int, gate: int) -> NoReturn:
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._selector.close()
            self._control.close()
            for fd in (*self._wake_pipe, gate):
                os.close(fd)
            if not os.read(go, 1):
                # The parent has died, and the tuner starts this trial in another way.
                os._exit(1)
            os.close(go)
            _forked.settle(request, self._changes)
            os.environ[runner.ARGUMENTS_VARIABLE] = json.dumps(
                [*self._argv, *request["arguments"]]
            )
            target = self._target._replace(arguments=request["arguments"])
            session.connect()
            code = runner.run_trial(lambda: self._work(target))
        except Exception:
            # Before the trial began, or at its very end: it could not be told to the tuner.
            traceback.print_exc()
        finally:
            _forked.leave(code)

    def _work(self, target: Target) -> None:
        set_arguments(target)
        if self._function is None:
            run_as_main(target)
        else:
            call(self._function, config_of(session.known_facts()), target)


def _import_what_comes_late() -> None:
    """The first optimizer of a process takes as long to make as PyTorch to import, for this module."""
    if "torch" in sys.modules:
        with suppress(ImportError):
            importlib.import_module("torch._dynamo")


def _wants_gpu(environment: Mapping[str, str]) -> bool:
    return bool(environment.get("CUDA_VISIBLE_DEVICES"))


def _name_of(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"  # Most of those for real time have no name.


def _wake_up(_signal: int, _frame: Optional[FrameType]) -> None:
    """The signal's number in the wake-up pipe is all that is needed."""


def main(argv: list[str]) -> int:
    control = Connection(socket.socket(fileno=_CONTROL))
    parent = WarmParent(argv, control)
    try:
        reason = parent.warm_up()
        runner.flush()
        if reason:
            control.send({"type": "unfit", "reason": reason})
            return 0
        control.send({"type": "ready"})
        parent.serve()
    except TunerLost:
        pass
    return 0


if __name__ == "__main__":
    # Without the clean-up of what the script has imported: that belongs to the trials.
    status = main(sys.argv[1:])
    runner.flush()
    os._exit(status)
