"""What all loggers have in common."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import Any, Iterator, List, Mapping, Optional, Tuple, Union

from .._context import get_context

Frequency = Union[str, int]
Workers = Union[int, List[int]]

#: What can be logged; no logger takes all of it.
KINDS = ("metric", "param", "text", "dict", "artifact", "torch", "model", "figure", "image")


class Logger:
    """Takes what a training has to say, and passes it on.

    `savedir` is the folder for its files. `log_freq` says what is logged of what comes with a
    `batch_idx`: nothing (`"epoch"`), all (`"batch"`), or every n-th batch (an integer). What comes
    without one is always logged. `log_on_workers` says which ranks log: a rank, a list of ranks, or
    -1 for all.

    `create_logger_context()` comes first and `destroy_logger_context()` last; `start_logging()` is
    both. A kind that a logger cannot take is left out silently, so that several loggers can be told
    the same.

    Raises ValueError for a `log_freq` that is none.
    """

    #: What `log(kind=…)` may be; all else is left out.
    supported_kinds: Tuple[str, ...] = ()

    def __init__(
        self,
        savedir: Union[str, "os.PathLike[str]"] = "mllogs",
        log_freq: Frequency = "epoch",
        log_on_workers: Workers = 0,
    ) -> None:
        is_number = isinstance(log_freq, int) and not isinstance(log_freq, bool) and log_freq > 0
        if log_freq not in ("epoch", "batch") and not is_number:
            raise ValueError(
                f"log_freq is {log_freq!r}. Give 'epoch', 'batch', or a number of batches above 0."
            )
        self.savedir = os.fspath(savedir)
        self.log_freq = log_freq
        self.log_on_workers = log_on_workers
        self.worker_rank = 0
        self.is_initialized = False

    # Its life

    def create_logger_context(self, rank: int = 0, **options: Any) -> Any:
        """Opens what the logger writes to. `rank` is this process's; the options are the
        logger's."""
        if self.is_initialized:
            return None
        self.worker_rank = rank
        opened = self._open(**options) if self.should_log() else None
        self.is_initialized = True
        return opened

    def destroy_logger_context(self) -> None:
        """Closes what the logger writes to. Does nothing where nothing is open."""
        if self.is_initialized:
            self.is_initialized = False
            if self.should_log():
                self._close()

    @contextmanager
    def start_logging(self, rank: int = 0) -> Iterator[None]:
        """`with logger.start_logging():` opens and closes it."""
        self.create_logger_context(rank)
        try:
            yield
        finally:
            self.destroy_logger_context()

    # What it is told

    def save_hyperparameters(self, params: Mapping[str, Any]) -> None:
        """Keeps the hyperparameters of the training."""
        self._require_context("save_hyperparameters()")
        if self.should_log():
            self._save_hyperparameters(params)

    def log(
        self,
        item: Any,
        identifier: str,
        kind: str = "metric",
        step: Optional[int] = None,
        batch_idx: Optional[int] = None,
        **options: Any,
    ) -> None:
        """Logs an item under a name.

        `kind` is `metric` (a number), `param` (a hyperparameter), `text`, `dict`, `artifact` (the
        path of a file or folder), `torch` (anything for `torch.save`), `model` (a
        `torch.nn.Module`), `figure` (Matplotlib, Plotly) or `image` (PIL, an array). `step` is the
        epoch or any other counter; `batch_idx` the number of the batch within the epoch.

        Raises ValueError for a kind that none of the loggers knows.
        """
        self._require_context("log()")
        if kind not in KINDS:
            raise ValueError(f"There is no kind {kind!r}. There are: {', '.join(KINDS)}.")
        if kind in self.supported_kinds and self.should_log(batch_idx):
            self._log(item, identifier, kind, step, **options)

    def should_log(self, batch_idx: Optional[int] = None) -> bool:
        """Whether something with this `batch_idx`, or none, is logged in this rank."""
        ranks = self.log_on_workers
        if isinstance(ranks, int):
            speaks = ranks in (-1, self.worker_rank)
        else:
            speaks = self.worker_rank in ranks
        if not speaks or batch_idx is None:
            return speaks
        return self.log_freq == "batch" or (
            self.log_freq != "epoch" and batch_idx % int(self.log_freq) == 0
        )

    # For the loggers: what they do in the ranks that log

    def _open(self, **options: Any) -> Any:
        pass

    def _close(self) -> None:
        pass

    def _save_hyperparameters(self, params: Mapping[str, Any]) -> None:
        pass

    def _log(
        self, item: Any, identifier: str, kind: str, step: Optional[int], **options: Any
    ) -> None:
        pass

    def _require_context(self, what: str) -> None:
        if not self.is_initialized:
            raise RuntimeError(
                f"{type(self).__name__}.{what} was called before create_logger_context()."
            )


def run_name(rank: int) -> Optional[str]:
    """What this process's part of a study is called, by its trial and rank; None outside a
    study."""
    trial = get_context().get_trial_name()
    return f"{trial}-worker_{rank}" if trial and rank else trial


def missing(logger: str, package: str, error: ImportError) -> ImportError:
    """What to say where a logger's framework is not installed."""
    return ImportError(f"{logger} needs the package {package}: pip install {package}. ({error})")
