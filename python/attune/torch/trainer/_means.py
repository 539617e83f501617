"""Means over the batches of an epoch, in all ranks."""

from __future__ import annotations

import math
from typing import Any, Dict, Mapping

from ..strategies import Strategy


class Means:
    """Adds up values by the number of samples that they stand for."""

    def __init__(self) -> None:
        self._sums: Dict[str, Any] = {}
        self._samples = 0

    def add(self, values: Mapping[str, Any], samples: int) -> None:
        # Tensors stay on their device: to look at each would make the GPU wait.
        for name, value in values.items():
            value = value.detach() if hasattr(value, "detach") else value
            self._sums[name] = self._sums.get(name, 0) + value * samples
        self._samples += samples

    def over_ranks(self, strategy: Strategy) -> Dict[str, float]:
        """The means over all samples of all ranks; NaN where there was none. All ranks call it."""
        own = ({name: float(value) for name, value in self._sums.items()}, self._samples)
        parts = strategy.allgather_obj(own)
        samples = sum(count for _, count in parts)
        names = {name: None for sums, _ in parts for name in sums}
        return {
            name: (
                math.fsum(sums.get(name, 0.0) for sums, _ in parts) / samples
                if samples
                else math.nan
            )
            for name in names
        }


def size_of(batch: Any) -> int:
    """How many samples a batch has, by its first part that says so."""
    if isinstance(batch, Mapping):
        batch = list(batch.values())
    if isinstance(batch, (list, tuple)):
        return size_of(batch[0]) if batch else 0
    return len(batch) if hasattr(batch, "__len__") else 1
