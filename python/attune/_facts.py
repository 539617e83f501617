"""What a trial knows about itself."""

from __future__ import annotations

import os
from typing import Any, Mapping, NamedTuple, Optional

from ._json import decode
from ._watched_config import Watch, watch


class Facts(NamedTuple):
    trial: str
    attempt: int
    trial_name: str
    study_name: str
    dir: str
    checkpoint: Optional[str]
    iteration: int
    resources: Mapping[str, float]
    #: The config; `_UNREAD` where it has to be read from the trial's folder.
    config: Any
    #: When a class trainable saves its state; see the protocol's `start`.
    checkpoints: Mapping[str, Any] = {}


_UNREAD = object()


def facts_from_start(message: Mapping[str, Any]) -> Facts:
    """From the tuner's `start` message."""
    return Facts(
        trial=message["trial"],
        attempt=message["attempt"],
        trial_name=message["trialName"],
        study_name=message["studyName"],
        dir=message["dir"],
        checkpoint=message["checkpoint"],
        iteration=message["iteration"],
        resources=message["resources"],
        config=message["config"],
        checkpoints=message.get("checkpoints") or {},
    )


def facts_from_environment() -> Optional[Facts]:
    """From the environment, which every process of the trial has; None outside a study."""
    trial = os.environ.get("ATTUNE_TRIAL_ID")
    if not trial:
        return None
    return Facts(
        trial=trial,
        attempt=int(os.environ.get("ATTUNE_ATTEMPT", "1")),
        trial_name=os.environ.get("ATTUNE_TRIAL_NAME", trial),
        study_name=os.environ.get("ATTUNE_STUDY_NAME", ""),
        dir=os.environ.get("ATTUNE_TRIAL_DIR") or os.getcwd(),
        checkpoint=os.environ.get("ATTUNE_CHECKPOINT") or None,
        iteration=int(os.environ.get("ATTUNE_ITERATION", "0")),
        resources=decode(os.environ.get("ATTUNE_RESOURCES", "{}")),
        config=_UNREAD,
    )


#: The configs that have been asked for, by trial and attempt.
_watches: dict[tuple[str, int], Watch] = {}


def config_of(facts: Facts) -> Any:
    """The config, the same object each time. What is read of it is noted."""
    known = _watches.get((facts.trial, facts.attempt))
    if known is None:
        known = _watches.setdefault((facts.trial, facts.attempt), watch(plain_config_of(facts)))
    return known.config


def unread_of(facts: Facts) -> Optional[list[str]]:
    """Paths of what was not read of the config; None where nobody has asked for the config."""
    known = _watches.get((facts.trial, facts.attempt))
    return known.unread() if known else None


def plain_config_of(facts: Facts) -> Any:
    """From the trial's folder where no message brought it."""
    if facts.config is not _UNREAD:
        return facts.config
    with open(os.path.join(facts.dir, "params.json"), encoding="utf-8") as file:
        return decode(file.read())
