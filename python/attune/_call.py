"""Calls what a trial runs, and reports what it gives back."""

from __future__ import annotations

from types import CoroutineType, GeneratorType
from typing import Any, Callable

from ._load import Target
from ._metrics import metrics_of
from ._session import report
from ._trainable import is_trainable, refuse_orders, run


def call(function: Callable[..., Any], config: Any, target: Target) -> None:
    """Calls a function with a config, and reports what it returns or yields; or runs a class."""
    parameters = target.read_parameters()
    if is_trainable(function):
        run(function, config, parameters, target.spread)
        return
    refuse_orders()
    if target.spread:
        returned = function(**config, **parameters)
    else:
        returned = function(config, **parameters)
    if isinstance(returned, CoroutineType):
        import asyncio  # as long to import as all the rest, and seldom needed

        returned = asyncio.run(returned)
    _report_returned(returned)


def _report_returned(returned: Any) -> None:
    """A dict or number is a result, and so is each that a generator yields."""
    if isinstance(returned, GeneratorType):
        try:
            for value in returned:
                _report_value(value)
        finally:
            returned.close()
    else:
        _report_value(returned)


def _report_value(value: Any) -> None:
    if value is not None:
        report(metrics_of(value, "The trainable"))
