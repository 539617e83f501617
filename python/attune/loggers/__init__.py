"""Where a training's own metrics, parameters and files go, by one interface for several tools.

The tuner keeps what is reported without any of this. These are for what a trial has to say besides:
a metric of each batch, a figure, a model. Frameworks are imported when a logger is used.
"""

from ._base import Logger
from ._collection import LoggersCollection
from ._console import ConsoleLogger
from ._empty import EmptyLogger
from ._mlflow import MLFlowLogger
from ._tensorboard import TensorBoardLogger
from ._wandb import WandBLogger

__all__ = [
    "ConsoleLogger",
    "EmptyLogger",
    "Logger",
    "LoggersCollection",
    "MLFlowLogger",
    "TensorBoardLogger",
    "WandBLogger",
]
