"""Ends a running `fit` before its time."""

from __future__ import annotations

from typing import Any, Callable


def end_fit(trainer: Any) -> Callable[[], None]:
    """Lets the loops end at the next step, on this rank, and returns what puts settings back.

    `should_stop` by itself lets Lightning train on until `min_epochs` and `min_steps` are met, and
    then validate once more.
    """
    loop = trainer.fit_loop
    before = loop.min_epochs, loop.epoch_loop.min_steps, trainer.limit_val_batches

    def put_back() -> None:
        loop.min_epochs, loop.epoch_loop.min_steps, trainer.limit_val_batches = before

    trainer.should_stop = True
    loop.min_epochs, loop.epoch_loop.min_steps, trainer.limit_val_batches = None, None, 0
    return put_back
