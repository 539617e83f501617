"""Trains from where the trial was, with the hyperparameters that it has now."""

from __future__ import annotations

import inspect
import warnings
from typing import Any, Callable, Optional

from ._checkpoint_path import checkpoint_path


def fit(
    trainer: Any,
    model: Any,
    *args: Any,
    on_hparams_changed: Optional[Callable[[Any, Any, Any], None]] = None,
    **options: Any,
) -> None:
    """Calls `trainer.fit(model, …)`, from the trial's checkpoint where it has one.

    What `configure_optimizers` gives the optimizers with this trial's config holds after the
    restore too: see `ApplyHparams`, which is added unless `trainer` has it. `args` and `options`
    are those of `trainer.fit`; a `ckpt_path` is where a trial begins that has no checkpoint.

    Raises `TrialStopped` or `TrialPaused`, when `trainer.fit` has ended cleanly, if the tuner has
    ended the training: let it pass. Raises FileNotFoundError where the checkpoint does not have the
    file of the `TuneReportCheckpointCallback`.
    """
    from ._apply_hparams import ApplyHparams
    from ._callbacks import TuneReportCallback

    def reporting() -> list[TuneReportCallback]:
        return [other for other in trainer.callbacks if isinstance(other, TuneReportCallback)]

    filenames = [callback.filename for callback in reporting() if callback.filename]
    call = inspect.signature(trainer.fit).bind(model, *args, **options)
    resumed = checkpoint_path(*filenames[:1])
    if resumed:
        call.arguments["ckpt_path"] = resumed
    if not any(isinstance(other, ApplyHparams) for other in trainer.callbacks):
        trainer.callbacks = [ApplyHparams(on_hparams_changed), *trainer.callbacks]
    elif on_hparams_changed:
        raise ValueError("The trainer has ApplyHparams already: give it on_hparams_changed there.")

    trainer.fit(*call.args, **call.kwargs)

    # Some may be the module's own, which has given them to the trainer meanwhile.
    callbacks = reporting()
    for callback in callbacks:
        if callback.stopped:
            raise callback.stopped()
    if callbacks and not any(callback.reports for callback in callbacks):
        warnings.warn(_why_no_report(trainer, callbacks, resumed), stacklevel=2)


def _why_no_report(trainer: Any, callbacks: list[Any], resumed: Optional[str]) -> str:
    if resumed:
        return (
            "trainer.fit had nothing left to do after the checkpoint, and nothing was reported. "
            f"max_epochs={trainer.max_epochs} counts from the trial's first epoch on."
        )
    hooks = dict.fromkeys(f"on_{hook}" for callback in callbacks for hook in callback.on)
    return (
        f"trainer.fit has ended, and nothing was reported: {' and '.join(hooks)} did not come. "
        "Where nothing is validated (val_dataloaders, limit_val_batches, check_val_every_n_epoch), "
        'report with on="train_epoch_end".'
    )
