"""Finds what a trial runs, and makes the interpreter look as if it had been started with it."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import os
import sys
from types import FunctionType, ModuleType
from typing import Any, Callable, Iterator, NamedTuple, Optional, Sequence

from ._json import decode


class Target(NamedTuple):
    """What a trial runs."""

    #: Path of a script; the name of a module where `is_module`.
    script: str
    is_module: bool
    #: Name of what is called with the config; None where the script runs as `__main__`.
    function: Optional[str]
    #: Call it with the config's entries as keyword arguments.
    spread: bool
    #: Path of a JSON file with constants, which are further keyword arguments.
    parameters: Optional[str]
    #: The rest of the command line.
    arguments: Sequence[str]

    def read_parameters(self) -> dict[str, Any]:
        if self.parameters is None:
            return {}
        with open(self.parameters, encoding="utf-8") as file:
            return decode(file.read())


def prepare(target: Target) -> None:
    """Sets `sys.argv` and `sys.path` as `python script.py`, or `python -m module`, would."""
    set_arguments(target)
    folder = os.getcwd() if target.is_module else os.path.dirname(os.path.realpath(target.script))
    if getattr(sys.flags, "safe_path", False):
        sys.path.insert(0, folder)
    else:
        # `python -m` has put the working directory where `python script.py` puts the script's.
        sys.path[0] = folder


def set_arguments(target: Target) -> None:
    script = target.script if target.is_module else os.path.abspath(target.script)
    sys.argv = [script, *target.arguments]


def run_as_main(target: Target) -> None:
    """Runs the script as it would run by itself."""
    if target.is_module:
        import runpy

        runpy.run_module(target.script, run_name="__main__", alter_sys=True)
        return
    script = os.path.abspath(target.script)
    module = ModuleType("__main__")
    module.__file__ = script
    module.__builtins__ = __builtins__  # type: ignore[attr-defined]
    module.__spec__ = None
    sys.modules["__main__"] = module
    with open(script, "rb") as file:
        code = compile(file.read(), script, "exec", dont_inherit=True)
    exec(code, module.__dict__)


def import_leading(target: Target) -> None:
    """Imports what the script imports before it does anything else, and not the script itself."""
    path = importlib.util.find_spec(target.script).origin if target.is_module else target.script
    for statement in _leading_imports(path):
        exec(compile(ast.Module([statement], []), path, "exec", dont_inherit=True), {})


def _leading_imports(path: str) -> Iterator[ast.stmt]:
    with open(path, "rb") as file:
        statements = ast.parse(file.read(), path).body
    for statement in statements:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue  # the docstring
        if not isinstance(statement, (ast.Import, ast.ImportFrom)):
            return
        if getattr(statement, "module", None) != "__future__" and not getattr(statement, "level", 0):
            yield statement


def load_function(target: Target) -> Callable[..., Any]:
    """Imports the script (so that `if __name__ == "__main__"` is false), and returns the function."""
    name = target.function or ""
    module = (
        importlib.import_module(target.script) if target.is_module else _import_file(target.script)
    )
    found = getattr(module, name, None)
    if callable(found):
        return found
    names = [key for key, value in vars(module).items() if _is_candidate(value, module)]
    raise AttributeError(
        f"{target.script} defines no function named {name!r}. "
        + (f"It has: {', '.join(names)}." if names else "It defines no function at all.")
    )


def _is_candidate(value: Any, module: ModuleType) -> bool:
    """Whether it could have been meant: a function, or a class of the script's own."""
    return isinstance(value, FunctionType) or (
        isinstance(value, type) and value.__module__ == module.__name__
    )


def _import_file(path: str) -> ModuleType:
    script = os.path.abspath(path)
    stem = os.path.splitext(os.path.basename(script))[0]
    # Under its own name, so that what it defines can be pickled; unless that name is taken.
    name = stem if stem not in sys.modules else f"attune_trial_{stem}"
    spec = importlib.util.spec_from_file_location(name, script)
    if spec is None or spec.loader is None:
        raise ImportError(f"{script} cannot be imported: its name should end in .py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
