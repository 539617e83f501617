"""What `report()` raises besides errors in its arguments."""


class TrialStopped(SystemExit):
    """The tuner has decided that the trial ends here. Let it pass: it is not a failure.

    It is a `SystemExit` with code 0, so that `finally` blocks and context managers run, and
    `except Exception` does not catch it.
    """

    decision = "stop"

    def __init__(self) -> None:
        super().__init__(0)

    def __str__(self) -> str:
        return "The tuner has stopped this trial."


class TrialPaused(TrialStopped):
    """The trial ends here for now, and will go on from its last checkpoint in a later process."""

    decision = "pause"

    def __str__(self) -> str:
        return "The tuner has paused this trial."


class TunerLost(ConnectionError):
    """The tuner is gone, so nobody hears this trial: it should end."""
