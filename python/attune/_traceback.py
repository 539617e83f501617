"""Errors as the tuner stores them."""

from __future__ import annotations

import os
import traceback
from types import TracebackType
from typing import Any, Optional

#: Beginnings of the file names of what calls the user's code.
_MACHINERY = (
    *(
        os.path.join(os.path.dirname(os.path.abspath(__file__)), name)
        for name in ("runner.py", "_call.py", "_load.py", "_trainable.py", "warm.py")
    ),
    os.path.join(os.path.dirname(os.__file__), "asyncio"),
    "<frozen importlib._bootstrap",
)


def describe(error: BaseException) -> dict[str, Any]:
    """The error with its traceback from the first line of the user's code on."""
    return {
        "name": type(error).__name__,
        "message": _message_of(error),
        "stack": "".join(
            traceback.format_exception(type(error), error, _trimmed(error.__traceback__))
        ),
    }


def _trimmed(frames: Optional[TracebackType]) -> Optional[TracebackType]:
    while frames and frames.tb_frame.f_code.co_filename.startswith(_MACHINERY):
        frames = frames.tb_next
    return frames


def _message_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as inner:
        return f"(its message cannot be shown: {type(inner).__name__})"
