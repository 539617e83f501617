"""The trial's side of Attune, a hyperparameter tuner: report results, keep checkpoints.

Call `report()` where the trial has something to say. Inside a study it tells the tuner, and ends the
trial where the tuner says so; outside a study it checks its arguments and does nothing, so that the
same script runs alone. Needs nothing but Python's standard library.
"""

from ._checkpoint import Checkpoint
from ._context import TrialContext, get_checkpoint, get_config, get_context, get_trial_dir
from ._errors import TrialPaused, TrialStopped, TunerLost
from ._session import report
from ._trainable import Trainable
from .space import (
    choice,
    grid_search,
    lograndint,
    loguniform,
    qlograndint,
    qloguniform,
    qrandint,
    qrandn,
    quniform,
    randint,
    randn,
    uniform,
)

__version__ = "0.1.0"

__all__ = [
    "Checkpoint",
    "Trainable",
    "TrialContext",
    "TrialPaused",
    "TrialStopped",
    "TunerLost",
    "choice",
    "get_checkpoint",
    "get_config",
    "get_context",
    "get_trial_dir",
    "grid_search",
    "lograndint",
    "loguniform",
    "qlograndint",
    "qloguniform",
    "qrandint",
    "qrandn",
    "quniform",
    "randint",
    "randn",
    "report",
    "uniform",
]
