"""What a trial runs whose study file has a `lightning:` block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .._instantiate import import_path, instantiate, is_description
from . import _train
from ._names import value_in

#: Stands in the block, as its only key, where a parameter was declared: with the parameter's name.
REFERENCE = "$parameter"


def train(config: Mapping[str, Any], **block: Any) -> None:
    """Trains what a block declares with a config.

    `block` has `module`, `trainer`, `fit` and `checkpointing` as plain data, with classes by their
    import paths and references in place of domains.
    """
    _train.train(**instantiate(_with_values(block, config)))


def _prepare_trials(**block: Any) -> None:
    """Imports what all trials of a study will need."""
    for path in _class_paths(block):
        import_path(path)
    _train.prepare_trials()


# What a warm parent calls before it forks the trials.
train.prepare_trials = _prepare_trials  # type: ignore[attr-defined]


def _with_values(value: Any, config: Mapping[str, Any]) -> Any:
    if _is_reference(value):
        return value_in(config, tuple(value[REFERENCE]))
    if isinstance(value, Mapping):
        return {key: _with_values(inner, config) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_values(inner, config) for inner in value]
    return value


def _class_paths(value: Any) -> Iterator[str]:
    if is_description(value):
        path = value.get("class_path", value.get("_target_"))
        if isinstance(path, str):
            yield path
    inner = value.values() if isinstance(value, Mapping) else value
    for part in inner if isinstance(value, (Mapping, list)) else ():
        yield from _class_paths(part)


def _is_reference(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {REFERENCE}
