"""Whether a process that has imported the user's code may be forked."""

from __future__ import annotations

import os
import sys
import threading
from typing import Optional

ASKS_FOR_CONFIG = "it asks for its trial's config or folder while it is imported"


def reason_not_to_fork(gpu_wanted: bool) -> Optional[str]:
    """Why forking this process would not be safe; None where it is."""
    return _gpu_in_use(gpu_wanted) or _threads()


def _threads() -> Optional[str]:
    # Native threads too, which Python does not know.
    count = len(os.listdir("/proc/self/task"))
    if count <= 1:
        return None
    names = [thread.name for thread in threading.enumerate() if thread.name != "MainThread"]
    which = f" ({', '.join(names)})" if names else ""
    return (
        f"{count - 1} thread{'s' if count > 2 else ''}{which} still run after it was imported, "
        "and threads do not survive a fork"
    )


def _gpu_in_use(gpu_wanted: bool) -> Optional[str]:
    torch = sys.modules.get("torch")
    cuda = getattr(torch, "cuda", None)
    initialized = getattr(cuda, "is_initialized", None)
    if (initialized is not None and initialized()) or _holds_cuda_driver():
        return "it uses a GPU while it is imported, and CUDA does not survive a fork"
    if gpu_wanted and hasattr(getattr(torch, "_C", None), "_cuda_isInBadFork") and _is_poisoned():
        return "it has asked CUDA for devices while it is imported, and CUDA does not survive a fork"
    return None


def _holds_cuda_driver() -> bool:
    """Any framework's CUDA context has this device open; asking NVML for devices does not open it."""
    for fd in os.listdir("/proc/self/fd"):
        try:
            if os.readlink(f"/proc/self/fd/{fd}") == "/dev/nvidia-uvm":
                return True
        except OSError:
            continue
    return False


_poisoned: Optional[bool] = None


def _is_poisoned() -> bool:
    """Whether PyTorch would refuse CUDA in a forked child, which only such a child can tell."""
    global _poisoned
    if _poisoned is None:
        pid = os.fork()
        if pid == 0:
            bad = True
            try:
                bad = bool(sys.modules["torch"].cuda._is_in_bad_fork())
            finally:
                os._exit(1 if bad else 0)
        _poisoned = os.waitpid(pid, 0)[1] != 0
    return _poisoned
