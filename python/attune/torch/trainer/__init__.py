"""A trainer to derive from: what stays the same in every training is here."""

from ._configuration import TrainingConfiguration
from ._trainer import TorchTrainer

#: As it was called when tuning and training were two classes.
RayTorchTrainer = TorchTrainer

__all__ = ["RayTorchTrainer", "TorchTrainer", "TrainingConfiguration"]
