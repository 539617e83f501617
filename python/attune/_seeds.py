"""Random generators across a fork: what nobody has seeded differs from process to process."""

from __future__ import annotations

import random
import sys
from contextlib import contextmanager
from typing import Any, Iterator

_seeded_state: Any = None


@contextmanager
def noting_seeds() -> Iterator[None]:
    """Notices whether code in the block seeds Python's own generator, which forgets it at a fork."""
    global _seeded_state
    original, was_seeded = random.seed, []

    def seed(a: Any = None, *rest: Any, **kwargs: Any) -> None:
        # Without a seed the system chooses one.
        was_seeded[:] = [a is not None]
        original(a, *rest, **kwargs)

    random.seed = seed
    try:
        yield
    finally:
        random.seed = original
        if any(was_seeded):
            _seeded_state = random.getstate()


def renew_seeds() -> None:
    """In a forked child: new seeds, except where the user's code has chosen one."""
    if _seeded_state is not None:
        random.setstate(_seeded_state)
    numpy = sys.modules.get("numpy.random")
    if numpy is not None:
        generator = getattr(getattr(numpy.mtrand, "_rand", None), "_bit_generator", None)
        # Set by the system at first, and forgotten by `numpy.random.seed()`.
        if getattr(generator, "_seed_seq", None) is not None:
            numpy.seed()
    torch = sys.modules.get("torch")
    # A seed of the system's own has 64 bits; nobody chooses one of more than 32.
    if torch is not None and torch.initial_seed() >= 1 << 32:
        torch.default_generator.seed()
