"""Microsoft's DeepSpeed."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import torch
import torch.distributed as dist

from .._process_group import init
from ._base import Distributed
from ._group import GroupStrategy


class DeepSpeedStrategy(GroupStrategy):
    """DeepSpeed's engine, where the package `deepspeed` is installed.

    The options of `distributed()` are those of `deepspeed.initialize`. It needs `config`, or
    `config_params` as it was called once, with at least `{"train_micro_batch_size_per_gpu": 32}`.
    It clips gradients at a norm of 1 unless that says `"gradient_clipping": 0.0`.

    Train with `optimize()`, or with the engine's own `model.backward(loss)` and `model.step()`:
    DeepSpeed refuses a plain `loss.backward()` unless ZeRO is on. A learning rate schedule stays in
    the trainer's hands: the engine would step it at every batch.
    """

    name = "deepspeed"

    def _join(self) -> None:
        try:
            import deepspeed
        except ImportError as error:
            raise ImportError(
                "The strategy 'deepspeed' needs the package deepspeed, which is not installed: "
                f"DS_BUILD_OPS=0 pip install deepspeed. ({error})"
            ) from error
        # It asks for it even where there is one rank, which nobody has started as such.
        os.environ.setdefault("LOCAL_RANK", "0")
        init(self.backend, self.timeout)
        if not dist.is_initialized():
            # The engine works in a group only.
            backend = self.backend or ("nccl" if torch.cuda.is_available() else "gloo")
            dist.init_process_group(backend, store=dist.HashStore(), rank=0, world_size=1)
        deepspeed.init_distributed(
            self.backend, timeout=timedelta(seconds=self.timeout), verbose=False
        )
        self._deepspeed = deepspeed
        self.is_distributed = dist.get_world_size() > 1

    def distributed(
        self,
        model: torch.nn.Module,
        optimizer: Any = None,
        lr_scheduler: Any = None,
        **options: Any,
    ) -> Distributed:
        self._require_init("distributed()")
        engine, optimizer, _, _ = self._deepspeed.initialize(
            model=model, optimizer=optimizer, **options
        )
        return engine, optimizer, lr_scheduler

    def optimize(self, loss: torch.Tensor, model: Any, optimizer: Any) -> None:
        model.backward(loss)
        model.step()

    def unwrapped(self, model: torch.nn.Module) -> torch.nn.Module:
        return model.module if isinstance(model, self._deepspeed.DeepSpeedEngine) else model
