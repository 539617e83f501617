"""Which of the metrics that a module logs are reported, and under which names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional, Union

#: None for all; one or several names; or reported names with the names that the module logs.
Metrics = Union[None, str, Sequence[str], Mapping[str, str]]


def read_metrics(metrics: Metrics) -> Optional[dict[str, str]]:
    """Reported names with the names that the module logs; None for all there are."""
    if metrics is None:
        return None
    if isinstance(metrics, Mapping):
        pairs = list(metrics.items())
    else:
        pairs = [(name, name) for name in ([metrics] if isinstance(metrics, str) else metrics)]
    for name in (name for pair in pairs for name in pair):
        if not isinstance(name, str):
            raise TypeError(
                f"metrics={metrics!r}: the name of a metric is a string, not {type(name).__name__}"
                '. Give a name, a list of names, or a dict such as {"loss": "val_loss"}.'
            )
    if not pairs:
        raise ValueError(f"metrics={metrics!r} names no metric. Leave it out to report them all.")
    return dict(pairs)


def select(
    names: Optional[Mapping[str, str]], logged: Mapping[str, Any], hook: str, epoch: int
) -> dict[str, Any]:
    """What is reported of that which has been logged. Raises ValueError for what has not been."""
    if names is None:
        if not logged:
            raise _missing("Nothing", logged, hook, epoch)
        return dict(logged)
    for name in names.values():
        if name not in logged:
            raise _missing(f"No metric {name!r}", logged, hook, epoch)
    return {reported: logged[name] for reported, name in names.items()}


def _missing(what: str, logged: Mapping[str, Any], hook: str, epoch: int) -> ValueError:
    there = ", ".join(sorted(logged)) or "nothing"
    advice = "Log it in the LightningModule: self.log(name, value)."
    if not hook.startswith("train_e"):
        advice += (
            " What training_step logs for the whole epoch is there from on_train_epoch_end on: "
            'report it with on="train_epoch_end".'
        )
    elif hook == "train_epoch_end":
        advice += (
            ' What validation logs is missing after an epoch without validation: report it with '
            'on="validation_end".'
        )
    return ValueError(
        f"{what} has been logged when on_{hook} of epoch {epoch} reports. trainer.callback_metrics "
        f"has: {there}. {advice}"
    )
