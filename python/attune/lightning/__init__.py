"""For training with Lightning, as `lightning` or as `pytorch_lightning`.

Nothing here imports either before a name that needs it is asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ._build import build
from ._builder import LightningConfigBuilder
from ._checkpoint_path import checkpoint_path
from ._fit import fit
from ._trainer_defaults import trainer_defaults

if TYPE_CHECKING:
    from ._apply_hparams import ApplyHparams
    from ._callbacks import TuneReportCallback, TuneReportCheckpointCallback

__all__ = [
    "ApplyHparams",
    "LightningConfigBuilder",
    "TuneReportCallback",
    "TuneReportCheckpointCallback",
    "build",
    "checkpoint_path",
    "fit",
    "trainer_defaults",
]

#: Classes that inherit from Lightning's, and the modules that hold them.
_CALLBACKS = {
    "ApplyHparams": "_apply_hparams",
    "TuneReportCallback": "_callbacks",
    "TuneReportCheckpointCallback": "_callbacks",
}


def __getattr__(name: str) -> Any:
    if name not in _CALLBACKS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f".{_CALLBACKS[name]}", __name__), name)
    globals()[name] = found
    return found
