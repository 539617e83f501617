"""Hyperparameters for an optimizer that has been restored.

Nothing here imports torch: it works on the optimizer that is handed in.
"""

from __future__ import annotations

import math
from typing import Any, Iterator, Optional

#: What a group holds that is no hyperparameter: the weights, and what a schedule keeps there.
_NOT_TO_SET = ("params", "initial_lr")


def apply_hparams(optimizer: Any, scheduler: Optional[Any] = None, **hparams: Any) -> None:
    """Makes an optimizer use these hyperparameters from now on.

    Call it after `optimizer.load_state_dict()`: a state dict brings its own hyperparameters back along
    with the moments, so that a trial that goes on with another config (population based training)
    would train with the old ones. With those that the state was saved with it changes nothing.

    `optimizer` is a `torch.optim.Optimizer`, and `hparams` are keys of its `param_groups`, such as
    `lr=0.01, betas=(0.9, 0.99)`. Each is set in every group; `lr` may also be a list with a rate for
    each group.

    `scheduler` is the optimizer's learning rate schedule if it has one, loaded already. Then `lr` is
    the rate that the schedule starts from, and the current rate is scaled by the same factor, so that
    the schedule goes on from where it is.

    Raises ValueError for a name that the optimizer does not have, and for a schedule of which it cannot
    be known what a new `lr` means. Nothing is changed then.
    """
    groups = optimizer.param_groups
    for name in hparams:
        if name in _NOT_TO_SET or not all(name in group for group in groups):
            raise _unknown(optimizer, name)
    rates = None
    if "lr" in hparams:
        rates = _rates(hparams.pop("lr"), len(groups))
        _check_schedule(groups, scheduler)
    for group in groups:
        for name, value in hparams.items():
            # A config has been JSON, which knows no tuples.
            is_pair = isinstance(group[name], tuple) and isinstance(value, list)
            group[name] = tuple(value) if is_pair else value
    if rates is not None:
        _set_rates(groups, rates, scheduler)


def _set_rates(groups: list[dict[str, Any]], rates: list[float], scheduler: Optional[Any]) -> None:
    for group, rate in zip(groups, rates):
        now = float(group["lr"])
        # Where a schedule began. It was saved with the current rate, which the schedule may not be.
        start = float(group.get("initial_lr", now))
        _assign(group, "lr", rate if now == start or start == 0 else now * (rate / start))
        if "initial_lr" in group:
            _assign(group, "initial_lr", rate)
    for schedule in _schedules(scheduler):
        bases = getattr(schedule, "base_lrs", None)
        for index, rate in enumerate(rates if bases else ()):
            _assign(bases, index, rate)
        if hasattr(schedule, "_last_lr"):
            schedule._last_lr = [float(group["lr"]) for group in groups]


def _assign(where: Any, key: Any, value: float) -> None:
    # A tensor stays the one that it is: a captured graph reads it there.
    fill = getattr(where[key], "fill_", None)
    if fill is None:
        where[key] = value
    else:
        fill(value)


def _schedules(scheduler: Optional[Any]) -> Iterator[Any]:
    """The schedule, and those that it is made of."""
    if scheduler is None:
        return
    yield scheduler
    for inner in getattr(scheduler, "_schedulers", ()):
        yield from _schedules(inner)


def _rates(lr: Any, count: int) -> list[float]:
    rates = list(lr) if isinstance(lr, (list, tuple)) else [lr] * count
    if len(rates) != count:
        raise ValueError(f"lr lists {len(rates)} rates, but the optimizer has {count} groups.")
    for index, rate in enumerate(rates):
        try:
            rates[index] = float(rate)
        except (TypeError, ValueError):
            rates[index] = math.nan
        if not 0 <= rates[index] < math.inf:
            raise ValueError(f"lr is {rate!r}. Give a finite number of at least 0.")
    return rates


def _check_schedule(groups: list[dict[str, Any]], scheduler: Optional[Any]) -> None:
    has_range = any("max_lr" in group for group in groups)
    if has_range or any(hasattr(schedule, "max_lrs") for schedule in _schedules(scheduler)):
        raise ValueError(
            "The optimizer's schedule moves between rates of its own (OneCycleLR, CyclicLR), and lr is "
            "none of them. Leave lr out, and make the schedule with rates from the config."
        )
    if scheduler is not None and not all("initial_lr" in group for group in groups):
        raise ValueError(
            f"{type(scheduler).__name__} does not keep the rate that it started from. Keep it in the "
            'optimizer where that is made: group.setdefault("initial_lr", group["lr"]) for each group.'
        )


def _unknown(optimizer: Any, name: str) -> ValueError:
    groups = optimizer.param_groups
    shared = [key for key in groups[0] if all(key in group for group in groups)]
    known = ", ".join(sorted(key for key in shared if key not in _NOT_TO_SET))
    return ValueError(
        f"The optimizer {type(optimizer).__name__} has no hyperparameter {name!r}. It has: {known}."
    )
