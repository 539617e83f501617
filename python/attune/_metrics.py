"""Turns what a user reports into plain JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ._json import spell

_MAX_DEPTH = 32


def metrics_of(value: Any, source: str) -> Mapping[str, Any]:
    """What a trainable gave back, as metrics: a number is the anonymous one.

    `source` says in an error where the value is from, e.g. `step()`.
    """
    if isinstance(value, Mapping):
        return value
    if isinstance(value, (int, float)) or hasattr(value, "item"):
        return {"_metric": value}
    raise TypeError(
        f"{source} returned a value of type {type(value).__name__}. Return a dict of metrics such "
        "as {'loss': 0.1}, or a number."
    )


def plain_metrics(metrics: Any) -> dict[str, Any]:
    """A copy that can travel as JSON. Raises TypeError that names the first value that cannot."""
    if not isinstance(metrics, Mapping):
        raise TypeError(
            f"report() takes a dict of metrics such as {{'loss': 0.1}}, not {_show(metrics)}."
        )
    return _plain_dict(metrics, ())


def _plain_dict(mapping: Mapping[Any, Any], path: tuple[str, ...]) -> dict[str, Any]:
    plain = {}
    for key, value in mapping.items():
        if isinstance(key, bool) or not isinstance(key, (str, int)):
            where = f" in {'/'.join(path)!r}" if path else ""
            raise TypeError(
                f"The metric name {key!r}{where} is of type {type(key).__name__}. Use strings."
            )
        plain[str(key)] = _plain(value, (*path, str(key)))
    return plain


def _plain(value: Any, path: tuple[str, ...]) -> Any:
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return spell(float(value))
    if len(path) <= _MAX_DEPTH:
        if isinstance(value, Mapping):
            return _plain_dict(value, path)
        if isinstance(value, (list, tuple)):
            return [_plain(item, (*path, str(index))) for index, item in enumerate(value)]
        item = getattr(value, "item", None)
        if callable(item):
            return _plain_scalar(value, item, path)
    raise _unreportable(value, path)


def _plain_scalar(array: Any, item: Any, path: tuple[str, ...]) -> Any:
    """A NumPy scalar, a tensor of one element and the like: all have `item()`."""
    try:
        scalar = item()
    except Exception as error:
        raise _unreportable(array, path) from error
    if scalar is None or isinstance(scalar, (bool, str, int, float)):
        return _plain(scalar, path)
    raise _unreportable(array, path)


def _unreportable(value: Any, path: tuple[str, ...]) -> TypeError:
    shape = getattr(value, "shape", None)
    of_shape = f" of shape {tuple(shape)}" if isinstance(shape, tuple) and shape else ""
    advice = (
        "Report one number, e.g. its mean, or a list made with .tolist()."
        if of_shape
        else "Report numbers, strings, booleans, None, or lists and dicts of these."
    )
    return TypeError(
        f"The metric {'/'.join(path)!r} is of type {_type_name(value)}{of_shape}, "
        f"which cannot be stored. {advice}"
    )


def _type_name(value: Any) -> str:
    kind = type(value)
    if kind.__module__ in ("builtins", "__main__"):
        return kind.__qualname__
    return f"{kind.__module__}.{kind.__qualname__}"


def _show(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
