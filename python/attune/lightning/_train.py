"""One training of which everything has been declared."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Optional

from .._context import get_trial_dir
from ._fit import fit as fit_from_checkpoint
from ._framework import framework
from ._trainer_defaults import trainer_defaults

#: Where Lightning's ModelCheckpoint writes, within the trial's folder.
FOLDER = "lightning_checkpoints"


def train(
    module: Any,
    trainer: Mapping[str, Any],
    fit: Mapping[str, Any],
    checkpointing: Optional[Mapping[str, Any]],
) -> None:
    """Trains a module, and reports at the end of each validation.

    `trainer`, `fit` and `checkpointing` are arguments of Lightning's Trainer, of its `fit()` and of
    ModelCheckpoint; with the last, reports carry checkpoints. What the trainer is not told is as
    `trainer_defaults()` has it.
    """
    # Not before the module has been imported, which decides between Lightning's two names.
    from ._callbacks import TuneReportCallback, TuneReportCheckpointCallback

    lightning = framework()
    arguments = {**trainer_defaults(), **trainer}
    callbacks = _listed(arguments.pop("callbacks", None))
    if checkpointing is not None:
        folder = os.path.join(get_trial_dir(), FOLDER)
        callbacks.append(lightning.callbacks.ModelCheckpoint(dirpath=folder, **checkpointing))
    # Lightning takes none of these besides enable_checkpointing=False.
    if any(isinstance(callback, lightning.callbacks.Checkpoint) for callback in callbacks):
        arguments.update({"enable_checkpointing": trainer.get("enable_checkpointing", True)})
    if not any(isinstance(callback, TuneReportCallback) for callback in callbacks):
        report = TuneReportCallback if checkpointing is None else TuneReportCheckpointCallback
        callbacks.append(report())
    fit_from_checkpoint(lightning.Trainer(callbacks=callbacks, **arguments), module, **fit)


def prepare_trials() -> None:
    """Imports what every training needs, once for all trials."""
    framework()
    from . import _callbacks  # noqa: F401


def _listed(callbacks: Any) -> list[Any]:
    if callbacks is None:
        return []
    return list(callbacks) if isinstance(callbacks, (list, tuple)) else [callbacks]
