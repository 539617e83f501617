"""What a training writes down, and how it goes on from there."""

from __future__ import annotations

import json
import math
import os
import shutil
import warnings
from typing import Any, Callable, Dict, Iterable, Mapping, Optional, Union

import torch

from ..._checkpoint import Writer
from ..._context import get_checkpoint
from .._apply_hparams import apply_hparams
from .._schedules import Settings, read_schedule, set_changed_settings
from ..strategies import Strategy
from ._configuration import TrainingConfiguration

Path = Union[str, "os.PathLike[str]"]

_MODEL, _STATE, _CONFIG = "model.pt", "state.pt", "config.yaml"
#: What a trainer's own loop has written down.
_DATA, _PLACE = "ckpt.pt", "epoch.json"


class Checkpoints:
    """The part of a trainer that reports, saves and restores."""

    strategy: Strategy
    config: TrainingConfiguration
    model: Any
    optimizer: Any
    lr_scheduler: Any
    torch_rng: Optional[torch.Generator]
    current_epoch: int
    checkpoint_every: Optional[int]
    from_checkpoint: Optional[str]
    best_validation_metric: float
    _restored: Optional[Dict[str, Any]] = None
    #: What the schedule was made with; None where there is none.
    _schedule_settings: Optional[Settings] = None

    # Reporting

    def checkpoint_and_report(
        self,
        epoch: int,
        tuning_metrics: Mapping[str, Any],
        checkpointing_data: Any = None,
        checkpoint_every: Optional[int] = None,
    ) -> None:
        """Reports the metrics of an epoch, and with them `checkpointing_data` as a checkpoint.

        All ranks call it; the first one's metrics and data count. The data, which is anything for
        `torch.save`, is what `load_checkpoint()` gives when the trial goes on. `checkpoint_every` n
        keeps it in every n-th epoch only, 0 never; by default that is the trainer's
        `checkpoint_every`, or `checkpoint_freq` of its config, or 1.

        Raises `TrialStopped` or `TrialPaused` in all ranks where the trial ends here.
        """
        every = checkpoint_every
        if every is None:
            every = self.checkpoint_every
        if every is None:
            every = self.config.get("checkpoint_freq", 1)
        is_due = checkpointing_data is not None and bool(every) and (epoch + 1) % every == 0
        self.current_epoch = epoch
        self._report(tuning_metrics, self._write_data(checkpointing_data) if is_due else None)

    def ray_report(
        self,
        metrics: Mapping[str, Any],
        checkpoint_file: Optional[Path] = None,
        checkpoint_dir: Optional[Path] = None,
        checkpoint_data: Any = None,
    ) -> None:
        """Reports metrics, and with them a file, a folder or data as a checkpoint, if one is given.

        All ranks call it, as `checkpoint_and_report()`, which is the same under its older name.
        """
        write: Optional[Writer] = None
        if checkpoint_file is not None:
            write = self._write_copy(shutil.copy, checkpoint_file)
        elif checkpoint_data is not None:
            write = self._write_data(checkpoint_data)
        elif checkpoint_dir is not None:
            write = self._write_copy(_copy_content, checkpoint_dir)
        self._report(metrics, write)

    def _report(self, metrics: Mapping[str, Any], write: Optional[Writer] = None) -> None:
        self.strategy.init()
        # Written by the first rank alone, right where the tuner takes it from.
        self.strategy.report(metrics, write)

    def _write_data(self, data: Any) -> Writer:
        def write(folder: str) -> None:
            torch.save(data, os.path.join(folder, _DATA))
            self._write_place(folder)

        return write

    def _write_copy(self, copy: Callable[[Any, str], Any], source: Path) -> Writer:
        def write(folder: str) -> None:
            copy(source, folder)
            if not os.path.exists(os.path.join(folder, _STATE)):
                self._write_place(folder)

        return write

    def _write_place(self, folder: str) -> None:
        with open(os.path.join(folder, _PLACE), "w", encoding="utf-8") as file:
            json.dump({"epoch": self.current_epoch}, file)

    # Saving

    def write_checkpoint(self, folder: Path) -> None:
        """Writes model, optimizer, schedule and all else that the default training goes on from."""
        os.makedirs(folder, exist_ok=True)
        state = {
            "epoch": self.current_epoch,
            "best_validation_metric": self.best_validation_metric,
            "optimizer_state_dict": self.optimizer.state_dict(),
            "lr_scheduler_state_dict": (
                self.lr_scheduler.state_dict() if self.lr_scheduler else None
            ),
            "lr_scheduler_settings": self._schedule_settings,
            "torch_rng_state": self.torch_rng.get_state() if self.torch_rng else None,
        }
        torch.save(state, os.path.join(folder, _STATE))
        model = self.strategy.unwrapped(self.model)
        torch.save(model.state_dict(), os.path.join(folder, _MODEL))
        with open(os.path.join(folder, _CONFIG), "w", encoding="utf-8") as file:
            # JSON is YAML, and needs no package.
            json.dump(self.config.model_dump(), file, indent=2, default=str)

    # Going on

    def load_checkpoint(self) -> Any:
        """Reads what the training goes on from: the trial's checkpoint, else `from_checkpoint`.

        Gives the data that was handed to `checkpoint_and_report()` or `ray_report()`; None where
        there is none, as at a fresh start. `current_epoch` is then the epoch to begin with. What
        the default training has written is put into model, optimizer and schedule when those have
        been made.

        Data is unpickled, which can run code: go on from checkpoints that you trust.
        """
        checkpoint = get_checkpoint()
        folder = checkpoint.path if checkpoint else self.from_checkpoint
        if folder is None:
            return None
        if os.path.exists(os.path.join(folder, _STATE)):
            self._read_state(folder)
        place = os.path.join(folder, _PLACE)
        if os.path.exists(place):
            with open(place, encoding="utf-8") as file:
                self.current_epoch = json.load(file)["epoch"] + 1
        data = os.path.join(folder, _DATA)
        if not os.path.exists(data):
            return None
        return torch.load(data, map_location="cpu", weights_only=False)

    def _read_state(self, folder: str) -> None:
        def load(name: str) -> Any:
            return torch.load(os.path.join(folder, name), map_location="cpu", weights_only=True)

        state = load(_STATE)
        self.current_epoch = state["epoch"] + 1
        if state["best_validation_metric"] is not None:
            self.best_validation_metric = state["best_validation_metric"]
        if self.torch_rng is not None and state["torch_rng_state"] is not None:
            self.torch_rng.set_state(state["torch_rng_state"])
        self._restored = {"model_state_dict": load(_MODEL), **state}

    def _restore_parts(self) -> None:
        """Puts what was read into the parts, and the trial's hyperparameters over it."""
        if self.lr_scheduler is not None:
            self._schedule_settings = read_schedule(self.lr_scheduler)
            for group in self.optimizer.param_groups:
                # Most schedules see to it, and ReduceLROnPlateau does not.
                group.setdefault("initial_lr", group["lr"])
        state, self._restored = self._restored, None
        if state is None:
            return
        self.strategy.unwrapped(self.model).load_state_dict(state["model_state_dict"])
        fresh = [dict(group) for group in self.optimizer.param_groups]
        self.optimizer.load_state_dict(state["optimizer_state_dict"])
        if self.lr_scheduler is not None and state["lr_scheduler_state_dict"] is not None:
            self.lr_scheduler.load_state_dict(state["lr_scheduler_state_dict"])
        self._keep_hparams(fresh, state.get("lr_scheduler_settings"))

    def _keep_hparams(
        self, fresh: list[Dict[str, Any]], saved_settings: Optional[Settings]
    ) -> None:
        """The hyperparameters that optimizer and schedule were made with, instead of the saved."""
        optimizer, schedule, settings = self.optimizer, self.lr_scheduler, self._schedule_settings
        rates = _start_rates(fresh)
        try:
            if settings is not None and saved_settings is not None:
                set_changed_settings(schedule, settings, saved_settings)
            if rates != _start_rates(optimizer.param_groups):
                apply_hparams(optimizer, schedule, lr=rates)
        except ValueError as error:
            warnings.warn(f"The optimizer keeps the hyperparameters that were saved. {error}")
            return
        for group, values in zip(optimizer.param_groups, fresh):
            for name, value in values.items():
                if name not in ("params", "lr", "initial_lr"):
                    group[name] = value


def is_better(value: float, best: float, initial: float) -> bool:
    """Whether a metric is the best so far; `initial` says by its sign where the worst lies."""
    if math.isnan(value):
        return False
    return value < best if initial > 0 else value > best


def _start_rates(groups: Iterable[Mapping[str, Any]]) -> list[Any]:
    return [group.get("initial_lr", group["lr"]) for group in groups]


def _copy_content(source: Path, folder: str) -> None:
    shutil.copytree(source, folder, dirs_exist_ok=True)
