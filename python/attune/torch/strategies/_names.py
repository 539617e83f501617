"""Strategies by name."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any, Callable, Union

from ._base import Strategy
from ._ddp import TorchDDPStrategy
from ._deepspeed import DeepSpeedStrategy
from ._horovod import HorovodStrategy
from ._single import NonDistributedStrategy

_BY_NAME: dict[str, Callable[..., Strategy]] = {
    "ddp": TorchDDPStrategy,
    "deepspeed": DeepSpeedStrategy,
    "horovod": HorovodStrategy,
    "non-distributed": NonDistributedStrategy,
    # As the strategies call themselves in other tools.
    "torch-ddp": TorchDDPStrategy,
    "ray-torch-ddp": TorchDDPStrategy,
    "ray-deepspeed": DeepSpeedStrategy,
}


def strategy(name: Union[str, Strategy, None] = "ddp", **options: Any) -> Strategy:
    """A strategy by name: `ddp`, `deepspeed`, `horovod` or `non-distributed` (also None).

    The options are those of its class: `backend` and `timeout` for `ddp` and `deepspeed`. A
    strategy that is one already is returned as it is. With one rank, each of them trains as ever;
    packages are imported by `init()`.

    Raises ValueError for a name that is none.
    """
    if isinstance(name, Strategy):
        return name
    make = _BY_NAME.get("non-distributed" if name is None else str(name).lower())
    if make is None:
        close = get_close_matches(str(name).lower(), _BY_NAME, n=1)
        hint = f" Did you mean {close[0]!r}?" if close else ""
        raise ValueError(
            f"There is no strategy {name!r}. There are ddp, deepspeed, horovod and non-distributed."
            + hint
        )
    return make(**options)
