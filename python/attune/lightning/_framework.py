"""The package that Lightning is used by: it has two names."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

NAMES = ("lightning.pytorch", "pytorch_lightning")


def framework() -> ModuleType:
    """The one that the script has imported; else the one that is installed.

    Raises ImportError where there is none.
    """
    for name in NAMES:
        if name in sys.modules:
            return sys.modules[name]
    for name in NAMES:
        try:
            return import_module(name)
        except ModuleNotFoundError as error:
            # One that is there, and lacks something that it needs, says so itself.
            if error.name not in (name, name.partition(".")[0]):
                raise
    raise ImportError(
        "attune.lightning needs Lightning, and this Python has neither lightning nor "
        f"pytorch_lightning: {sys.executable}. Install one of them: pip install lightning."
    )
