"""Runs a user's script as a trial: `python -m attune.runner [options] script.py [arguments]`.

Without `--function` the script runs as it would by itself. With it, the script is imported (so that
`if __name__ == "__main__"` is false) and the function is called with the trial's config.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import signal
import sys
from types import CoroutineType, FrameType, FunctionType, GeneratorType, ModuleType
from typing import Any, Callable, Optional

from ._errors import TrialStopped
from ._facts import config_of
from ._json import decode
from ._session import report, session
from ._traceback import describe

#: Tells processes that the script starts anew by re-running its command line (as distributed
#: launchers do) what that command line was.
_ARGUMENTS_VARIABLE = "ATTUNE_RUNNER"

_pid = os.getpid()


class Terminated(SystemExit):
    """SIGTERM that nobody announced."""

    def __init__(self) -> None:
        super().__init__(128 + signal.SIGTERM)


def main(argv: list[str]) -> int:
    if not session.is_connected and _ARGUMENTS_VARIABLE in os.environ:
        argv = json.loads(os.environ[_ARGUMENTS_VARIABLE])
    options = _parse(argv)
    facts = session.facts()
    if facts is None:
        print(
            "attune.runner runs a script as a trial of a study, and this process belongs to none. "
            "Run the script itself instead.",
            file=sys.stderr,
        )
        return 2
    os.environ[_ARGUMENTS_VARIABLE] = json.dumps(argv)
    signal.signal(signal.SIGTERM, _unwind)
    try:
        failure = _run(options, lambda: config_of(facts))
    finally:
        # From here on an end is an end.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _flush()
    session.finish(failure)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return 1 if failure else 0


def _parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m attune.runner", allow_abbrev=False)
    parser.add_argument("--function", help="name of the function to call")
    parser.add_argument("--spread", action="store_true", help="call function(**config)")
    parser.add_argument("--parameters", help="JSON file with constants for the function")
    parser.add_argument("script")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)
    return parser.parse_args(argv)


def _run(options: argparse.Namespace, config: Callable[[], Any]) -> Optional[dict[str, Any]]:
    """Runs the script; what it failed with, or None."""
    try:
        _prepare(options)
        if options.function is None:
            _run_as_main(options.script)
        else:
            function = _load_function(options.script, options.function)
            _report_returned(_call(function, config(), options))
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


def _unwind(_signal: int, _frame: Optional[FrameType]) -> None:
    if os.getpid() != _pid:
        # A forked child has no business in the clean-up of its parent.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTERM)
        return
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if session.was_asked_to_stop() and session.stopped:
        raise session.stopped()
    raise Terminated()


def _prepare(options: argparse.Namespace) -> None:
    """Makes the interpreter look as if it had been started with the script."""
    script = os.path.abspath(options.script)
    options.script = script
    sys.argv = [script, *options.arguments]
    folder = os.path.dirname(os.path.realpath(script))
    if getattr(sys.flags, "safe_path", False):
        sys.path.insert(0, folder)
    else:
        # `python -m` has put the working directory where `python script.py` puts the script's.
        sys.path[0] = folder


def _run_as_main(script: str) -> None:
    module = ModuleType("__main__")
    module.__file__ = script
    module.__builtins__ = __builtins__  # type: ignore[attr-defined]
    module.__spec__ = None
    sys.modules["__main__"] = module
    with open(script, "rb") as file:
        code = compile(file.read(), script, "exec", dont_inherit=True)
    exec(code, module.__dict__)


def _load_function(script: str, name: str) -> Callable[..., Any]:
    stem = os.path.splitext(os.path.basename(script))[0]
    # Under its own name, so that what it defines can be pickled; unless that name is taken.
    module_name = stem if stem not in sys.modules else f"attune_trial_{stem}"
    spec = importlib.util.spec_from_file_location(module_name, script)
    if spec is None or spec.loader is None:
        raise ImportError(f"{script} cannot be imported: its name should end in .py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    spec.loader.exec_module(module)
    function = getattr(module, name, None)
    if callable(function):
        return function
    found = [key for key, value in vars(module).items() if isinstance(value, FunctionType)]
    raise AttributeError(
        f"{script} defines no function named {name!r}. "
        + (f"It has: {', '.join(found)}." if found else "It defines no function at all.")
    )


def _call(function: Callable[..., Any], config: Any, options: argparse.Namespace) -> Any:
    parameters = {}
    if options.parameters:
        with open(options.parameters, encoding="utf-8") as file:
            parameters = decode(file.read())
    returned = function(**config, **parameters) if options.spread else function(config, **parameters)
    if not isinstance(returned, CoroutineType):
        return returned
    import asyncio  # as long to import as all the rest, and seldom needed

    return asyncio.run(returned)


def _report_returned(returned: Any) -> None:
    """A dict or number is a result, and so is each that a generator yields."""
    if isinstance(returned, GeneratorType):
        try:
            for value in returned:
                _report_value(value)
        finally:
            returned.close()
    elif returned is not None:
        _report_value(returned)


def _report_value(value: Any) -> None:
    if value is None:
        return
    if isinstance(value, dict):
        report(value)
    elif isinstance(value, (int, float)) or hasattr(value, "item"):
        report({"_metric": value})
    else:
        raise TypeError(
            f"The trainable returned a value of type {type(value).__name__}. Return nothing, a "
            "number, or a dict of metrics."
        )


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            pass


if __name__ == "__main__":
    # This module under its importable name is the one that the script sees.
    from attune import runner

    sys.exit(runner.main(sys.argv[1:]))
