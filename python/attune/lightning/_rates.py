"""The learning rates that a trainer trains with."""

from __future__ import annotations

from typing import Any


def current_rates(trainer: Any) -> list[Any]:
    """Of every group of every optimizer, in their order."""
    groups = (group for optimizer in trainer.optimizers for group in optimizer.param_groups)
    return [group["lr"] for group in groups if "lr" in group]


def rate_metrics(rates: list[Any]) -> dict[str, float]:
    """`effective_lr` is the first group's; others follow under their number where they differ."""
    if not rates:
        return {}
    first, *others = (float(rate) for rate in rates)
    differing = {
        f"effective_lr_{number}": rate for number, rate in enumerate(others, 1) if rate != first
    }
    return {"effective_lr": first, **differing}
