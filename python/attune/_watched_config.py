"""The config of a trial, and which of its values the trial has read."""

from __future__ import annotations

import collections
import copy
import mmap
from typing import Any, Iterator, Mapping, NamedTuple, Optional


class Watch(NamedTuple):
    """A config that is being watched."""

    #: What the trial is given; anything but a dict is handed out as it is.
    config: Any
    #: None where nothing can be watched.
    keys: Optional[_Keys]

    def unread(self) -> list[str]:
        """Paths of what has not been read, e.g. `model/layers`, or `model` for all of it."""
        return list(self.keys.unread()) if self.keys else []


def watch(config: Any) -> Watch:
    """Begins to watch a config that was read from JSON."""
    if not isinstance(config, dict):
        return Watch(config, None)
    # Shared with the processes that this one forks: what a worker of a DataLoader reads is read.
    marks = mmap.mmap(-1, max(1, _count(config)))
    keys = _Keys(config, marks, first=0)
    return Watch(WatchedDict.of(config, keys), keys)


def _count(config: Mapping[str, Any]) -> int:
    nested = (value for value in config.values() if isinstance(value, dict))
    return len(config) + sum(map(_count, nested))


class _Keys:
    """Which keys of a dict, and of those inside it, have been read: a byte for each, in `marks`."""

    def __init__(self, config: Mapping[str, Any], marks: mmap.mmap, first: int) -> None:
        self._marks = marks
        self._places = {key: first + number for number, key in enumerate(config)}
        self.inner: dict[str, _Keys] = {}
        free = first + len(config)
        for key, value in config.items():
            if isinstance(value, dict):
                self.inner[key] = _Keys(value, marks, free)
                free += _count(value)

    def note(self, key: Any) -> None:
        place = self._places.get(key)
        if place is not None:
            self._marks[place] = 1

    def note_all(self) -> None:
        for place in self._places.values():
            self._marks[place] = 1

    def unread(self) -> Iterator[str]:
        for key, place in self._places.items():
            if not self._marks[place]:
                yield key
            elif key in self.inner:
                yield from (f"{key}/{path}" for path in self.inner[key].unread())


class _DictLike(type):
    """Lets those who look at a type's ancestors, such as PyYAML's dumpers, see a plain dict."""

    @property
    def __mro__(cls) -> tuple[type, ...]:  # type: ignore[override]
        return dict.__mro__


class WatchedDict(dict, metaclass=_DictLike):
    """A dict that notes which of its keys are used. To ask whether there is a key is no use of it.

    All that CPython does to dicts by itself is noted as well: `**config`, `dict(config)` and their
    like go by `keys()` and `[]` as soon as a class has an `__iter__` of its own. Copies are plain
    dicts, and so is what is pickled and loaded again.
    """

    __slots__ = ("_keys",)

    _keys: Optional[_Keys]

    @classmethod
    def of(cls, config: Mapping[str, Any], keys: _Keys) -> WatchedDict:
        made = cls(
            (key, cls.of(value, keys.inner[key]) if isinstance(value, dict) else value)
            for key, value in config.items()
        )
        made._keys = keys
        return made

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Others make dicts by the type of one that they have; nobody wants to know of those.
        self._keys = None

    def _note(self, key: Any) -> None:
        if self._keys:
            self._keys.note(key)

    def _note_all(self) -> None:
        if self._keys:
            self._keys.note_all()

    def __getitem__(self, key: Any) -> Any:
        value = super().__getitem__(key)
        self._note(key)
        return value

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, value)
        self._note(key)

    def __iter__(self) -> Iterator[Any]:
        return super().__iter__()

    def get(self, key: Any, default: Any = None) -> Any:
        value = super().get(key, default)
        self._note(key)
        return value

    def pop(self, key: Any, *default: Any) -> Any:
        value = super().pop(key, *default)
        self._note(key)
        return value

    def popitem(self) -> tuple[Any, Any]:
        key, value = super().popitem()
        self._note(key)
        return key, value

    def setdefault(self, key: Any, default: Any = None) -> Any:
        value = super().setdefault(key, default)
        self._note(key)
        return value

    def update(self, *args: Any, **kwargs: Any) -> None:
        for key, value in dict(*args, **kwargs).items():
            self[key] = value

    def items(self) -> Any:
        self._note_all()
        return super().items()

    def values(self) -> Any:
        self._note_all()
        return super().values()

    def copy(self) -> dict[Any, Any]:
        return dict(self)

    __copy__ = copy

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[Any, Any]:
        return copy.deepcopy(dict(self), memo)

    def __or__(self, other: Any) -> Any:
        return dict.__or__(dict(self), other)

    def __ror__(self, other: Any) -> Any:
        return dict.__or__(dict(other), dict(self)) if isinstance(other, dict) else NotImplemented

    def __ior__(self, other: Any) -> WatchedDict:
        self.update(other)
        return self

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        # `torch.save` writes protocol 2, and `torch.load` takes no reference to `dict` for safe.
        kind = collections.OrderedDict if protocol == 2 else dict
        return kind, (), None, None, iter(self.items())
