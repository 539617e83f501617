"""What a trial can ask about itself."""

from __future__ import annotations

import os
from typing import Any, Dict, Optional

from ._checkpoint import Checkpoint
from ._facts import Facts, config_of
from ._session import session


def get_checkpoint() -> Optional[Checkpoint]:
    """The checkpoint to continue from; None at a fresh start and outside a study."""
    facts = session.facts()
    return Checkpoint(facts.checkpoint) if facts and facts.checkpoint else None


def get_trial_dir() -> str:
    """Absolute path of the trial's own folder; the working directory outside a study."""
    facts = session.facts()
    return facts.dir if facts else os.getcwd()


def get_config() -> Optional[Any]:
    """The trial's config, in every process of the trial; None outside a study."""
    facts = session.facts()
    return config_of(facts) if facts else None


def get_context() -> TrialContext:
    """What is known about the trial. Outside a study every answer is None, except the folder."""
    return TrialContext(session.facts())


class TrialContext:
    """The trial that this process belongs to."""

    def __init__(self, facts: Optional[Facts]) -> None:
        self._facts = facts

    def get_trial_id(self) -> Optional[str]:
        """E.g. `63ecc_00000`."""
        return self._facts.trial if self._facts else None

    def get_trial_name(self) -> Optional[str]:
        """E.g. `train_63ecc_00000`."""
        return self._facts.trial_name if self._facts else None

    def get_trial_dir(self) -> str:
        """Absolute path of the trial's own folder; the working directory outside a study."""
        return self._facts.dir if self._facts else os.getcwd()

    def get_experiment_name(self) -> Optional[str]:
        """Name of the study."""
        return self._facts.study_name if self._facts else None

    def get_trial_resources(self) -> Optional[Dict[str, float]]:
        """What the trial may use, e.g. `{"cpu": 2, "gpu": 0.5}`."""
        return dict(self._facts.resources) if self._facts else None

    def get_attempt(self) -> Optional[int]:
        """1 for the first start of the trial, 2 after the first retry or resume, and so on."""
        return self._facts.attempt if self._facts else None

    def get_iteration(self) -> Optional[int]:
        """`training_iteration` that was reached before this attempt; 0 at the first."""
        return self._facts.iteration if self._facts else None
