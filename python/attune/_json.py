"""JSON with the three numbers that it lacks, spelled as the protocol spells them."""

from __future__ import annotations

import json
import math
from typing import Any


def encode(value: Any) -> str:
    """One line of ASCII. Numbers that are not finite must have been spelled by `spell()` before."""
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


def spell(number: float) -> Any:
    """The number itself, or how JSON is to say NaN or an infinity."""
    if math.isfinite(number):
        return number
    if math.isnan(number):
        return {"$num": "NaN"}
    return {"$num": "Infinity" if number > 0 else "-Infinity"}


def decode(text: str) -> Any:
    """Reads what `encode()` or the tuner wrote."""
    return json.loads(text, object_hook=_revive if '"$num"' in text else None)


_NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def _revive(value: dict[str, Any]) -> Any:
    if len(value) == 1 and "$num" in value:
        return _NUMBERS.get(value["$num"], value)
    return value
