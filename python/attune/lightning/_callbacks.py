"""Callbacks that report what a module logs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Optional, Union

from .._errors import TrialStopped
from ._framework import framework
from ._hooks import read_hooks
from ._metrics import Metrics, read_metrics
from ._reporter import Reporter


class TuneReportCallback(framework().Callback):
    """Reports metrics that the LightningModule logs with `self.log`, while `trainer.fit` trains.

    `metrics` are those that are reported: None for all in `trainer.callback_metrics`, a name, a
    list of names, or a dict of reported names and logged names: `{"loss": "val_loss"}`. `on` is the
    hook at which they are, or a list of hooks, with or without `on_`; `"validation_end"` by
    default.

    Each report also has `epoch` and `step` (Lightning's `current_epoch`, from 0, and `global_step`)
    and `effective_lr`, the learning rate that was trained with last, unless `metrics` has these
    names.

    Where the tuner stops the trial, `trainer.fit` ends soon, as if training were done, on every
    rank. Outside a study it only checks that the metrics are there.

    Raises ValueError for an unknown hook, and at a report for a metric that has not been logged.
    """

    def __init__(
        self, metrics: Metrics = None, on: Union[str, Iterable[str]] = "validation_end"
    ) -> None:
        super().__init__()
        self.metrics = read_metrics(metrics)
        self.on = read_hooks(on)
        #: Name of the file in each checkpoint; None where none is reported.
        self.filename: Optional[str] = None
        #: Why the tuner has ended the training; None while it has not.
        self.stopped: Optional[type[TrialStopped]] = None
        #: How many reports the last training has made.
        self.reports = 0

    def setup(self, trainer: Any, pl_module: Any, stage: str) -> None:
        if stage == "fit":
            self._take_leave(trainer)
            self.stopped, self.reports = None, 0
            trainer.callbacks = [*trainer.callbacks, Reporter(self)]

    def teardown(self, trainer: Any, pl_module: Any, stage: str) -> None:
        self._take_leave(trainer)

    def _take_leave(self, trainer: Any) -> None:
        # After an error Lightning calls no teardown: one of an earlier training may be there.
        for other in trainer.callbacks:
            if isinstance(other, Reporter) and other.works_for is self:
                other.leave(trainer)


class TuneReportCheckpointCallback(TuneReportCallback):
    """Reports metrics as `TuneReportCallback` does, each time with a checkpoint of the training.

    `filename` is the name of Lightning's checkpoint in the folder that is reported. With
    `save_checkpoints=False` none is.
    """

    def __init__(
        self,
        metrics: Metrics = None,
        filename: str = "checkpoint",
        on: Union[str, Iterable[str]] = "validation_end",
        save_checkpoints: bool = True,
    ) -> None:
        super().__init__(metrics, on)
        if not isinstance(filename, str) or filename in ("", ".", "..") or "/" in filename:
            raise ValueError(f"filename={filename!r}: give the name of a file, without folders.")
        self.filename = filename if save_checkpoints else None
