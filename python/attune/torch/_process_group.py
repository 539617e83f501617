"""The ranks of a trial, and the group in which they speak to each other."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Optional

import torch
import torch.distributed as dist

from ._device import device

#: Seconds after which a rank gives up waiting for another. A rank that dies is noticed at once;
#: this is for one that hangs, for which PyTorch itself would wait 10 or 30 minutes.
DEFAULT_TIMEOUT = 300.0

_ADDRESS = ("MASTER_ADDR", "MASTER_PORT")


def rank() -> int:
    """This process's number among the ranks of the trial; 0 where it is the only one."""
    return dist.get_rank() if _is_up() else _from_environment("RANK", 0)


def world_size() -> int:
    """How many ranks the trial has; 1 where this process is the only one."""
    return dist.get_world_size() if _is_up() else _from_environment("WORLD_SIZE", 1)


def local_rank() -> int:
    """This process's number among the ranks on its machine."""
    return _from_environment("LOCAL_RANK", 0)


def local_world_size() -> int:
    """How many of the trial's ranks are on this machine."""
    return _from_environment("LOCAL_WORLD_SIZE", world_size())


def init(backend: Optional[str] = None, timeout: float = DEFAULT_TIMEOUT) -> None:
    """Joins the process group of the trial's ranks; all of them call it.

    Does nothing where this process is the only rank, and where the group is there already.
    `prepare_model()` calls it where it has not been called. `backend` is `nccl` on a GPU and `gloo`
    elsewhere by default. `timeout` is how many seconds a rank waits for another before it fails.

    Raises RuntimeError where there are several ranks and the environment does not say where they
    meet, and ValueError for a timeout that is none.
    """
    if not timeout > 0:
        raise ValueError(f"timeout is {timeout!r}. Give a number of seconds above 0.")
    if _is_up() or world_size() == 1:
        return
    missing = [name for name in _ADDRESS if not os.environ.get(name)]
    if missing:
        raise RuntimeError(
            f"WORLD_SIZE is {world_size()}, but {' and '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} not set: the ranks cannot find each other. "
            "Start them with the study's scalingConfig or with torchrun, or take WORLD_SIZE away."
        )
    here = device()
    if here.type == "cuda":
        torch.cuda.set_device(here)
    dist.init_process_group(
        backend or ("nccl" if here.type == "cuda" else "gloo"),
        timeout=timedelta(seconds=timeout),
    )


def finish(wait: bool = True) -> None:
    """Leaves the process group; all ranks call it. Does nothing where there is none.

    Waits for the other ranks first, so that none of them loses its partner. Say `wait=False` where
    they may not come any more, as after an error.
    """
    if not _is_up():
        return
    if wait:
        dist.barrier()
    dist.destroy_process_group()


def _is_up() -> bool:
    return dist.is_available() and dist.is_initialized()


def _from_environment(name: str, default: int) -> int:
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    try:
        return int(text)
    except ValueError:
        raise RuntimeError(
            f"The environment variable {name} is {text!r}, which is no number. It says which of a "
            "trial's ranks this process is."
        ) from None
