"""`report()` for a trial of several ranks: what the tuner decides holds for all of them."""

from __future__ import annotations

from typing import Any, Callable, Mapping

import torch.distributed as dist

from .. import _session
from .._errors import TrialPaused, TrialStopped, TunerLost
from ._process_group import init, rank, world_size

#: Gives every rank the value that it is given in rank 0.
Broadcast = Callable[[Any], Any]
#: Waits until all ranks are here.
Barrier = Callable[[], Any]


def report(metrics: Mapping[str, Any], checkpoint: Any = None) -> None:
    """`attune.report()`, called by all ranks of a trial.

    The first rank reports its metrics and its checkpoint; those of the others are ignored. Where
    the tuner decides that the trial ends here, all ranks raise `TrialStopped` or `TrialPaused`:
    with `attune.report()` the first alone would, and the others would wait for it. With one rank it
    is `attune.report()`.

    What the first rank raises else, it raises as ever; the others raise a RuntimeError that says
    it.
    """
    if world_size() == 1:
        _session.report(metrics, checkpoint)
        return
    init()
    report_from_first(rank(), _broadcast, dist.barrier, metrics, checkpoint)


def report_from_first(
    own_rank: int,
    broadcast: Broadcast,
    barrier: Barrier,
    metrics: Mapping[str, Any],
    checkpoint: Any = None,
) -> None:
    """Reports in rank 0, and ends all ranks where that is decided."""
    if own_rank != 0:
        decision, text = broadcast(None)
        if decision != "continue":
            barrier()
            raise _ending(decision, text)
        return
    try:
        _session.report(metrics, checkpoint)
    # Not where a signal ends this rank: it ends the others as well.
    except (TrialStopped, Exception) as ending:
        broadcast(_outcome_of(ending))
        # Who leaves takes the connection along, so all have to have heard it.
        barrier()
        raise
    broadcast(("continue", ""))


def _outcome_of(ending: BaseException) -> tuple[str, str]:
    if isinstance(ending, TrialStopped):
        return ending.decision, ""
    if isinstance(ending, TunerLost):
        return "lost", str(ending)
    return "error", f"{type(ending).__name__}: {ending}"


def _ending(decision: str, text: str) -> BaseException:
    if decision == "stop":
        return TrialStopped()
    if decision == "pause":
        return TrialPaused()
    if decision == "lost":
        return TunerLost(text)
    return RuntimeError(f"The first rank could not report. {text}")


def _broadcast(value: Any) -> Any:
    values = [value]
    dist.broadcast_object_list(values, src=0)
    return values[0]
