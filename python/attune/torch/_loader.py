"""Data loaders whose batches are split among ranks and arrive on their device."""

from __future__ import annotations

from typing import Any, Iterator, Optional

import torch
from torch.utils.data import (
    BatchSampler,
    DataLoader,
    DistributedSampler,
    IterableDataset,
    RandomSampler,
    SequentialSampler,
)

from ._device import moved

_KEPT = (
    "num_workers",
    "collate_fn",
    "pin_memory",
    "timeout",
    "worker_init_fn",
    "multiprocessing_context",
    "generator",
    "prefetch_factor",
    "persistent_workers",
    "pin_memory_device",
    # Newer than the oldest PyTorch that this works with.
    "in_order",
)


class DeviceDataLoader(DataLoader):  # type: ignore[type-arg]
    """A DataLoader whose batches arrive on a device."""

    def __init__(self, *args: Any, device: torch.device, **kwargs: Any) -> None:
        self._target = device
        super().__init__(*args, **kwargs)

    def __iter__(self) -> Iterator[Any]:  # type: ignore[override]
        for batch in super().__iter__():
            yield moved(batch, self._target, non_blocking=self.pin_memory)


class RankSampler(DistributedSampler):  # type: ignore[type-arg]
    """A rank's part of the samples, in another order in each pass.

    PyTorch's own sampler repeats the order of its first pass unless `set_epoch()` is called before
    each one; this one goes on to the next epoch by itself.
    """

    def __iter__(self) -> Iterator[Any]:
        order = super().__iter__()
        self.epoch += 1
        return order


def rebuilt(
    loader: DataLoader,  # type: ignore[type-arg]
    device: torch.device,
    sampler: Optional[DistributedSampler] = None,  # type: ignore[type-arg]
) -> DeviceDataLoader:
    """The same loader with batches on the device, and with another sampler where one is given."""
    options = {name: getattr(loader, name) for name in _KEPT if hasattr(loader, name)}
    if isinstance(loader.dataset, IterableDataset):
        options.update(batch_size=loader.batch_size, drop_last=loader.drop_last)
    elif sampler is None and loader.batch_size is None and loader.batch_sampler is not None:
        options.update(batch_sampler=loader.batch_sampler)
    else:
        options.update(
            batch_size=loader.batch_size,
            drop_last=loader.drop_last,
            sampler=loader.sampler if sampler is None else sampler,
        )
    return DeviceDataLoader(loader.dataset, device=device, **options)


def check_can_be_rebuilt(loader: DataLoader) -> None:  # type: ignore[type-arg]
    """Raises ValueError where the loader does more than PyTorch's own."""
    if type(loader).__iter__ not in (DataLoader.__iter__, DeviceDataLoader.__iter__):
        raise ValueError(
            f"{type(loader).__name__} iterates in a way of its own, which would be lost. Prepare a "
            "plain DataLoader, or move its batches to attune.torch.device() yourself."
        )


def is_shuffled(loader: DataLoader) -> bool:  # type: ignore[type-arg]
    """Whether the loader shuffles. Raises ValueError where its order cannot be split among
    ranks."""
    if isinstance(loader.dataset, IterableDataset):
        raise ValueError(
            "The loader's dataset is an IterableDataset, which has no indices to split among the "
            "ranks. Let its __iter__ yield every world_size()-th sample from rank() on, and "
            "prepare it with split=False."
        )
    sampler = loader.sampler
    own_batches = (
        loader.batch_sampler is not None and type(loader.batch_sampler) is not BatchSampler
    )
    if type(sampler) is SequentialSampler and not own_batches:
        return False
    if type(sampler) is RandomSampler and not own_batches:
        if not sampler.replacement and sampler.num_samples == len(sampler.data_source):
            return True
    name = type(loader.batch_sampler if own_batches else sampler).__name__
    raise ValueError(
        f"The loader draws by a {name}, of which it cannot be known how to split it among "
        "the ranks. Use shuffle=True or False, or a sampler that draws this rank's part and "
        "split=False."
    )
