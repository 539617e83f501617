"""Which of several cooperating processes this one is."""

from __future__ import annotations

import os

_VARIABLES = ("RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK", "LOCAL_RANK")


def is_first_rank() -> bool:
    """Whether this process speaks for its trial. Launchers number the processes they start."""
    return all(os.environ.get(name, "0").strip() in ("", "0") for name in _VARIABLES)


def gang_rank() -> int:
    """The rank as which the tuner has started this process in a trial of several; else 0."""
    rank = os.environ.get("ATTUNE_RANK", "")
    return int(rank) if rank.isdigit() else 0
