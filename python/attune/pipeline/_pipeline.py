"""Steps in a row."""

from __future__ import annotations

import inspect
from typing import Any, Dict, List, Optional, Tuple, Union

from ._components import BaseComponent


class Pipeline(BaseComponent):
    """Runs steps one after the other: each gets what the one before has returned.

    `steps` is a list of objects with a method `execute`, or a dict of them by name. `pipeline[0]`
    and `pipeline["getter"]` are steps, and `pipeline[:2]` is a pipeline of the first two.
    """

    def __init__(
        self, steps: Union[List[Any], Dict[str, Any]], name: Optional[str] = None
    ) -> None:
        super().__init__(name)
        self.steps = steps if isinstance(steps, dict) else list(steps)
        self.save_parameters(steps=steps, name=name)

    def __len__(self) -> int:
        return len(self.steps)

    def __getitem__(self, which: Union[int, str, slice]) -> Any:
        if isinstance(which, slice):
            if isinstance(self.steps, dict):
                return type(self)(dict(list(self.steps.items())[which]), self._name)
            return type(self)(self.steps[which], self._name)
        if isinstance(self.steps, dict) and isinstance(which, int):
            return list(self.steps.values())[which]
        return self.steps[which]  # type: ignore[call-overload]

    def execute(self, *args: Any) -> Any:
        """Runs all steps, the first with these arguments. Returns what the last has returned.

        Raises TypeError where a step is given more arguments than it takes, or less than it needs.
        """
        values = args
        returned: Any = args
        for name, step in self._named_steps():
            returned = execute_step(name, step, values)
            values = as_arguments(returned)
        return returned

    def _named_steps(self) -> List[Tuple[str, Any]]:
        if isinstance(self.steps, dict):
            return [(f"Step {key!r}", step) for key, step in self.steps.items()]
        return [(f"Step {index}", step) for index, step in enumerate(self.steps)]


def execute_step(name: str, step: Any, values: Tuple[Any, ...]) -> Any:
    """Runs a step. Raises TypeError that begins with `name` where it takes more or fewer values."""
    _check_count(name, step, values)
    return step.execute(*values)


def as_arguments(returned: Any) -> Tuple[Any, ...]:
    """What a step has returned, as arguments for the next."""
    if returned is None:
        return ()
    return returned if isinstance(returned, tuple) else (returned,)


def _check_count(name: str, step: Any, values: Tuple[Any, ...]) -> None:
    least, most = _counts(step.execute)
    if least <= len(values) and (most is None or len(values) <= most):
        return
    if most is None:
        wanted = f"at least {least}"
    else:
        wanted = str(least) if least == most else f"{least} to {most}"
    raise TypeError(
        f"{name} ({type(step).__name__}) takes {wanted} arguments, and was given {len(values)} by "
        "the step before it. A step returns a tuple of as many values as the next one takes; an "
        "Adapter between them can choose."
    )


def _counts(execute: Any) -> Tuple[int, Optional[int]]:
    """How many positional arguments there must be at least, and may be at most."""
    least = 0
    most: Optional[int] = 0
    for parameter in inspect.signature(execute).parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            most = None
        elif parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            most = None if most is None else most + 1
            least += parameter.default is parameter.empty
    return least, most
