"""What may vary: domains, as TypeScript and study files have them.

A domain says which values a parameter may take. `attune.choice([32, 64])` and the like make them; a
space is a dict of names and domains, which may hold constants and further dicts as well. A callable
declares its space as an attribute, `train.param_space = {"lr": loguniform(1e-4, 1e-1)}`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Iterator, NoReturn, Optional

#: Most values that a range of steps may have, and on a logarithmic scale the highest step.
_MOST_STEPS = 2**50
_HIGHEST_LOG_STEP = 2**40

#: A constant map with these keys, or with no others than those below, would be read as a domain.
_TYPE_KEYS = frozenset(["type", "_target_"])
_DOMAIN_KEYS = frozenset(
    "min max q mean sd base options ordered lower low minimum upper high maximum std stddev sigma "
    "mu step categories values choices".split()
)


class Domain:
    """The values that a parameter may take. Immutable; equal to another that says the same."""

    __slots__ = ("_form",)

    def __init__(self, form: Mapping[str, Any]) -> None:
        object.__setattr__(self, "_form", dict(form))

    @property
    def type(self) -> str:
        """Name of the function that makes it, e.g. `loguniform`."""
        return self._form["type"]

    def to_dict(self) -> dict[str, Any]:
        """As a study file has it, e.g. `{"type": "loguniform", "min": 0.0001, "max": 0.1}`."""
        return _copied(self._form)

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"A domain cannot be changed. Make another instead of setting {name}.")

    def __repr__(self) -> str:
        arguments = [
            repr(value) for key, value in self._form.items() if key not in ("type", "ordered")
        ]
        if "ordered" in self._form:
            arguments.append(f"ordered={self._form['ordered']}")
        return f"{self.type}({', '.join(arguments)})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Domain) and other._form == self._form

    def __hash__(self) -> int:
        # Equal ones may be spelled in two ways: 1 and 1.0.
        return hash(self.type)

    def __reduce__(self) -> tuple[Any, ...]:
        return Domain, (self._form,)

    def __copy__(self) -> Domain:
        return self

    def __deepcopy__(self, _memo: Any) -> Domain:
        return self


def uniform(lower: float, upper: float) -> Domain:
    """A number from [lower, upper), each as likely."""
    return _ranged("uniform", lower, upper)


def quniform(lower: float, upper: float, q: float) -> Domain:
    """A multiple of `q` from [lower, upper], both ends included, each as likely."""
    return _stepped("quniform", lower, upper, q)


def loguniform(lower: float, upper: float) -> Domain:
    """A number from [lower, upper) with `lower` above 0, each order of magnitude as likely."""
    return _ranged("loguniform", lower, upper, log=True)


def qloguniform(lower: float, upper: float, q: float) -> Domain:
    """A multiple of `q` from [lower, upper], both ends included, on a logarithmic scale."""
    return _stepped("qloguniform", lower, upper, q, log=True)


def randint(lower: int, upper: int) -> Domain:
    """A whole number from [lower, upper), each as likely: `upper` is excluded."""
    return _ranged("randint", lower, upper, whole=True)


def qrandint(lower: int, upper: int, q: int = 1) -> Domain:
    """A whole multiple of `q` from [lower, upper]; with `q` = 1, `upper` is excluded."""
    return _stepped("qrandint", lower, upper, q, whole=True)


def lograndint(lower: int, upper: int) -> Domain:
    """A whole number from [lower, upper) with `lower` above 0, on a logarithmic scale."""
    return _ranged("lograndint", lower, upper, log=True, whole=True)


def qlograndint(lower: int, upper: int, q: int) -> Domain:
    """As `qloguniform()`, of whole numbers; with `q` = 1, `upper` is excluded."""
    return _stepped("qlograndint", lower, upper, q, log=True, whole=True)


def randn(mean: float = 0, sd: float = 1) -> Domain:
    """A number from a normal distribution, cut at 6 standard deviations."""
    shown = _shown("randn", mean, sd)
    form = {"mean": _number(shown, "mean", mean), "sd": _number(shown, "sd", sd)}
    _require_positive(shown, "sd", form["sd"], "It is the standard deviation.")
    return Domain({"type": "randn", **form})


def qrandn(mean: float, sd: float, q: float) -> Domain:
    """As `randn()`, rounded to a multiple of `q`, which is at least a millionth of `sd`."""
    shown = _shown("qrandn", mean, sd, q)
    form = {**randn(mean, sd).to_dict(), "type": "qrandn", "q": _number(shown, "q", q)}
    _require_positive(shown, "q", form["q"], "It is the distance between two values.")
    if form["q"] < form["sd"] * 1e-6:
        raise ValueError(f"{shown}: q must be at least a millionth of sd, got {q!r}. Use randn().")
    return Domain(form)


def choice(options: Sequence[Any], *, ordered: Optional[bool] = None) -> Domain:
    """One of the options, each as likely.

    Options are plain data, and may hold domains in turn, which only configs of that option have.
    `ordered` says whether neighbouring options are alike; by default they are where they are three
    or more numbers that only rise or only fall. Raises ValueError for no options or a grid in one,
    and TypeError for what a config cannot hold, such as a class: give its name instead.
    """
    form: dict[str, Any] = {"type": "choice", "options": _options("choice", options)}
    if any(domain.get("type") == "grid_search" for domain in _maps(form["options"])):
        raise ValueError(
            f"A grid_search inside a choice cannot be honoured, got {options!r}. Use choice "
            "inside, or grid_search outside."
        )
    if ordered is not None:
        if not isinstance(ordered, bool):
            raise TypeError(f"choice: ordered is {ordered!r}. Give True or False.")
        form["ordered"] = ordered
    return Domain(form)


def grid_search(values: Sequence[Any]) -> Domain:
    """Every one of the values in turn, crossed with all other grids. Raises as `choice()` does."""
    return Domain({"type": "grid_search", "options": _options("grid_search", values)})


def space_form(space: Mapping[str, Any]) -> dict[str, Any]:
    """A space as a study file has it: domains as dicts with a `type`, constants as they are.

    Raises TypeError for what a config cannot hold, and ValueError for a name that cannot be one.
    """
    if not isinstance(space, Mapping):
        raise TypeError(
            f"param_space is {space!r}. Give a dict of names and domains, such as "
            '{"lr": attune.loguniform(1e-4, 1e-1)}.'
        )
    return _plain(space, "param_space")


def _ranged(name: str, lower: Any, upper: Any, *, log: bool = False, whole: bool = False) -> Domain:
    shown = _shown(name, lower, upper)
    lower, upper = _bounds(shown, lower, upper, log=log, whole=whole)
    if whole and (upper - lower > _MOST_STEPS or (log and upper - 1 > _HIGHEST_LOG_STEP)):
        _too_wide(shown)
    return Domain({"type": name, "min": lower, "max": upper})


def _stepped(
    name: str, lower: Any, upper: Any, q: Any, *, log: bool = False, whole: bool = False
) -> Domain:
    shown = _shown(name, lower, upper, q)
    lower, upper = _bounds(shown, lower, upper, log=log, whole=whole)
    q = _number(shown, "q", q, whole=whole)
    _require_positive(shown, "q", q, "It is the distance between two values.")
    if (upper - lower) / q >= _MOST_STEPS or (log and upper / q > _HIGHEST_LOG_STEP):
        _too_wide(shown)
    for key, value in (("lower", lower), ("upper", upper)):
        slack = 1e-9 * q + 4 * 2.0**-52 * abs(value)
        if abs(round(value / q) * q - value) > slack:
            raise ValueError(
                f"{shown}: {key} must be a multiple of q, but {value!r} is not one of {q!r}. "
                "Use other bounds or another step, or list the values with choice([…])."
            )
    return Domain({"type": name, "min": lower, "max": upper, "q": q})


def _bounds(shown: str, lower: Any, upper: Any, *, log: bool, whole: bool) -> tuple[Any, Any]:
    lower = _number(shown, "lower", lower, whole=whole)
    upper = _number(shown, "upper", upper, whole=whole)
    if not lower < upper:
        raise ValueError(f"{shown}: lower must be below upper, got {lower!r} and {upper!r}.")
    if log:
        _require_positive(shown, "lower", lower, "A logarithmic scale has no zero.")
    return lower, upper


def _number(shown: str, key: str, value: Any, *, whole: bool = False) -> Any:
    value = _without_array(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{shown}: {key} must be a number, got {value!r}.")
    if not math.isfinite(value):
        raise ValueError(f"{shown}: {key} must be a finite number, got {value!r}.")
    if not whole:
        return value
    if value != int(value) or abs(value) >= 2**53:
        raise ValueError(
            f"{shown}: {key} must be a whole number between -2^53 and 2^53, got {value!r}. For "
            "fractions use uniform, quniform, loguniform or qloguniform."
        )
    return int(value)


def _require_positive(shown: str, key: str, value: float, why: str) -> None:
    if not value > 0:
        raise ValueError(f"{shown}: {key} must be above 0, got {value!r}. {why}")


def _too_wide(shown: str) -> NoReturn:
    raise ValueError(
        f"{shown}: the range has too many steps to be sampled exactly. Use a continuous domain or "
        "a larger step."
    )


def _shown(name: str, *arguments: Any) -> str:
    return f"{name}({', '.join(map(repr, arguments))})"


def _options(name: str, options: Any) -> list[Any]:
    if isinstance(options, (str, bytes)) or not isinstance(options, Sequence):
        raise TypeError(f"{name} takes a list, got {options!r}. Write {name}([…]).")
    if not options:
        raise ValueError(f"{name}([]) has nothing to choose from. Give it at least one value.")
    return [_plain(option, f"an option of {name}") for option in options]


def _plain(value: Any, where: str) -> Any:
    """Data as a study file has it."""
    value = _without_array(value)
    if isinstance(value, Domain):
        return value.to_dict()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(item, f"{where}[{index}]") for index, item in enumerate(value)]
    if isinstance(value, Mapping):
        entries = {
            _key(key, where): _plain(inner, f"{where}[{key!r}]") for key, inner in value.items()
        }
        return {"type": "object", "entries": entries} if _looks_like_domain(entries) else entries
    raise TypeError(
        f"{where} is {value!r}, which a config cannot hold: configs are stored as JSON. Give plain "
        "data or a name, and look it up where it is used."
    )


def _copied(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _copied(inner) for key, inner in data.items()}
    return [_copied(inner) for inner in data] if isinstance(data, list) else data


def _key(key: Any, where: str) -> str:
    if isinstance(key, str) and key and "/" not in key:
        return key
    raise ValueError(f"{where} has the key {key!r}. Give names that are text without a slash.")


def _looks_like_domain(entries: Mapping[str, Any]) -> bool:
    if not _TYPE_KEYS.isdisjoint(entries):
        return True
    words = {key.lower().replace("_", "").replace("-", "") for key in entries}
    return bool(words) and words <= _DOMAIN_KEYS


def _without_array(value: Any) -> Any:
    """A NumPy scalar, or a tensor of one element, as the number that it is."""
    item = getattr(value, "item", None)
    return item() if callable(item) and getattr(value, "ndim", None) == 0 else value


def _maps(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every map in some data."""
    if isinstance(value, Mapping):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _maps(inner)
