"""Runs a user's script as a trial: `python -m attune.runner [options] script.py [arguments]`.

Without `--function` the script runs as it would by itself. With it, the script is imported (so that
`if __name__ == "__main__"` is false) and the function is called with the trial's config.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from types import FrameType
from typing import Any, Callable, Optional

from ._call import call
from ._errors import TrialStopped
from ._facts import config_of
from ._load import Target, load_function, prepare, run_as_main
from ._session import session
from ._traceback import describe

#: Tells processes that the script starts anew by re-running its command line (as distributed
#: launchers do) what that command line was.
ARGUMENTS_VARIABLE = "ATTUNE_RUNNER"


class Terminated(SystemExit):
    """SIGTERM that nobody announced."""

    def __init__(self) -> None:
        super().__init__(128 + signal.SIGTERM)


def main(argv: list[str]) -> int:
    if not session.is_connected and ARGUMENTS_VARIABLE in os.environ:
        argv = json.loads(os.environ[ARGUMENTS_VARIABLE])
    target = parse(argv)
    if session.facts() is None:
        print(
            "attune.runner runs a script as a trial of a study, and this process belongs to none. "
            "Run the script itself instead.",
            file=sys.stderr,
        )
        return 2
    os.environ[ARGUMENTS_VARIABLE] = json.dumps(argv)

    def work() -> None:
        prepare(target)
        if target.function is None:
            run_as_main(target)
        else:
            call(load_function(target), config_of(session.known_facts()), target)

    return run_trial(work)


def parse(argv: list[str]) -> Target:
    parser = argparse.ArgumentParser(prog="python -m attune.runner", allow_abbrev=False)
    parser.add_argument("--function", help="name of the function to call")
    parser.add_argument("--spread", action="store_true", help="call function(**config)")
    parser.add_argument("--parameters", help="JSON file with constants for the function")
    parser.add_argument("--module", action="store_true", help="the script is the name of a module")
    parser.add_argument("script")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    options = parser.parse_args(argv)
    return Target(
        script=options.script,
        is_module=options.module,
        function=options.function,
        spread=options.spread,
        parameters=options.parameters,
        arguments=options.arguments,
    )


def run_trial(work: Callable[[], None]) -> int:
    """Does a trial's work, and tells the tuner how it ended. Returns the process's exit code."""
    signal.signal(signal.SIGTERM, _unwinding(os.getpid()))
    try:
        failure = _outcome_of(work)
    finally:
        # From here on an end is an end.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    flush()
    session.finish(failure)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return 1 if failure else 0


def _outcome_of(work: Callable[[], None]) -> Optional[dict[str, Any]]:
    """What the work failed with, or None."""
    try:
        work()
    except TrialStopped:
        return None
    except BaseException as error:
        return _failure_of(error)
    return None


def _failure_of(error: BaseException) -> Optional[dict[str, Any]]:
    if isinstance(error, SystemExit) and error.code in (None, 0):
        return None
    failure = describe(error)
    if isinstance(error, SystemExit):
        if session.was_asked_to_stop():
            return None
        if isinstance(error, Terminated):
            failure["message"] = "The trial's process was ended by a SIGTERM from outside the study."
        elif isinstance(error.code, int):
            failure["message"] = f"The script ended with exit code {error.code}."
    _print_error(failure["stack"])
    # While a trial that was told to end unwinds, an error in its clean-up is worth a line in its
    # log, and is no failure of the trial.
    return None if session.was_asked_to_stop() else failure


def _print_error(text: str) -> None:
    try:
        print(text, file=sys.stderr, end="", flush=True)
    except (OSError, ValueError, AttributeError):
        pass  # Closed or replaced by the script.


def _unwinding(trial_pid: int) -> Callable[[int, Optional[FrameType]], None]:
    def unwind(_signal: int, _frame: Optional[FrameType]) -> None:
        if os.getpid() != trial_pid:
            # A forked child has no business in the clean-up of its parent.
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTERM)
            return
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if session.was_asked_to_stop() and session.stopped:
            raise session.stopped()
        raise Terminated()

    return unwind


def flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            pass


if __name__ == "__main__":
    # This module under its importable name is the one that the script sees.
    from attune import runner

    sys.exit(runner.main(sys.argv[1:]))
