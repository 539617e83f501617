"""Gives a trial's config to the step that trains."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, Dict, Tuple

from .._instantiate import description, import_path, instantiate, is_description, made
from ._pipeline import execute_step
from ._ray_report import report_to_study

#: The argument that a trainer takes its hyperparameters by.
_CONFIG = "config"


def class_of(step: Mapping[str, Any]) -> Any:
    """The class that the step describes an object of."""
    return import_path(str(description(step)[0]))


def is_trainer(step: Mapping[str, Any]) -> bool:
    """Whether the class is a trainer, of this package, of itwinai, or of your own."""
    return any(base.__name__.endswith("Trainer") for base in getattr(class_of(step), "__mro__", ()))


def execute_trainer(
    name: str, step: Mapping[str, Any], config: Dict[str, Any], data: Tuple[Any, ...]
) -> Any:
    """Builds the trainer, and executes it with what the steps before it have returned.

    A trainer of `attune.torch` takes the trial's config by itself. Into any other it is put as
    itwinai does: over the entries of its argument `config` if its constructor has one, else over
    the arguments of the same names. What `execute` returns is a result if it is a dict, a number or
    a generator.

    Raises TypeError where the constructor takes neither `config` nor an argument of a
    hyperparameter's name.
    """
    cls = class_of(step)
    given = description(step)[1]
    changed = {} if _takes_it_itself(cls) else _from_config(cls, given, config)
    kept = {name: value for name, value in given.items() if name not in changed}
    trainer = made(cls, {**instantiate(kept), **changed})
    report_to_study(trainer)
    returned = execute_step(f"Step {name}", trainer, data)
    is_result = isinstance(returned, (dict, int, float)) or inspect.isgenerator(returned)
    return returned if is_result else None


def _takes_it_itself(cls: Any) -> bool:
    bases = getattr(cls, "__mro__", ())
    return any(base.__module__.split(".")[:2] == ["attune", "torch"] for base in bases)


def _from_config(
    cls: Any, given: Mapping[str, Any], config: Dict[str, Any]
) -> Mapping[str, Any]:
    """The arguments that a trial's config makes different."""
    parameters = inspect.signature(cls).parameters
    if _CONFIG in parameters:
        own = given.get(_CONFIG)
        return {_CONFIG: _laid_over(own, config) if own else config}
    takes_any = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values())
    unknown = [] if takes_any else [name for name in config if name not in parameters]
    if unknown:
        raise TypeError(
            f"{cls.__name__} takes neither config nor {', '.join(unknown)}. Give its constructor "
            "an argument config, or an argument for each hyperparameter."
        )
    return config


def _laid_over(own: Mapping[str, Any], config: Dict[str, Any]) -> Any:
    """A trainer's own config, which may be described as an object, with the trial's values."""
    path, arguments = description(own)
    if path is not None:
        return instantiate({"_target_": path, **arguments, **config})
    # Into the trial's config, which notes what is read of it: to copy it would be to read it all.
    for name in list(config):
        sampled = dict.__getitem__(config, name)
        if is_description(sampled):
            config[name] = instantiate(sampled)
    for name, value in arguments.items():
        if name not in config:
            config[name] = instantiate(value)
    return config
