"""TensorBoard event files."""

from __future__ import annotations

import json
import os
from typing import Any, Mapping, Optional, Union

from ._base import Frequency, Logger, Workers, missing, run_name


class TensorBoardLogger(Logger):
    """Writes event files by PyTorch's `SummaryWriter`, into `<savedir>/tensorboard`.

    In a study each trial is a run of its own there, named as the trial; of several ranks that log,
    each besides the first is one as well. `artifact`, `torch` and `model` are left out.

    Raises ValueError for a `framework` other than `pytorch`.
    """

    supported_kinds = ("metric", "param", "text", "dict", "figure", "image")

    def __init__(
        self,
        savedir: Union[str, "os.PathLike[str]"] = "mllogs",
        log_freq: Frequency = "epoch",
        framework: str = "pytorch",
        log_on_workers: Workers = 0,
    ) -> None:
        if framework.lower() != "pytorch":
            raise ValueError(f"framework is {framework!r}. Only 'pytorch' is supported.")
        super().__init__(os.path.join(savedir, "tensorboard"), log_freq, log_on_workers)
        #: The `SummaryWriter`; None while the context is not there.
        self.writer: Any = None

    def _open(self, **options: Any) -> None:
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError as error:
            raise missing("TensorBoardLogger", "tensorboard", error) from error
        name = run_name(self.worker_rank)
        if name is None and self.worker_rank:
            name = f"worker_{self.worker_rank}"
        self.writer = SummaryWriter(os.path.join(self.savedir, name or ""))

    def _close(self) -> None:
        self.writer.close()
        self.writer = None

    def _save_hyperparameters(self, params: Mapping[str, Any]) -> None:
        from torch.utils.tensorboard.summary import hparams

        # `add_hparams()` would make a run of its own for them.
        for summary in hparams({name: _plain(value) for name, value in params.items()}, {}):
            self.writer.file_writer.add_summary(summary)

    def _log(
        self, item: Any, identifier: str, kind: str, step: Optional[int], **options: Any
    ) -> None:
        if kind == "metric":
            self.writer.add_scalar(identifier, item, step)
        elif kind == "figure":
            self.writer.add_figure(identifier, item, step)
        elif kind == "image":
            image, dataformats = _pixels(item)
            self.writer.add_image(identifier, image, step, dataformats=dataformats)
        elif kind == "dict":
            self.writer.add_text(identifier, json.dumps(item, indent=2, default=str), step)
        else:
            self.writer.add_text(identifier, str(item), step)


def _plain(value: Any) -> Any:
    return value if isinstance(value, (bool, int, float, str)) else str(value)


def _pixels(image: Any) -> tuple[Any, str]:
    """The image as an array, and what its axes are."""
    import numpy as np

    is_channels_first = hasattr(image, "detach")
    pixels = np.asarray(image.detach().cpu() if is_channels_first else image)
    if pixels.ndim == 2:
        return pixels, "HW"
    # Tensors are CHW by PyTorch's habit; pictures of other libraries are HWC.
    return pixels, "CHW" if is_channels_first else "HWC"
