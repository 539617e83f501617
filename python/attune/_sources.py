"""Notices when the files that a process has imported change."""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from typing import Optional

from ._load import Target


class Sources:
    """The user's own files; not Python's, and not what is installed."""

    def __init__(self) -> None:
        self._stamps: dict[str, Optional[tuple[int, int]]] = {}

    def note(self, target: Target) -> None:
        """Remembers how the files are that have been imported so far."""
        files = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
        installed = _installed_folders()
        own = {file for file in files if file and not file.startswith(installed)}
        if not target.is_module:
            own.add(os.path.abspath(target.script))
        if target.parameters:
            own.add(target.parameters)
        self._stamps = {file: _stamp(file) for file in sorted(own)}

    def changed(self) -> list[str]:
        """Those that are not as they were."""
        return [file for file, stamp in self._stamps.items() if _stamp(file) != stamp]


def _stamp(file: str) -> Optional[tuple[int, int]]:
    try:
        status = os.stat(file)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _installed_folders() -> tuple[str, ...]:
    folders = {*sysconfig.get_paths().values(), *site.getsitepackages(), site.getusersitepackages()}
    own = os.path.dirname(os.path.abspath(__file__))
    return tuple(os.path.join(folder, "") for folder in (*folders, own) if folder)
