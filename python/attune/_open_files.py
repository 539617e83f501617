"""Files that nobody closes: an interpreter that ends writes what they still hold back.

A forked process ends without that, because it would free what its parent has loaded as well.
"""

from __future__ import annotations

import gc
import io
import weakref
from typing import Any, Iterable, Iterator

#: Those that were open when the process was forked, and are out of the collector's sight since.
_inherited: weakref.WeakSet[Any] = weakref.WeakSet()

#: A text's own buffer is above one of bytes.
_KINDS = (io.TextIOWrapper, io.BufferedWriter, io.BufferedRandom)


def note() -> None:
    """Call it before what is here is hidden from the collector, and shared."""
    _inherited.update(_found())
    _write(_inherited)


def flush() -> None:
    """Writes what open files hold back."""
    _write([*_found(), *_inherited])


def _found() -> Iterator[Any]:
    # By type, and not by isinstance(), which proxies answer with what they stand for.
    return (each for each in gc.get_objects() if issubclass(type(each), _KINDS))


def _write(files: Iterable[Any]) -> None:
    for file in sorted(files, key=lambda each: not isinstance(each, io.TextIOWrapper)):
        try:
            file.flush()
        except (OSError, ValueError):
            pass  # Closed, or on a full disk: an interpreter that ends goes on as well.
