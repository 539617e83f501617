"""One report for all ranks of a training, and one decision."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from typing import Any, Callable, Iterator, Optional

from .._context import get_trial_dir
from .._errors import TrialPaused, TrialStopped

_DECISIONS = {kind.decision: kind for kind in (TrialStopped, TrialPaused)}


def ask(trainer: Any, report: Callable[[], None]) -> Optional[type[TrialStopped]]:
    """Reports on the first rank, and tells every rank why the trial shall end, or None.

    To be called on every rank: a rank that went on alone would wait for the others for ever.
    """
    outcome = None
    if trainer.is_global_zero:
        try:
            report()
        except TrialStopped as stopped:
            outcome = stopped.decision
        except Exception:
            trainer.strategy.broadcast("failed")
            raise
    outcome = trainer.strategy.broadcast(outcome)
    if outcome == "failed":
        raise RuntimeError("Rank 0 could not report to the tuner; it has the error.")
    return _DECISIONS.get(outcome)


@contextmanager
def common_folder(trainer: Any) -> Iterator[str]:
    """A temporary folder in the trial's own, the same on every rank."""
    if not trainer.is_global_zero:
        yield trainer.strategy.broadcast(None)
        return
    # The tuner removes what begins like this after a trial that was killed.
    folder = tempfile.TemporaryDirectory(
        prefix=".checkpoint_lightning_", dir=os.path.abspath(get_trial_dir())
    )
    with folder as path:
        yield trainer.strategy.broadcast(path)
