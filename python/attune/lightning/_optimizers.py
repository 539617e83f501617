"""The hyperparameters that optimizers hold."""

from __future__ import annotations

from typing import Any

#: Of each group of an optimizer. `lr` is where a schedule starts from, if there is one.
Hyperparameters = list[dict[str, Any]]

#: What a group holds besides: the weights, and what a schedule keeps there.
_NO_HYPERPARAMETERS = (
    "params",
    "param_names",
    "lr",
    "initial_lr",
    "max_lr",
    "min_lr",
    "base_momentum",
    "max_momentum",
)


def read_optimizer(optimizer: Any) -> Hyperparameters:
    """Plain values, as they can be kept in a checkpoint."""
    return [_read_group(group) for group in optimizer.param_groups]


def start_rates(groups: Hyperparameters) -> list[Any]:
    return [group.get("lr") for group in groups]


def keep_start_rates(optimizer: Any) -> None:
    """Most schedules see to it, and ReduceLROnPlateau does not."""
    for group in optimizer.param_groups:
        group.setdefault("initial_lr", group["lr"])


def set_changed_values(optimizer: Any, wanted: Hyperparameters, before: Hyperparameters) -> None:
    """Sets what differs between two readings, besides learning rates."""
    for group, new, old in zip(optimizer.param_groups, wanted, before):
        group.update({key: new[key] for key in new if key != "lr" and new[key] != old.get(key)})


def has_other_start_rates(optimizer: Any, before: Hyperparameters) -> bool:
    """Whether the training has set where a schedule starts from, as weight averaging does."""
    return any(
        "initial_lr" in group and float(group["initial_lr"]) != old.get("lr")
        for group, old in zip(optimizer.param_groups, before)
    )


def scale_rates(optimizer: Any, wanted: Hyperparameters, before: Hyperparameters) -> None:
    """Changes the current rates by the factors between two readings, and no start rates."""
    for group, new, old in zip(optimizer.param_groups, wanted, before):
        if old.get("lr"):
            group["lr"] *= new["lr"] / old["lr"]


def _read_group(group: dict[str, Any]) -> dict[str, Any]:
    values = {key: group[key] for key in group if key not in _NO_HYPERPARAMETERS}
    if "lr" in group:
        # The number in a tensor, which itself moves on.
        values["lr"] = float(group.get("initial_lr", group["lr"]))
    return {key: value for key, value in values.items() if _is_plain(value)}


def _is_plain(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(_is_plain(item) for item in value)
    return value is None or isinstance(value, (bool, int, float, str))
