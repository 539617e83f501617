"""Models and data loaders for a trial with any number of ranks."""

from __future__ import annotations

from typing import Any

import torch
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, DistributedSampler

from ._device import device
from ._loader import RankSampler, check_can_be_rebuilt, is_shuffled, rebuilt
from ._process_group import init, rank, world_size


def prepare_model(model: torch.nn.Module, **ddp: Any) -> torch.nn.Module:
    """Moves a model to this rank's device, and where there are several ranks lets it train on all.

    Then the answer is a `DistributedDataParallel`, which averages gradients over the ranks; the
    model itself is its `module`. Make the optimizer after this, from the answer's parameters. All
    ranks call it, and join their process group here where they have not called `init()`.

    Keyword arguments are those of `DistributedDataParallel`, such as `find_unused_parameters=True`;
    one rank alone does not need them.
    """
    here = device()
    model = model.to(here)
    if world_size() == 1 or not any(p.requires_grad for p in model.parameters()):
        return model
    init()
    return DistributedDataParallel(
        model, device_ids=[here.index] if here.type == "cuda" else None, **ddp
    )


def prepare_data_loader(
    loader: DataLoader,  # type: ignore[type-arg]
    *,
    split: bool = True,
    move: bool = True,
    seed: int = 0,
) -> DataLoader:  # type: ignore[type-arg]
    """A loader like this one that gives each rank its part, on its device.

    `shuffle`, `batch_size` (which is per rank), `drop_last`, workers and all else stay. Where the
    samples cannot be dealt out evenly and `drop_last` is not set, a few of the first come twice, so
    that every rank has as many batches. `loader.sampler.set_epoch(epoch)` says which epoch comes
    next; without it they are counted from 0. `seed` makes the order; it must be the same in all
    ranks.

    `split=False` leaves the sampler as it is, `move=False` the batches on the CPU. One rank on the
    CPU gets its loader back.

    Raises TypeError for what is no DataLoader, and ValueError for one whose order cannot be split.
    """
    if not isinstance(loader, DataLoader):
        raise TypeError(
            "prepare_data_loader() takes a torch.utils.data.DataLoader, not a value of type "
            f"{type(loader).__name__}. Prepare each loader by itself, and datasets not at all."
        )
    target = device() if move else torch.device("cpu")
    is_split = isinstance(loader.sampler, DistributedSampler)
    sampler = None
    if split and world_size() > 1 and not is_split:
        sampler = RankSampler(
            loader.dataset,
            num_replicas=world_size(),
            rank=rank(),
            shuffle=is_shuffled(loader),
            seed=seed,
            drop_last=loader.drop_last,
        )
    if sampler is None and target.type == "cpu":
        return loader
    check_can_be_rebuilt(loader)
    return rebuilt(loader, target, sampler)
