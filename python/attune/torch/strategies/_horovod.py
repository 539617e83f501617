"""Horovod's ring of ranks."""

from __future__ import annotations

from typing import Any, List

import torch

from .._process_group import world_size
from ._base import Distributed, Strategy, StrategyError


class HorovodStrategy(Strategy):
    """Horovod's `DistributedOptimizer`, where the package `horovod` is installed.

    The options of `distributed()` are those of `DistributedOptimizer`, such as `op=hvd.Average,
    compression=hvd.Compression.fp16`. The learning rate is multiplied as Horovod advises: by the
    number of ranks for `op=hvd.Average`, by that on the machine for `op=hvd.Adasum`, and not at all
    where `op` is left out.

    Horovod finds its ranks by MPI or by `horovodrun`, not by torchrun's environment.
    """

    name = "horovod"

    def _join(self) -> None:
        try:
            import horovod.torch as hvd
        except ImportError as error:
            raise ImportError(
                "The strategy 'horovod' needs the package horovod, built for PyTorch: "
                f"HOROVOD_WITH_PYTORCH=1 pip install 'horovod[pytorch]'. ({error})"
            ) from error
        hvd.init()
        started = world_size()
        if hvd.size() != started and started > 1:
            hvd.shutdown()
            raise StrategyError(
                f"The trial has {started} ranks, and Horovod found {hvd.size()}. It finds them "
                "by MPI or horovodrun: let the trial's command be horovodrun, or use the strategy "
                "'ddp'."
            )
        self._hvd = hvd
        self.is_distributed = hvd.size() > 1

    def _leave(self, wait: bool) -> None:
        if wait:
            self._hvd.barrier()
        self._hvd.shutdown()

    def global_world_size(self) -> int:
        self._require_init("global_world_size()")
        return int(self._hvd.size())

    def local_world_size(self) -> int:
        self._require_init("local_world_size()")
        return int(self._hvd.local_size())

    def global_rank(self) -> int:
        self._require_init("global_rank()")
        return int(self._hvd.rank())

    def local_rank(self) -> int:
        self._require_init("local_rank()")
        return int(self._hvd.local_rank())

    def distributed(
        self,
        model: torch.nn.Module,
        optimizer: Any = None,
        lr_scheduler: Any = None,
        **options: Any,
    ) -> Distributed:
        self._require_init("distributed()")
        hvd = self._hvd
        model = model.to(self.device())
        if "op" in options:
            scale = {hvd.Average: hvd.size(), hvd.Adasum: hvd.local_size()}.get(options["op"], 1)
            for group in optimizer.param_groups:
                group["lr"] *= scale
        hvd.broadcast_parameters(model.state_dict(), root_rank=0)
        hvd.broadcast_optimizer_state(optimizer, root_rank=0)
        optimizer = hvd.DistributedOptimizer(
            optimizer, named_parameters=model.named_parameters(), **options
        )
        return model, optimizer, lr_scheduler

    def barrier(self) -> None:
        self._hvd.barrier()

    def allgather_obj(self, obj: Any) -> List[Any]:
        return list(self._hvd.allgather_object(obj))

    def broadcast_obj(self, obj: Any, src_rank: int = 0) -> Any:
        # Wrapped, because a bare None is not received.
        return self._hvd.broadcast_object((obj,), root_rank=src_rank)[0]
