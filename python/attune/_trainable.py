"""Trainables as classes: Attune calls `step()`, and asks for checkpoints when it wants them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, Callable, Optional, Type

from ._context import get_checkpoint
from ._errors import TrialPaused, TrialStopped
from ._metrics import metrics_of
from ._session import session
from ._traceback import describe

Save = Callable[[str], None]


class Trainable:
    """Base of class trainables. `step` has to be written; the other methods are optional.

    A trial is a process of its own and has an object of its own. `reset_config` is not called:
    starting a trial is cheap where it is forked from a process that has imported the script.
    """

    #: The trial's config; set before `setup`.
    config: Any
    #: How many steps the trial has done, those before its checkpoint included.
    iteration: int = 0

    def setup(self, config: Any, **parameters: Any) -> None:
        """Called once, before all else. `parameters` are the constants of `withParameters`."""

    def step(self) -> Any:
        """One iteration: an epoch, say. Returns a dict of metrics, or a number for the metric.

        With `"done": True` in it the trial is finished; with `"should_checkpoint": True` the report
        carries a checkpoint.
        """
        raise NotImplementedError(f"The class {type(self).__name__} has no method step().")

    def save_checkpoint(self, checkpoint_dir: str) -> Optional[str]:
        """Writes into an empty folder what `load_checkpoint` needs. Returns nothing, or it."""
        raise NotImplementedError

    def load_checkpoint(self, checkpoint_dir: str) -> None:
        """Goes back to what `save_checkpoint` wrote, maybe for another trial; after `setup`."""
        raise NotImplementedError

    def reset_config(self, new_config: Any) -> bool:
        """Makes the object fit for another trial. Not called: see the class."""
        return False

    def cleanup(self) -> None:
        """Called last, also after a stop or an error: give back what `setup` took."""


def is_trainable(found: Any) -> bool:
    """Whether it is a class to be stepped. Raises TypeError for a class that is not made for it."""
    if not isinstance(found, type):
        return False
    if issubclass(found, Trainable):
        return True
    if callable(getattr(found, "step", None)):
        raise TypeError(
            f"{found.__name__} is a class with a method step() that does not extend "
            f"attune.Trainable. Let it: class {found.__name__}(attune.Trainable)."
        )
    return False


def run(kind: Type[Trainable], config: Any, parameters: Mapping[str, Any], spread: bool) -> None:
    """Runs one trial: makes the object, continues from a checkpoint, and steps until the end."""
    save = _saving(kind)
    trainable = kind()
    try:
        trainable.config = config
        if not spread:
            trainable.setup(config, **parameters)
        elif kind.setup is not Trainable.setup:
            trainable.setup(**config, **parameters)
        _resume(trainable)
        _take_steps(trainable, save)
    finally:
        _clean_up(trainable)


def refuse_orders() -> None:
    """Raises TypeError where the tuner asks for checkpoints of what can only report its own."""
    if session.known_facts().checkpoints.get("asked"):
        raise TypeError(
            "checkpointFrequency and checkpointAtEnd are for class trainables, whose state can be "
            "asked for. A function reports its checkpoints itself: attune.report(metrics, "
            "checkpoint=…). Leave these options out, or write a class that extends "
            "attune.Trainable."
        )


def _saving(kind: Type[Trainable]) -> Optional[Callable[[Trainable], Save]]:
    """How an object of the class is saved; None where it cannot be."""
    if kind.save_checkpoint is not Trainable.save_checkpoint:
        return _writer
    if session.known_facts().checkpoints.get("asked"):
        raise NotImplementedError(
            f"The class {kind.__name__} has no method save_checkpoint(dir), but checkpointConfig "
            "asks for its checkpoints. Write the method, which writes the state into the folder."
        )
    return None


def _writer(trainable: Trainable) -> Save:
    def write(folder: str) -> None:
        returned = trainable.save_checkpoint(folder)
        if returned is not None and returned != folder:
            raise TypeError(
                f"save_checkpoint() returned a value of type {type(returned).__name__}. Write the "
                "state into the folder that it is given, and return nothing or that folder."
            )

    return write


def _resume(trainable: Trainable) -> None:
    trainable.iteration = session.known_facts().iteration
    checkpoint = get_checkpoint()
    if checkpoint is None:
        return
    kind = type(trainable)
    if kind.load_checkpoint is Trainable.load_checkpoint:
        raise NotImplementedError(
            f"The class {kind.__name__} has no method load_checkpoint(dir), but the trial is to go "
            "on from a checkpoint. Write the method, which reads the state from the folder."
        )
    trainable.load_checkpoint(checkpoint.path)


def _take_steps(trainable: Trainable, saving: Optional[Callable[[Trainable], Save]]) -> None:
    orders = session.known_facts().checkpoints
    frequency = orders.get("frequency", 0)
    save = saving(trainable) if saving else None
    is_saved = True
    while not session.was_asked_to_stop():
        metrics = metrics_of(trainable.step(), "step()")
        own = metrics.get("training_iteration")
        trainable.iteration = int(own) if own is not None else trainable.iteration + 1
        is_due = bool(metrics.get("should_checkpoint")) or (
            frequency > 0 and trainable.iteration % frequency == 0
        )
        is_saved = is_due
        try:
            session.report(metrics, save if is_due else None, insists=True)
        except TrialStopped:
            break
        if metrics.get("done") is True:
            break
    wants_it = orders.get("atEnd", True) or session.stopped is TrialPaused
    if save and wants_it and not is_saved:
        _save_last(save)


def _save_last(save: Save) -> None:
    """Its failure is told, and changes nothing of how the trial ends."""
    try:
        session.save_last(save)
    except Exception as error:
        session.fail_to_save(_complain(error))


def _clean_up(trainable: Trainable) -> None:
    """Its failure is told, and changes nothing of how the trial ends."""
    try:
        trainable.cleanup()
    except Exception as error:
        _complain(error)


def _complain(error: Exception) -> dict[str, Any]:
    """Writes the error to the trial's standard error. Returns it as the tuner stores it."""
    failure = describe(error)
    print(failure["stack"], file=sys.stderr, end="", flush=True)
    return failure
