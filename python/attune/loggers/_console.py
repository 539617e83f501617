"""A logger that needs nothing."""

from __future__ import annotations

import json
import os
import shutil
from typing import Any, Mapping, Optional, Union

from ._base import Frequency, Logger, Workers, run_name


class ConsoleLogger(Logger):
    """Prints metrics, parameters and texts, and puts the rest into files.

    The files are in `<savedir>/simple-logger/<run>`: `hyperparameters.json`, `artifacts/<name>/…`
    and what was logged as `dict`, `torch` and `model` (its state dict) under its name. `<run>` is
    the trial's name in a study, else the next free number.
    """

    supported_kinds = ("metric", "param", "text", "dict", "artifact", "torch", "model")

    def __init__(
        self,
        savedir: Union[str, "os.PathLike[str]"] = "mllogs",
        log_freq: Frequency = "epoch",
        log_on_workers: Workers = 0,
    ) -> None:
        super().__init__(os.path.join(savedir, "simple-logger"), log_freq, log_on_workers)
        #: Folder of the run; None before the context is created.
        self.run_path: Optional[str] = None

    def _open(self, **options: Any) -> None:
        name = run_name(self.worker_rank)
        if name is None:
            self.run_path = _next_folder(self.savedir)
        else:
            self.run_path = os.path.join(self.savedir, name)
            os.makedirs(self.run_path, exist_ok=True)

    def _save_hyperparameters(self, params: Mapping[str, Any]) -> None:
        _write_json(self._path("hyperparameters.json"), dict(params))

    def _log(
        self, item: Any, identifier: str, kind: str, step: Optional[int], **options: Any
    ) -> None:
        if kind in ("metric", "param", "text"):
            print(f"{'' if step is None else f'[{step}] '}{identifier} = {item}", flush=True)
        elif kind == "dict":
            _write_json(self._path(identifier), item)
        elif kind == "artifact":
            _copy(os.fspath(item), self._path("artifacts", identifier))
        else:
            import torch

            torch.save(item.state_dict() if kind == "model" else item, self._path(identifier))

    def _path(self, *parts: str) -> str:
        path = os.path.join(self.run_path or self.savedir, *parts)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path


def _next_folder(parent: str) -> str:
    os.makedirs(parent, exist_ok=True)
    number = 0
    while True:
        path = os.path.join(parent, str(number))
        try:
            # Another process may look for a number at the same time.
            os.mkdir(path)
            return path
        except FileExistsError:
            number += 1


def _write_json(path: str, value: Any) -> None:
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, indent=2, default=str)


def _copy(source: str, folder: str) -> None:
    if os.path.isdir(source):
        inside, outside = os.path.realpath(folder), os.path.realpath(source)
        if os.path.commonpath([inside, outside]) == outside:
            raise ValueError(
                f"The artifact {source!r} contains the logger's own files, and would be copied "
                "into itself. Give a folder of its own."
            )
        shutil.copytree(source, folder, dirs_exist_ok=True)
    else:
        os.makedirs(folder, exist_ok=True)
        shutil.copy(source, folder)
