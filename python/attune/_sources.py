"""Notices when the files that a process has imported change."""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from typing import Any, Iterator, Optional

from ._load import Target

Stamp = Optional[tuple[int, int]]


class Sources:
    """The user's own files; not Python's, and not what is installed."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._stamps: dict[str, Stamp] = {}

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Remembers how the files are that the block imports, at the moment when they are read.

        They may change before the block ends: an import can take seconds.
        """
        named = [] if self._target.is_module else [os.path.abspath(self._target.script)]
        named += [self._target.parameters] if self._target.parameters else []
        read = {file: _stamp(file) for file in named}
        original = SourceFileLoader.path_stats

        def path_stats(loader: SourceFileLoader, path: str) -> Any:
            read.setdefault(os.path.abspath(path), _stamp(path))
            return original(loader, path)

        SourceFileLoader.path_stats = path_stats  # type: ignore[method-assign]
        try:
            yield
        finally:
            SourceFileLoader.path_stats = original  # type: ignore[method-assign]
        installed = _installed_folders()
        own = {file for file in _imported_files() if not file.startswith(installed)}
        self._stamps = {
            file: read[file] if file in read else _stamp(file) for file in sorted({*own, *named})
        }

    def changed(self) -> list[str]:
        """Those that are not as they were."""
        return [file for file, stamp in self._stamps.items() if _stamp(file) != stamp]


def _stamp(file: str) -> Stamp:
    try:
        status = os.stat(file)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _imported_files() -> Iterator[str]:
    for module in list(sys.modules.values()):
        # Not as an attribute, for which some modules import others.
        file = getattr(module, "__dict__", {}).get("__file__")
        if isinstance(file, str):
            yield os.path.abspath(file)


def _installed_folders() -> tuple[str, ...]:
    # Not the folder that holds them, which may hold the user's files as well.
    paths = sysconfig.get_paths()
    python = (paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    own = os.path.dirname(os.path.abspath(__file__))
    folders = {*python, *site.getsitepackages(), site.getusersitepackages(), own}
    return tuple(os.path.join(folder, "") for folder in folders if folder)
