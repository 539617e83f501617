"""The connection to the tuner: one JSON object a line, in both directions."""

from __future__ import annotations

import os
import socket
import stat
from collections import deque
from typing import Any, Optional

from ._errors import TunerLost
from ._json import decode, encode
from ._rank import is_first_rank

PROTOCOL_VERSION = 1


def inherit_connection() -> Optional[Connection]:
    """The connection that this process was started with; None where it was started without.

    Its variable is removed, so that no child process takes some descriptor of its own for it.
    """
    sock = _inherited(os.environ.pop("ATTUNE_FD", None))
    if sock is None:
        return None
    connection = Connection(sock)
    if is_first_rank():
        return connection
    connection.close()
    return None


def dial() -> Optional[Connection]:
    """A connection of this process's own; None where the environment names no socket."""
    path = os.environ.get("ATTUNE_SOCKET")
    if not path:
        return None
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sock.connect(path)
    except OSError as error:
        sock.close()
        raise TunerLost(f"The tuner does not answer at ATTUNE_SOCKET={path}: {error}") from error
    return Connection(sock)


def _inherited(fd: Optional[str]) -> Optional[socket.socket]:
    # A launcher in between may have closed the descriptor and handed on the variable; the number
    # may by now be a file or another socket.
    if fd is None or not fd.isdigit():
        return None
    try:
        if not stat.S_ISSOCK(os.fstat(int(fd)).st_mode):
            return None
        sock = socket.socket(fileno=int(fd))
    except OSError:
        return None
    try:
        if sock.family == socket.AF_UNIX and not sock.getsockname() and not sock.getpeername():
            return sock
    except OSError:
        pass
    sock.detach()
    return None


class Connection:
    """Sends and receives messages. Not thread-safe: its owner holds a lock."""

    def __init__(self, sock: socket.socket) -> None:
        sock.settimeout(None)
        sock.set_inheritable(False)
        self._socket = sock
        self._received = bytearray()
        self._searched = 0
        self._messages: deque[Any] = deque()
        self._is_mid_line = False

    def send(self, message: dict[str, Any]) -> None:
        data = f"{encode(message)}\n".encode("ascii")
        if self._is_mid_line:
            # A signal broke off the message before: its rest must not join this one.
            data = b"\n" + data
        self._is_mid_line = True
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise _lost() from error
        self._is_mid_line = False

    def receive(self) -> Any:
        """Waits for the next message."""
        while not self._messages:
            self._read(0)
        return self._messages.popleft()

    def pending(self) -> list[Any]:
        """What has arrived, without waiting."""
        try:
            while True:
                self._read(socket.MSG_DONTWAIT)
        except BlockingIOError:
            pass
        messages = list(self._messages)
        self._messages.clear()
        return messages

    def fileno(self) -> int:
        return self._socket.fileno()

    def close(self) -> None:
        self._socket.close()

    def _read(self, flags: int) -> None:
        try:
            chunk = self._socket.recv(1 << 16, flags)
        except BlockingIOError:
            raise
        except OSError as error:
            raise _lost() from error
        if not chunk:
            raise _lost()
        self._received += chunk
        end = self._received.find(b"\n", self._searched)
        while end >= 0:
            line = bytes(self._received[:end])
            del self._received[: end + 1]
            if line.strip():
                self._messages.append(decode(line.decode("utf-8")))
            end = self._received.find(b"\n")
        self._searched = len(self._received)


def _lost() -> TunerLost:
    return TunerLost("The connection to the tuner is lost: it has ended. This trial should end too.")
