"""Weights & Biases, by its own client."""

from __future__ import annotations

import os
from typing import Any, Mapping, Optional, Union

from .._context import get_context
from ._base import Frequency, Logger, Workers, missing, run_name


class WandBLogger(Logger):
    """Logs to a run of a Weights & Biases project; the package `wandb` does the work.

    `project_name` is the study's name by default, and the study is the runs' group. In a study the
    run is named as the trial, and a trial that is resumed goes on in its run. With `offline_mode`
    nothing is sent: the run is kept in `<savedir>/wandb`, for `wandb sync`. A `step` is logged as a
    value named `step`, because W&B's own step never goes back. `artifact`, `torch` and `model` are
    left out.
    """

    supported_kinds = ("metric", "param", "text", "dict", "figure", "image")

    def __init__(
        self,
        savedir: Union[str, "os.PathLike[str]"] = "mllogs",
        project_name: Optional[str] = None,
        log_freq: Frequency = "epoch",
        log_on_workers: Workers = 0,
        offline_mode: bool = False,
    ) -> None:
        super().__init__(os.path.join(savedir, "wandb"), log_freq, log_on_workers)
        self.project_name = project_name
        self.offline_mode = offline_mode
        #: The run of `wandb`; None while the context is not there.
        self.active_run: Any = None

    def _open(self, **options: Any) -> Any:
        try:
            import wandb
        except ImportError as error:
            raise missing("WandBLogger", "wandb", error) from error
        self._wandb = wandb
        study, name = get_context().get_experiment_name(), run_name(self.worker_rank)
        os.makedirs(self.savedir, exist_ok=True)
        self.active_run = wandb.init(
            dir=self.savedir,
            project=self.project_name or study or "attune",
            group=study,
            name=name,
            id=name,
            resume="allow" if name else None,
            mode="offline" if self.offline_mode else None,
        )
        return self.active_run

    def _close(self) -> None:
        self.active_run.finish()
        self.active_run = None

    def _save_hyperparameters(self, params: Mapping[str, Any]) -> None:
        self.active_run.config.update(dict(params), allow_val_change=True)

    def _log(
        self, item: Any, identifier: str, kind: str, step: Optional[int], **options: Any
    ) -> None:
        if kind == "param":
            self.active_run.config.update({identifier: item}, allow_val_change=True)
            return
        value = self._wandb.Image(item) if kind == "image" else item
        self.active_run.log({identifier: value, **({} if step is None else {"step": step})})
