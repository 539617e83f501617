"""Strategies whose ranks speak by PyTorch's process group."""

from __future__ import annotations

from typing import Any, List, Optional

import torch.distributed as dist

from .._process_group import (
    DEFAULT_TIMEOUT,
    finish,
    init,
    local_rank,
    local_world_size,
    rank,
    world_size,
)
from ._base import Strategy


class GroupStrategy(Strategy):
    """The ranks are those of `torch.distributed`.

    `backend` is `nccl` on GPUs and `gloo` elsewhere by default. `timeout` is how many seconds a
    rank waits for another before it fails.
    """

    def __init__(self, backend: Optional[str] = None, timeout: float = DEFAULT_TIMEOUT) -> None:
        super().__init__()
        self.backend = backend
        self.timeout = timeout

    def _join(self) -> None:
        init(self.backend, self.timeout)
        self.is_distributed = world_size() > 1

    def _leave(self, wait: bool) -> None:
        finish(wait)

    def global_world_size(self) -> int:
        self._require_init("global_world_size()")
        return world_size()

    def local_world_size(self) -> int:
        self._require_init("local_world_size()")
        return local_world_size()

    def global_rank(self) -> int:
        self._require_init("global_rank()")
        return rank()

    def local_rank(self) -> int:
        self._require_init("local_rank()")
        return local_rank()

    def barrier(self) -> None:
        if self.global_world_size() > 1:
            dist.barrier()

    def allgather_obj(self, obj: Any) -> List[Any]:
        if self.global_world_size() == 1:
            return [obj]
        gathered: List[Any] = [None] * self.global_world_size()
        dist.all_gather_object(gathered, obj)
        return gathered

    def broadcast_obj(self, obj: Any, src_rank: int = 0) -> Any:
        if self.global_world_size() == 1:
            return obj
        values = [obj]
        dist.broadcast_object_list(values, src=src_rank)
        return values[0]
