"""Says what a function declares: `python -m attune.describe --function NAME script.py`.

Prints one JSON object, `{"space": {…}}`, with the function's `param_space` as a study file has it,
and null where it has none. The script is imported as it is for a trial; what it prints goes to
standard error.
"""

from __future__ import annotations

import os
import sys

if not __package__ and not getattr(sys.flags, "safe_path", False):
    # Python has put this very folder there, whose modules are not top-level modules.
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

from collections.abc import Mapping
from typing import Any

from attune._json import encode, spell
from attune._load import load_function, prepare
from attune.runner import parse
from attune.space import space_form


def main(argv: list[str]) -> int:
    target = parse(argv)
    if target.function is None:
        print("attune.describe: name the function with --function.", file=sys.stderr)
        return 2
    answer = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    prepare(target)
    declared = getattr(load_function(target), "param_space", None)
    space = None if declared is None else _spelled(space_form(declared))
    with os.fdopen(answer, "w", encoding="ascii") as stream:
        stream.write(encode({"space": space}))
    return 0


def _spelled(value: Any) -> Any:
    """Numbers that JSON lacks, as it is to say them."""
    if isinstance(value, float):
        return spell(value)
    if isinstance(value, Mapping):
        return {key: _spelled(inner) for key, inner in value.items()}
    return [_spelled(inner) for inner in value] if isinstance(value, list) else value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
