"""For training in PyTorch. Nothing here imports torch before it is needed."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ._apply_hparams import apply_hparams

if TYPE_CHECKING:
    from ._device import device
    from ._prepare import prepare_data_loader, prepare_model
    from ._process_group import finish, init, local_rank, rank, world_size
    from ._report import report
    from .strategies import (
        DeepSpeedStrategy,
        HorovodStrategy,
        NonDistributedStrategy,
        RayDDPStrategy,
        RayDeepSpeedStrategy,
        Strategy,
        StrategyError,
        TorchDDPStrategy,
        strategy,
    )
    from .trainer import RayTorchTrainer, TorchTrainer, TrainingConfiguration

#: Where each name comes from that needs torch.
_HOMES = {
    "device": "._device",
    "finish": "._process_group",
    "init": "._process_group",
    "local_rank": "._process_group",
    "prepare_data_loader": "._prepare",
    "prepare_model": "._prepare",
    "rank": "._process_group",
    "report": "._report",
    "world_size": "._process_group",
    "DeepSpeedStrategy": ".strategies",
    "HorovodStrategy": ".strategies",
    "NonDistributedStrategy": ".strategies",
    "RayDDPStrategy": ".strategies",
    "RayDeepSpeedStrategy": ".strategies",
    "Strategy": ".strategies",
    "StrategyError": ".strategies",
    "TorchDDPStrategy": ".strategies",
    "strategy": ".strategies",
    "RayTorchTrainer": ".trainer",
    "TorchTrainer": ".trainer",
    "TrainingConfiguration": ".trainer",
}

__all__ = [
    "DeepSpeedStrategy",
    "HorovodStrategy",
    "NonDistributedStrategy",
    "RayDDPStrategy",
    "RayDeepSpeedStrategy",
    "RayTorchTrainer",
    "Strategy",
    "StrategyError",
    "TorchDDPStrategy",
    "TorchTrainer",
    "TrainingConfiguration",
    "apply_hparams",
    "device",
    "finish",
    "init",
    "local_rank",
    "prepare_data_loader",
    "prepare_model",
    "rank",
    "report",
    "strategy",
    "world_size",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(home, __name__), name)
    # Found without this function from now on.
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
