"""What learning rate schedules have been made with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

#: Of a schedule, and of those that it is made of: plain values, fit for a checkpoint.
Settings = dict[str, Any]

#: What follows from the optimizer's learning rate.
_RATES = ("base_lrs", "_last_lr")


def read_schedule(schedule: Any) -> Settings:
    """To be called on a schedule that has not moved: what moves is then the same in all."""
    settings = {
        key: _plain(value)
        for key, value in schedule.state_dict().items()
        if key not in (*_RATES, "_schedulers") and hasattr(schedule, key) and _is_plain(value)
    }
    inner = [read_schedule(part) for part in getattr(schedule, "_schedulers", ())]
    return {"settings": settings, "inner": inner}


def set_changed_settings(schedule: Any, wanted: Settings, before: Settings) -> None:
    """Sets what differs between two readings, and leaves where the schedule is.

    Raises ValueError, having changed nothing, for a schedule that moves between rates of its own.
    """
    changes = list(_changes(schedule, wanted, before))
    groups = schedule.optimizer.param_groups
    if changes and (hasattr(schedule, "max_lrs") or any("max_lr" in group for group in groups)):
        names = ", ".join(key for _, key, _ in changes)
        raise ValueError(
            f"{type(schedule).__name__} moves between rates of its own, and has been made with "
            f"another {names} than in the checkpoint. Make it anew, and move it to where it was."
        )
    for part, key, value in changes:
        kind = type(getattr(part, key))
        # A list may have been a tuple, and a dict a Counter.
        setattr(part, key, kind(value) if isinstance(value, (list, dict)) else value)


def _changes(schedule: Any, wanted: Settings, before: Settings) -> Iterator[tuple[Any, str, Any]]:
    old = before["settings"]
    for key, value in wanted["settings"].items():
        if key not in old or old[key] != value:
            yield schedule, key, value
    for parts in zip(getattr(schedule, "_schedulers", ()), wanted["inner"], before["inner"]):
        yield from _changes(*parts)


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return {key: _plain(item) for key, item in value.items()} if isinstance(value, dict) else value


def _is_plain(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(_is_plain(item) for item in value)
    if isinstance(value, dict):
        return all(_is_plain(item) for item in (*value, *value.values()))
    return value is None or isinstance(value, (bool, int, float, str))
