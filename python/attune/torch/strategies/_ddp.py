"""PyTorch's own data-parallel training."""

from __future__ import annotations

from typing import Any, cast

import torch

from .._prepare import prepare_model
from ._base import Distributed
from ._group import GroupStrategy


class TorchDDPStrategy(GroupStrategy):
    """`DistributedDataParallel`: every rank has the model, and gradients are averaged.

    The options of `distributed()` are those of `DistributedDataParallel`, such as
    `find_unused_parameters=True`. The optimizer may have been made before: the model's parameters
    stay the same objects.
    """

    name = "torch-ddp"

    def distributed(
        self,
        model: torch.nn.Module,
        optimizer: Any = None,
        lr_scheduler: Any = None,
        **options: Any,
    ) -> Distributed:
        self._require_init("distributed()")
        return prepare_model(model, **options), optimizer, lr_scheduler

    def unwrapped(self, model: torch.nn.Module) -> torch.nn.Module:
        if isinstance(model, torch.nn.parallel.DistributedDataParallel):
            return cast(torch.nn.Module, model.module)
        return model
