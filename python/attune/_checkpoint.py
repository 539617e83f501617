"""Checkpoints: folders whose content a trial can continue from."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import Callable, Iterator, Union

Path = Union[str, "os.PathLike[str]"]
#: Writes the content of a checkpoint into the empty folder that it is given.
Writer = Callable[[str], None]


class Checkpoint:
    """A folder with the state of a trial. What is in it is the trial's own business."""

    def __init__(self, path: Path) -> None:
        #: Absolute path of the folder.
        self.path: str = os.path.abspath(os.fspath(path))

    @classmethod
    def from_directory(cls, path: Path) -> Checkpoint:
        """A checkpoint with the content of a folder, which `report()` copies."""
        return cls(path)

    @contextmanager
    def as_directory(self) -> Iterator[str]:
        """The folder's path, for reading in a `with` block. Do not write there."""
        _require_folder(self.path)
        yield self.path

    def to_directory(self, path: Path | None = None) -> str:
        """Copies the content into a folder (a new temporary one by default) and returns its path."""
        _require_folder(self.path)
        # Imported where they are needed: a trial without checkpoints starts sooner.
        import shutil
        import tempfile

        target = tempfile.mkdtemp(prefix="checkpoint_") if path is None else os.fspath(path)
        shutil.copytree(self.path, target, dirs_exist_ok=True)
        return os.path.abspath(target)

    def __repr__(self) -> str:
        return f"Checkpoint({self.path!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Checkpoint) and other.path == self.path

    def __hash__(self) -> int:
        return hash(self.path)


def stage(checkpoint: Checkpoint | Path | Writer, trial_dir: str, attempt: int, seq: int) -> str:
    """Writes a checkpoint where the tuner takes it from, and returns the folder's name.

    A folder is copied, and may be deleted as soon as this returns. What is staged is complete
    before it has its name.
    """
    import shutil

    name = f".checkpoint_{attempt}_{seq}"
    staged = os.path.join(trial_dir, name)
    partial = f"{staged}.partial"
    for leftover in (partial, staged):
        shutil.rmtree(leftover, ignore_errors=True)

    try:
        if callable(checkpoint):
            os.mkdir(partial)
            checkpoint(partial)
        else:
            _copy(checkpoint, partial, trial_dir)
        os.rename(partial, staged)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return name


def _copy(checkpoint: Checkpoint | Path, target: str, trial_dir: str) -> None:
    import shutil

    source = checkpoint.path if isinstance(checkpoint, Checkpoint) else os.fspath(checkpoint)
    _require_folder(source)
    _refuse_surroundings(source, trial_dir)
    shutil.copytree(source, target)


def check(checkpoint: object) -> None:
    """Raises TypeError unless it can be a checkpoint, FileNotFoundError unless it is there."""
    if checkpoint is None or callable(checkpoint):
        return
    if not isinstance(checkpoint, (Checkpoint, str, os.PathLike)):
        raise TypeError(
            "report(checkpoint=…) takes attune.Checkpoint.from_directory(folder), "
            f"not a value of type {type(checkpoint).__name__}."
        )
    _require_folder(checkpoint.path if isinstance(checkpoint, Checkpoint) else checkpoint)


def _refuse_surroundings(source: Path, trial_dir: str) -> None:
    folder, trial = os.path.realpath(source), os.path.realpath(trial_dir)
    if os.path.commonpath([folder, trial]) == folder:
        raise ValueError(
            f"The checkpoint folder {os.fspath(source)!r} contains the trial's own folder, and would "
            "be copied into itself. Write the files into a folder of their own."
        )


def _require_folder(path: Path) -> None:
    if os.path.isdir(path):
        return
    if os.path.exists(path):
        raise NotADirectoryError(
            f"The checkpoint {os.fspath(path)!r} is a file. A checkpoint is a folder: "
            "put the file into one."
        )
    raise FileNotFoundError(f"The checkpoint folder {os.fspath(path)!r} does not exist.")
