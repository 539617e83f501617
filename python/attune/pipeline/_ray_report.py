"""Leads what a trainer of itwinai would tell Ray to the study."""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Any, Mapping, Optional, Union

from .._checkpoint import Checkpoint
from .._context import get_checkpoint

_Path = Union[str, "os.PathLike[str]"]


def report_to_study(trainer: Any) -> None:
    """Has a trainer report to the study, and go on from the trial's checkpoint.

    Does nothing with a trainer that is not of an installed itwinai.
    """
    modules = {base.__module__.split(".")[0] for base in type(trainer).__mro__}
    if "itwinai" not in modules or not hasattr(trainer, "ray_report"):
        return
    trainer.ray_report = _ray_report
    checkpoint = get_checkpoint()
    if checkpoint:
        trainer.from_checkpoint = checkpoint.path


def _ray_report(
    metrics: Mapping[str, Any],
    checkpoint_file: Optional[_Path] = None,
    checkpoint_dir: Optional[_Path] = None,
    checkpoint_data: Any = None,
) -> None:
    """What itwinai calls in all ranks, after each epoch."""
    from ..torch import rank, report

    if rank() != 0 or (checkpoint_file, checkpoint_dir, checkpoint_data) == (None, None, None):
        report(metrics)
    elif checkpoint_dir is not None:
        report(metrics, Checkpoint(os.fspath(checkpoint_dir)))
    else:
        with tempfile.TemporaryDirectory(prefix="attune_") as folder:
            if checkpoint_file is not None:
                shutil.copy(checkpoint_file, folder)
            else:
                import torch

                torch.save(checkpoint_data, os.path.join(folder, "ckpt.pt"))
            report(metrics, Checkpoint(folder))
