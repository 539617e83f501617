"""The moments of a training at which something can be reported."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Union

#: Lightning's callback hooks of these names (with `on_`) are called once `fit` has begun to train.
HOOKS = (
    "train_epoch_start",
    "train_batch_start",
    "train_batch_end",
    "train_epoch_end",
    "train_end",
    "validation_start",
    "validation_epoch_start",
    "validation_batch_start",
    "validation_batch_end",
    "validation_epoch_end",
    "validation_end",
)


def read_hooks(on: Union[str, Iterable[str]]) -> tuple[str, ...]:
    """Names without `on_`, each once. Raises ValueError for what is no hook."""
    names = [on] if isinstance(on, str) else list(on)
    hooks = [name[3:] if str(name).startswith("on_") else name for name in names]
    for hook, name in zip(hooks, names):
        if hook not in HOOKS:
            raise ValueError(f"on={name!r} is no hook to report at. There are: {', '.join(HOOKS)}.")
    if not hooks:
        raise ValueError(f"on={on!r} names no hook to report at. There are: {', '.join(HOOKS)}.")
    return tuple(dict.fromkeys(hooks))
