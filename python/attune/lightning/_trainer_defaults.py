"""What a Trainer should be told in a trial."""

from __future__ import annotations

from typing import Any

from .._context import get_context


def trainer_defaults() -> dict[str, Any]:
    """Arguments for a quiet Trainer that writes nothing outside its trial's folder.

    `Trainer(**trainer_defaults(), max_epochs=10)`, and `Trainer(**{**trainer_defaults(), "logger":
    True})` where one of them shall be otherwise. In a trial they turn off Lightning's own logger,
    progress bar, model summary and checkpoints, which the study has in its own way, and name the
    trial's folder. Outside a study there are none, and everything is as Lightning has it.
    """
    context = get_context()
    if context.get_trial_id() is None:
        return {}
    return {
        "default_root_dir": context.get_trial_dir(),
        "logger": False,
        "enable_checkpointing": False,
        "enable_model_summary": False,
        "enable_progress_bar": False,
    }
