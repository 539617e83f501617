"""Builds Python objects from plain data that names their classes.

Two spellings are read, at any depth: `{"class_path": "pkg.Class", "init_args": {…}}` (jsonargparse,
LightningCLI) and `{"_target_": "pkg.Class", …}` (Hydra, with `_args_` and `_partial_`).
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Mapping
from typing import Any, Callable


def instantiate(value: Any, locate: Callable[[str], Any] | None = None) -> Any:
    """The value with every description of an object replaced by the object, innermost first.

    `locate` finds what a dotted path names, by default with `import_path()`. Raises ImportError or
    AttributeError that says which part of a path is not there, and what the classes raise.
    """
    find = locate or import_path
    if isinstance(value, Mapping):
        target, arguments = description(value)
        built = {key: instantiate(inner, locate) for key, inner in arguments.items()}
        return built if target is None else made(find(target), built)
    if isinstance(value, (list, tuple)):
        return [instantiate(inner, locate) for inner in value]
    return value


def is_description(value: Any) -> bool:
    """Whether this mapping describes an object."""
    return isinstance(value, Mapping) and description(value)[0] is not None


def import_path(path: str) -> Any:
    """What a dotted path such as `pkg.module.Class` names."""
    module_name, _, name = path.rpartition(".")
    if not module_name:
        raise ImportError(f"{path!r} names no module. Give a full path: 'mypackage.{path}'.")
    module = importlib.import_module(module_name)
    try:
        return getattr(module, name)
    except AttributeError:
        raise AttributeError(f"The module {module_name!r} has no {name!r}.") from None


def description(value: Mapping[str, Any]) -> tuple[str | None, Mapping[str, Any]]:
    """The path of the class that this mapping describes an object of, and its arguments.

    Without a path it is no description, and the arguments are the mapping.
    """
    if "_target_" in value:
        # How Hydra turns its own containers into plain ones: here they are.
        left_out = ("_target_", "_convert_", "_recursive_")
        return str(value["_target_"]), {k: v for k, v in value.items() if k not in left_out}
    if "class_path" in value and set(value) <= {"class_path", "init_args"}:
        return str(value["class_path"]), value.get("init_args") or {}
    return None, value


def made(cls: Any, arguments: dict[str, Any]) -> Any:
    """The object of a class, or what a function returns, by arguments that are built already."""
    positional = arguments.pop("_args_", ())
    if arguments.pop("_partial_", False):
        return functools.partial(cls, *positional, **arguments)
    return cls(*positional, **arguments)
