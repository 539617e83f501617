"""Pipelines as itwinai has them: steps that each get what the one before has returned.

`Pipeline` and the bases of its steps are for your own code; `train` runs the trials of a pipeline
file.
"""

from __future__ import annotations

from ._components import (
    Adapter,
    BaseComponent,
    DataGetter,
    DataProcessor,
    DataSplitter,
    Predictor,
    Saver,
    Trainer,
    monitor_exec,
)
from ._pipeline import Pipeline
from ._trial import train, warm_up

__all__ = [
    "Adapter",
    "BaseComponent",
    "DataGetter",
    "DataProcessor",
    "DataSplitter",
    "Pipeline",
    "Predictor",
    "Saver",
    "Trainer",
    "monitor_exec",
    "train",
    "warm_up",
]
