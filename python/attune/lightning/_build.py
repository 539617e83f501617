"""Objects that are made anew for each trial, and what is declared at any depth of arguments."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Iterator, Mapping
from typing import Any, Callable, Union

from .._instantiate import import_path, instantiate
from ..space import Domain
from ._names import Path


class Build:
    """A class, or what else makes an object, with its arguments. `build()` makes it."""

    __slots__ = ("arguments", "cls")

    def __init__(self, cls: Union[Callable[..., Any], str], arguments: Mapping[str, Any]) -> None:
        check_class(cls, arguments)
        self.cls = cls
        self.arguments = dict(arguments)

    def __repr__(self) -> str:
        arguments = "".join(f", {name}={value!r}" for name, value in self.arguments.items())
        return f"build({class_name(self.cls)}{arguments})"


def build(cls: Union[Callable[..., Any], str], /, **arguments: Any) -> Build:
    """Stands for `cls(**arguments)`, which each trial makes: `build(Digits, size=choice([32]))`.

    `cls` is a class, a function, or its import path. Any argument may be a domain, at any depth.
    Raises TypeError for arguments that it does not take.
    """
    return Build(cls, arguments)


def check_class(cls: Any, arguments: Mapping[str, Any]) -> None:
    """Raises TypeError unless `cls` makes something, and takes these arguments if that is known."""
    if isinstance(cls, str):
        return
    # An object that has been made is often callable, too.
    if not (isinstance(cls, (type, functools.partial)) or inspect.isroutine(cls)):
        raise TypeError(
            f"An object of type {type(cls).__name__} is no class. Give a class, a function, or its "
            "import path: the object is made anew in each trial."
        )
    try:
        signature = inspect.signature(cls)
    except (TypeError, ValueError):
        return  # Written in C.
    try:
        signature.bind(**arguments)
    except TypeError as error:
        known = ", ".join(signature.parameters) or "no arguments"
        raise TypeError(f"{class_name(cls)} takes {known}: {error}.") from None


def class_name(cls: Any) -> str:
    """How a class is called in messages."""
    return cls if isinstance(cls, str) else getattr(cls, "__name__", repr(cls))


def domains_in(value: Any, path: Path = ()) -> Iterator[tuple[Path, Domain]]:
    """The domains in some arguments, with where they stand."""
    if isinstance(value, Domain):
        yield path, value
    for key, inner in _children(value):
        yield from domains_in(inner, (*path, str(key)))


def made(value: Any, drawn: Mapping[Path, Any], path: Path = ()) -> Any:
    """The arguments with what was drawn in place of domains, and with their objects made.

    What holds neither is handed on as it is.
    """
    if isinstance(value, Domain):
        # What is drawn is plain data, which may name classes.
        return instantiate(drawn[path])
    if isinstance(value, Build):
        arguments = {
            key: made(inner, drawn, (*path, key)) for key, inner in value.arguments.items()
        }
        return call_class(value.cls, arguments)
    if not _is_declared(value):
        return value
    if isinstance(value, Mapping):
        return {key: made(inner, drawn, (*path, str(key))) for key, inner in value.items()}
    items = [made(inner, drawn, (*path, str(key))) for key, inner in _children(value)]
    return tuple(items) if isinstance(value, tuple) else items


def call_class(cls: Any, arguments: Mapping[str, Any]) -> Any:
    """The object; a text is an import path."""
    return (import_path(cls) if isinstance(cls, str) else cls)(**arguments)


def _is_declared(value: Any) -> bool:
    if isinstance(value, (Domain, Build)):
        return True
    return any(_is_declared(inner) for _, inner in _children(value))


def _children(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, Build):
        yield from value.arguments.items()
    elif isinstance(value, Mapping):
        yield from value.items()
    # Others, named tuples among them, are objects of the user's.
    elif type(value) in (list, tuple):
        yield from enumerate(value)
