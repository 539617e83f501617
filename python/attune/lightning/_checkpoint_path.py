"""Where Lightning finds what a trial continues from."""

from __future__ import annotations

import os
from typing import Optional

from .._context import get_checkpoint


def checkpoint_path(filename: str = "checkpoint") -> Optional[str]:
    """For `trainer.fit(ckpt_path=…)`: the file to continue from; None at a fresh start.

    `filename` is that of the `TuneReportCheckpointCallback`. Raises FileNotFoundError where the
    trial's checkpoint has no such file.
    """
    checkpoint = get_checkpoint()
    if checkpoint is None:
        return None
    with checkpoint.as_directory() as folder:
        path = os.path.join(folder, filename)
        if os.path.exists(path):
            return path
        there = ", ".join(sorted(os.listdir(folder))) or "nothing"
    raise FileNotFoundError(
        f"The checkpoint {folder} has no {filename!r}. It has: {there}. Name the file as the "
        "TuneReportCheckpointCallback does, by filename=…"
    )
