"""What a callback for reports adds to the trainer while it trains."""

from __future__ import annotations

import os
from functools import partial
from typing import Any, Callable, Optional

from .._checkpoint import Checkpoint
from .._context import get_context
from .._errors import TrialStopped
from .._session import report
from ._ask import ask, common_folder
from ._ending import end_fit
from ._framework import framework
from ._metrics import select
from ._rates import current_rates, rate_metrics

#: In a checkpoint: what had been logged when it was saved. Lightning ends the epoch of a checkpoint
#: again, and callbacks such as EarlyStopping look there for what validation has logged.
_LOGGED = "attune_logged_metrics"


class Reporter(framework().callbacks.Checkpoint):
    """Does a callback's work after all other callbacks have done theirs.

    It is a `Checkpoint` in Lightning's sense, so that at the end of an epoch it comes after the
    module too, which may log there. What it saves has the state of the others as it is after the
    hook. It is added when `fit` begins, because a trainer with `enable_checkpointing=False` is not
    made with one.
    """

    def __init__(self, callback: Any) -> None:
        super().__init__()
        self.works_for = callback
        self._rates: Optional[list[Any]] = None
        self._undo: Optional[Callable[[], None]] = None
        self._logged: dict[str, Any] = {}
        for hook in callback.on:
            if hook != "train_batch_start":
                setattr(self, f"on_{hook}", partial(self._act, hook))

    def on_train_batch_start(self, trainer: Any, *_args: Any) -> None:
        # By the end of the batch a schedule may have set the next rate.
        self._rates = current_rates(trainer)
        if "train_batch_start" in self.works_for.on:
            self._act("train_batch_start", trainer)

    def on_save_checkpoint(self, trainer: Any, pl_module: Any, checkpoint: dict[str, Any]) -> None:
        checkpoint[_LOGGED] = {
            name: value.detach().cpu() for name, value in trainer.callback_metrics.items()
        }

    def on_load_checkpoint(self, trainer: Any, pl_module: Any, checkpoint: dict[str, Any]) -> None:
        self._logged = checkpoint.get(_LOGGED, {})

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        # Not before, because Lightning forgets all metrics after a restore.
        device = trainer.strategy.root_device
        trainer.callback_metrics.update(
            {name: value.to(device) for name, value in self._logged.items()}
        )

    def leave(self, trainer: Any) -> None:
        """Leaves the trainer as it was."""
        trainer.callbacks = [other for other in trainer.callbacks if other is not self]
        if self._undo:
            self._undo()

    def _act(self, hook: str, trainer: Any, *_args: Any, **_more: Any) -> None:
        callback = self.works_for
        if trainer.state.fn != "fit" or trainer.sanity_checking or callback.stopped:
            return
        if self._rates is None:
            # Lightning may validate and end the epoch of a checkpoint again before it trains on.
            return
        # On every rank, because they may have to compute it together.
        logged = trainer.callback_metrics
        progress = {
            "epoch": trainer.current_epoch,
            "step": trainer.global_step,
            **rate_metrics(self._rates),
        }
        callback.reports += 1

        def metrics() -> dict[str, Any]:
            return {**progress, **select(callback.metrics, logged, hook, trainer.current_epoch)}

        callback.stopped = self._report(trainer, metrics)
        if callback.stopped:
            self._undo = end_fit(trainer)

    def _report(
        self, trainer: Any, metrics: Callable[[], dict[str, Any]]
    ) -> Optional[type[TrialStopped]]:
        filename = self.works_for.filename
        if filename is None or get_context().get_trial_id() is None:
            return ask(trainer, lambda: report(metrics()))
        with common_folder(trainer) as folder:
            trainer.save_checkpoint(os.path.join(folder, filename))
            return ask(trainer, lambda: report(metrics(), checkpoint=Checkpoint(folder)))
