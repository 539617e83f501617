"""What makes a forked process equal to one that was started anew, and how it leaves."""

from __future__ import annotations

import atexit
import os
import socket
import sys
import threading
from typing import Any, Mapping, NoReturn, Optional

from . import _open_files, runner
from ._seeds import renew_seeds


def settle(request: Mapping[str, Any], changes: Mapping[str, Optional[str]]) -> None:
    """Takes on a trial's output, environment and share of the machine.

    `changes` is what the user's code did to the environment when it was imported: it would have done
    the same to the trial's. None stands for a variable that it removed.
    """
    _redirect(request["stdout"], 1)
    _redirect(request["stderr"], 2)
    os.environ.clear()
    os.environ.update(request["env"])
    for name, value in changes.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    renew_seeds()
    _disown_processes()
    threads = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    _use_threads(int(threads) if threads.isdigit() else 1)


def leave(code: int) -> NoReturn:
    """Ends the process as an interpreter ends, but without freeing what the parent has loaded."""
    try:
        threading._shutdown()
        atexit._run_exitfuncs()
        _open_files.flush()
        runner.flush()
    finally:
        os._exit(code)


def _redirect(target: Mapping[str, str], fd: int) -> None:
    if "file" in target:
        # Opened for each: two streams into one file append, and do not overwrite each other.
        opened = os.open(target["file"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    elif "socket" in target:
        reader = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        reader.connect(target["socket"])
        opened = reader.detach()
    else:
        opened = os.open(os.devnull, os.O_WRONLY)
    os.dup2(opened, fd)
    os.close(opened)


def _disown_processes() -> None:
    """What the parent has started serves all trials, and is not to be ended by the first."""
    processes = sys.modules.get("multiprocessing.process")
    if processes is not None:
        processes._children.clear()


def _use_threads(count: int) -> None:
    """The parent computes with one thread, because threads do not survive a fork."""
    if count <= 1:
        return
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(count)
    if "numpy" in sys.modules:
        try:
            from threadpoolctl import threadpool_limits
        except ImportError:
            return
        threadpool_limits(count)
