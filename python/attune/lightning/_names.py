"""Names for parameters that are declared where they are used.

Study files with a `lightning:` block name theirs by the same rule, in `short-names.ts`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

#: Where a parameter stands: names of arguments, keys and indices, from the outside in.
Path = tuple[str, ...]


def short_names(paths: Sequence[Path]) -> list[Path]:
    """The end of each path, as short as it can be told apart from the others: `lr`.

    Where two are called the same, both get the name of what they are in: `module/lr` and
    `datamodule/lr`. An index is no name by itself: `layers/0`. Raises ValueError where a whole path
    begins another.
    """
    lengths = [_shortest(path) for path in paths]
    while True:
        names = [path[-length:] for path, length in zip(paths, lengths)]
        clashing = [i for i, name in enumerate(names) if _clashes(name, i, names)]
        growing = [i for i in clashing if lengths[i] < len(paths[i])]
        if clashing and not growing:
            both = " and ".join("/".join(names[i]) for i in clashing[:2])
            raise ValueError(f"The parameters {both} cannot be told apart. Rename one.")
        if not clashing:
            return names
        for i in growing:
            lengths[i] += 1


def nested(names: Sequence[Path], values: Sequence[Any]) -> dict[str, Any]:
    """The values under their names, as a config has them: `module/lr` is within `module`."""
    result: dict[str, Any] = {}
    for name, value in zip(names, values):
        inner = result
        for key in name[:-1]:
            inner = inner.setdefault(key, {})
        inner[name[-1]] = value
    return result


def value_in(config: Mapping[str, Any], name: Path) -> Any:
    """What a config has under a name. Raises KeyError with what to do where there is nothing."""
    value: Any = config
    for key in name:
        if not isinstance(value, Mapping) or key not in value:
            raise KeyError(
                f"The config has no {'/'.join(name)!r}, which is declared as a parameter. Give the "
                "tuner the declared space, or leave the space out of the study file."
            )
        value = value[key]
    return value


def _shortest(path: Path) -> int:
    length = 1
    while path[-length].isdigit() and length < len(path):
        length += 1
    return length


def _clashes(name: Path, index: int, names: Sequence[Path]) -> bool:
    """Whether another is the same, or lies within it, or it within that."""
    return any(
        other[: len(name)] == name[: len(other)] for i, other in enumerate(names) if i != index
    )
