"""What a rank computes on."""

from __future__ import annotations

import copy
import os
from typing import Any

import torch


def device() -> torch.device:
    """The GPU that this rank was given, else the CPU.

    It is chosen among the GPUs that the process can see: the study shows a trial those that it was
    given, and none where it asked for none.
    """
    if not torch.cuda.is_available():
        return torch.device("cpu")
    # Ranks may see the GPUs of all ranks of their machine, or each only its own.
    local_rank = int(os.environ.get("LOCAL_RANK") or 0)
    return torch.device("cuda", local_rank % torch.cuda.device_count())


def moved(value: Any, to: torch.device, non_blocking: bool = False) -> Any:
    """A batch with every tensor in it on the device, at any depth of lists, tuples and dicts."""
    if isinstance(value, torch.Tensor):
        return value.to(to, non_blocking=non_blocking)
    # Batches of other libraries, and packed sequences, know what of them has to move.
    if callable(getattr(value, "to", None)):
        return value.to(to)
    if isinstance(value, dict):
        made = copy.copy(value)
        made.update((key, moved(item, to, non_blocking)) for key, item in value.items())
        return made
    if isinstance(value, (list, tuple)):
        parts = [moved(item, to, non_blocking) for item in value]
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    return value
