"""What all strategies have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, List, Mapping, Optional, Tuple

import torch
from torch.utils.data import DataLoader, Dataset, DistributedSampler, IterableDataset

from .._device import device
from .._loader import DeviceDataLoader, RankSampler
from .._report import report_from_first

#: Model, optimizer, and learning rate schedule or None.
Distributed = Tuple[torch.nn.Module, Any, Any]


class StrategyError(RuntimeError):
    """A strategy was asked for something before `init()`, or cannot work where it is."""


class Strategy(ABC):
    """How the ranks of a trial train one model.

    `init()` comes first, then `distributed()` and the rest, which all ranks call alike;
    `clean_up()` is the last. With one rank, every strategy does what a plain training does.
    """

    #: E.g. `torch-ddp`.
    name: str
    #: False where there is one rank, whatever was started.
    is_distributed: bool = True

    def __init__(self) -> None:
        self.is_initialized = False

    # Its life

    def init(self) -> None:
        """Joins the other ranks. A second call does nothing.

        Raises `StrategyError` where the ranks cannot find each other, ImportError where a package
        is missing.
        """
        if not self.is_initialized:
            self._join()
            self.is_initialized = True
            self.set_device()

    def clean_up(self, wait: bool = True) -> None:
        """Leaves the other ranks, after waiting for them unless `wait=False`. Twice is once."""
        if self.is_initialized:
            self.is_initialized = False
            self._leave(wait)

    @abstractmethod
    def _join(self) -> None: ...

    @abstractmethod
    def _leave(self, wait: bool) -> None: ...

    # Its ranks

    @abstractmethod
    def global_world_size(self) -> int:
        """How many ranks there are."""

    @abstractmethod
    def local_world_size(self) -> int:
        """How many ranks there are on this machine."""

    @abstractmethod
    def global_rank(self) -> int:
        """This rank's number, from 0."""

    @abstractmethod
    def local_rank(self) -> int:
        """This rank's number on this machine, from 0."""

    @property
    def is_main_worker(self) -> bool:
        """Whether this is the first rank, which reports."""
        return self.global_rank() == 0

    def device(self) -> str:
        """What this rank computes on: `cuda:0` and the like, or `cpu`."""
        self._require_init("device()")
        return str(device())

    def set_device(self) -> None:
        """Makes this rank's GPU the one that `cuda` means, where there is one."""
        here = device()
        if here.type == "cuda":
            torch.cuda.set_device(here)

    # Training

    @abstractmethod
    def distributed(
        self,
        model: torch.nn.Module,
        optimizer: Any = None,
        lr_scheduler: Any = None,
        **options: Any,
    ) -> Distributed:
        """Model, optimizer and schedule that train on all ranks; the model is on the device.

        The options are the strategy's own: see the classes.
        """

    def optimize(self, loss: torch.Tensor, model: torch.nn.Module, optimizer: Any) -> None:
        """One step of the optimizer down the gradient of a loss."""
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def unwrapped(self, model: torch.nn.Module) -> torch.nn.Module:
        """The model that was handed to `distributed()`, whose state dict any run can load."""
        return model

    def create_dataloader(
        self,
        dataset: Dataset[Any],
        batch_size: Optional[int] = 1,
        shuffle: Optional[bool] = None,
        sampler: Any = None,
        batch_sampler: Any = None,
        **options: Any,
    ) -> DataLoader[Any]:
        """A `DataLoader` that gives this rank its part, in batches on its device.

        The arguments are those of `DataLoader`, and `batch_size` is each rank's. Where the samples
        cannot be dealt out evenly, a few of the first come twice, unless `drop_last`. The answer's
        `sampler` has `set_epoch()` where there are several ranks.

        Raises `StrategyError` for a sampler, batch sampler or iterable dataset where there are
        several ranks: they cannot be split. A `DistributedSampler` is taken as it is.
        """
        self._require_init("create_dataloader()")
        if self.global_world_size() > 1:
            sampler = self._sampler(dataset, shuffle, sampler, batch_sampler, options)
            shuffle = None
        return DeviceDataLoader(
            dataset,
            batch_size,
            shuffle,
            sampler,
            batch_sampler,
            device=torch.device(self.device()),
            **options,
        )

    def _sampler(
        self,
        dataset: Any,
        shuffle: Optional[bool],
        sampler: Any,
        batch_sampler: Any,
        options: Mapping[str, Any],
    ) -> DistributedSampler[Any]:
        if isinstance(sampler, DistributedSampler):
            return sampler
        given = batch_sampler if sampler is None else sampler
        if given is not None or isinstance(dataset, IterableDataset):
            what = "An IterableDataset" if given is None else f"A {type(given).__name__}"
            raise StrategyError(
                f"{what} cannot be split among {self.global_world_size()} ranks. Use "
                "shuffle=True or False with a dataset that has a length, or a "
                "torch.utils.data.DistributedSampler."
            )
        return RankSampler(
            dataset,
            num_replicas=self.global_world_size(),
            rank=self.global_rank(),
            shuffle=bool(shuffle),
            drop_last=bool(options.get("drop_last")),
        )

    # Speaking to each other

    @abstractmethod
    def barrier(self) -> None:
        """Waits until all ranks are here."""

    @abstractmethod
    def allgather_obj(self, obj: Any) -> List[Any]:
        """What each rank gave, in the order of ranks, in every rank."""

    def gather_obj(self, obj: Any, dst_rank: int = 0) -> Optional[List[Any]]:
        """What each rank gave, in the order of ranks; None in all ranks but `dst_rank`."""
        gathered = self.allgather_obj(obj)
        return gathered if self.global_rank() == dst_rank else None

    def gather(self, tensor: torch.Tensor, dst_rank: int = 0) -> Optional[List[torch.Tensor]]:
        """Each rank's tensor on the CPU, in the order of ranks; None in all ranks but
        `dst_rank`."""
        return self.gather_obj(tensor.detach().cpu(), dst_rank)

    @abstractmethod
    def broadcast_obj(self, obj: Any, src_rank: int = 0) -> Any:
        """What `src_rank` gave, in every rank."""

    def report(self, metrics: Mapping[str, Any], checkpoint: Any = None) -> None:
        """`attune.report()` in the first rank; where it ends the trial, it ends all ranks."""
        self._require_init("report()")
        report_from_first(self.global_rank(), self.broadcast_obj, self.barrier, metrics, checkpoint)

    def _require_init(self, what: str) -> None:
        if not self.is_initialized:
            raise StrategyError(
                f"{type(self).__name__}.{what} was called before init(), which makes the ranks "
                "known."
            )
