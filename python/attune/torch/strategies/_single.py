"""One process that trains by itself."""

from __future__ import annotations

from typing import Any, List

import torch

from ._base import Distributed, Strategy


class NonDistributedStrategy(Strategy):
    """One rank, which trains as ever. `distributed()` moves the model to the device."""

    name = "non-distributed"
    is_distributed = False

    def _join(self) -> None:
        pass

    def _leave(self, wait: bool) -> None:
        pass

    def global_world_size(self) -> int:
        return 1

    def local_world_size(self) -> int:
        return 1

    def global_rank(self) -> int:
        return 0

    def local_rank(self) -> int:
        return 0

    def distributed(
        self,
        model: torch.nn.Module,
        optimizer: Any = None,
        lr_scheduler: Any = None,
        **options: Any,
    ) -> Distributed:
        return model.to(self.device()), optimizer, lr_scheduler

    def barrier(self) -> None:
        pass

    def allgather_obj(self, obj: Any) -> List[Any]:
        return [obj]

    def broadcast_obj(self, obj: Any, src_rank: int = 0) -> Any:
        return obj
