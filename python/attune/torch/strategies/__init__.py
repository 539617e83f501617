"""Ways to train one model in several processes, by name and behind one interface."""

from ._base import Strategy, StrategyError
from ._ddp import TorchDDPStrategy
from ._deepspeed import DeepSpeedStrategy
from ._horovod import HorovodStrategy
from ._names import strategy
from ._single import NonDistributedStrategy

#: What trainers that were written for Ray ask for.
RayDDPStrategy = TorchDDPStrategy
RayDeepSpeedStrategy = DeepSpeedStrategy

__all__ = [
    "DeepSpeedStrategy",
    "HorovodStrategy",
    "NonDistributedStrategy",
    "RayDDPStrategy",
    "RayDeepSpeedStrategy",
    "Strategy",
    "StrategyError",
    "TorchDDPStrategy",
    "strategy",
]
