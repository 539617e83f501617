"""Runs a pipeline as a trial: what comes before the trainer once a process, and the trainer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Dict, List, Optional, Tuple

from .._instantiate import import_path, instantiate, is_description
from ._itwinai import stand_in_for_itwinai
from ._pipeline import Pipeline, as_arguments
from ._trainer import class_of, execute_trainer, is_trainer

#: What the steps before the trainer have returned, by what these steps are.
_data: Dict[str, Tuple[Any, ...]] = {}

#: Steps with their numbers or names.
Steps = List[Tuple[str, Any]]


def train(config: Any, pipeline: Mapping[str, Any], trainer: Optional[str] = None) -> Any:
    """Runs the steps of a pipeline up to its trainer, and that with a trial's config.

    `pipeline` is `{"steps": …}`, a list or a dict of steps as `class_path` and `init_args` or as
    `_target_`. `trainer` is the number or name of the step that gets the config; without it it is
    the first whose class is a trainer, else the last. What the steps before it return is loaded
    once a process, and shared by trials that are forked from there. Steps after it are not run.
    """
    before, name, step = _parted(pipeline, trainer)
    return execute_trainer(name, step, config, _loaded(before))


def warm_up(pipeline: Mapping[str, Any], trainer: Optional[str] = None) -> None:
    """Does once what all trials have in common: imports, and the steps before the trainer."""
    before, _, step = _parted(pipeline, trainer)
    _loaded(before)
    class_of(step)


#: For the process that trials are forked from.
train.prepare_trials = warm_up  # type: ignore[attr-defined]


def _parted(pipeline: Mapping[str, Any], trainer: Optional[str]) -> Tuple[Steps, str, Any]:
    """The steps before the trainer, and the trainer with its number or name."""
    stand_in_for_itwinai()
    steps = _steps_of(pipeline)
    keys = [key for key, _ in steps]
    if trainer is None:
        index = next((i for i, (_, step) in enumerate(steps) if is_trainer(step)), len(steps) - 1)
    elif trainer in keys:
        index = keys.index(trainer)
    else:
        raise KeyError(f"There is no step {trainer!r}. The steps are: {', '.join(keys)}.")
    return (steps[:index], *steps[index])


def _steps_of(pipeline: Mapping[str, Any]) -> Steps:
    given = pipeline.get("steps")
    if isinstance(given, Mapping):
        steps = [(str(key), step) for key, step in given.items()]
    else:
        steps = [(str(index), step) for index, step in enumerate(given or [])]
    if not steps:
        raise ValueError("The pipeline has no steps. Give it steps: a getter, a trainer, …")
    for key, step in steps:
        if isinstance(step, Mapping) and "class_path" in step and not is_description(step):
            stray = ", ".join(sorted(set(step) - {"class_path", "init_args"}))
            raise ValueError(
                f"Step {key} has {stray} beside class_path. Put the arguments below init_args."
            )
        if not is_description(step):
            raise ValueError(
                f"Step {key} says no class: {step!r}. Give it class_path and init_args, or "
                "_target_."
            )
    return steps


def _loaded(steps: Steps) -> Tuple[Any, ...]:
    key = json.dumps(steps)
    if key not in _data:
        built = {name: instantiate(step, import_path) for name, step in steps}
        _data[key] = as_arguments(Pipeline(built).execute())
    return _data[key]
