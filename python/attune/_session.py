"""This process's part in a trial, and `report()`."""

from __future__ import annotations

import os
import threading
from typing import Any, Mapping, Optional

from . import _checkpoint
from ._connection import PROTOCOL_VERSION, Connection, dial, inherit_connection
from ._errors import TrialPaused, TrialStopped, TunerLost
from ._facts import Facts, facts_from_environment, facts_from_start, unread_of
from ._metrics import plain_metrics
from ._rank import gang_rank, is_first_rank


class Session:
    """Speaks for a trial where this process has a connection; knows about it where it has none."""

    def __init__(self, connection: Optional[Connection]) -> None:
        self._connection = connection
        self._facts: Optional[Facts] = None
        self._minds_forks = False
        #: Whether somebody wanted to know about the trial.
        self.was_asked_for_facts = False
        self._seq = 0
        self._stopped: Optional[type[TrialStopped]] = None
        self._answers: dict[int, str] = {}
        # Reentrant, because a signal handler may report while this thread is reporting.
        self._lock = threading.RLock()
        if connection:
            self._say_hello(connection)
            self._close_in_forked_children()

    @property
    def is_connected(self) -> bool:
        return self._connection is not None

    @property
    def stopped(self) -> Optional[type[TrialStopped]]:
        """Why the trial shall end; None while it may go on."""
        return self._stopped

    def facts(self) -> Optional[Facts]:
        """What is known about the trial; None outside a study."""
        self.was_asked_for_facts = True
        with self._lock:
            if self._facts is None and self._connection:
                while self._facts is None:
                    self._take(self._connection.receive())
            return self._facts or facts_from_environment()

    def known_facts(self) -> Facts:
        """What is known about the trial, where there is one."""
        facts = self.facts()
        if facts is None:
            raise RuntimeError("This process belongs to no trial.")
        return facts

    def report(
        self, metrics: Mapping[str, Any], checkpoint: Any = None, *, insists: bool = False
    ) -> None:
        """`report()`; with `insists` also where the trial has been told to end meanwhile."""
        plain = plain_metrics(metrics)
        _checkpoint.check(checkpoint)
        with self._lock:
            facts = self.facts()
            if facts is None:
                return
            connection = self._connection or self.connect()
            if connection is None:
                return
            if not insists:
                self._note_pending(connection)
            self._seq += 1
            seq = self._seq
            message = {
                "type": "report",
                "trial": facts.trial,
                "attempt": facts.attempt,
                "seq": seq,
                "metrics": plain,
            }
            if checkpoint is not None:
                staged = _checkpoint.stage(checkpoint, facts.dir, facts.attempt, seq)
                message["checkpoint"] = staged
            connection.send(message)
            while seq not in self._answers:
                self._take(connection.receive())
                if self._stopped and not insists:
                    raise self._stopped()
            del self._answers[seq]
            if self._stopped:
                raise self._stopped()

    def save_last(self, write: _checkpoint.Writer) -> None:
        """Saves the state that belongs to the last report, which has been answered."""
        with self._lock:
            if self._connection is None:
                return
            facts = self.known_facts()
            message = {"trial": facts.trial, "attempt": facts.attempt}
            self._connection.send({"type": "saving", **message})
            self._seq += 1
            staged = _checkpoint.stage(write, facts.dir, facts.attempt, self._seq)
            self._connection.send({"type": "checkpoint", **message, "checkpoint": staged})

    def fail_to_save(self, failure: dict[str, Any]) -> None:
        """Tells that this could not be done."""
        with self._lock:
            if self._connection is None:
                return
            facts = self.known_facts()
            message = {"trial": facts.trial, "attempt": facts.attempt}
            self._connection.send({"type": "checkpoint", **message, "error": failure})

    def finish(self, failure: Optional[dict[str, Any]] = None) -> None:
        """Tells the tuner how the trial ended. Does not fail when nobody listens any more."""
        with self._lock:
            facts = self.facts()
            if facts is None:
                return
            message = {"trial": facts.trial, "attempt": facts.attempt}
            try:
                if failure is not None:
                    self._tell_failure({"type": "error", **message, "error": failure})
                elif self._connection:
                    unread = unread_of(facts)
                    told = {} if unread is None else {"unread": unread}
                    self._connection.send({"type": "done", **message, **told})
            except TunerLost:
                pass

    def _tell_failure(self, message: dict[str, Any]) -> None:
        rank = gang_rank()
        if self._connection:
            self._connection.send(message)
        elif rank > 0:
            # The others will fail as well, and know less about why.
            connection = dial()
            if connection:
                self._say_hello(connection)
                connection.receive()  # the answer to that, so that nothing is lost when it closes
                connection.send({**message, "rank": rank})
                connection.close()

    def was_asked_to_stop(self) -> bool:
        """Whether the tuner has said that the trial shall end. Fit for signal handlers."""
        # Another thread may hold the lock while it waits for an answer.
        if self._lock.acquire(timeout=1):
            try:
                if self._connection:
                    self._note_pending(self._connection)
            except (TrialStopped, TunerLost):
                pass
            finally:
                self._lock.release()
        return self._stopped is not None

    def _say_hello(self, connection: Connection) -> None:
        try:
            connection.send({"type": "hello", "protocol": PROTOCOL_VERSION, "pid": os.getpid()})
        except TunerLost:
            pass  # Importing this package does not fail; the first report will.

    def _note_pending(self, connection: Connection) -> None:
        if not self._stopped:
            for message in connection.pending():
                self._take(message)
        if self._stopped:
            raise self._stopped()

    def _take(self, message: Any) -> None:
        kind = message.get("type")
        if kind == "start":
            if message["protocol"] > PROTOCOL_VERSION:
                raise RuntimeError(
                    f"The tuner speaks version {message['protocol']} of the protocol, and this "
                    f"attune package version {PROTOCOL_VERSION}. Upgrade the Python package."
                )
            if self._facts is None:
                self._facts = facts_from_start(message)
        elif kind == "answer" and self._is_mine(message):
            decision = message["decision"]
            self._answers[message["seq"]] = decision
            if decision != "continue":
                self._stopped = TrialPaused if decision == "pause" else TrialStopped
        elif (kind == "stop" and self._is_mine(message)) or kind == "close":
            self._stopped = self._stopped or TrialStopped

    def _is_mine(self, message: Any) -> bool:
        return self._facts is None or message["attempt"] == self._facts.attempt

    def connect(self) -> Optional[Connection]:
        """For a process that was started by, or forked from, another one of the trial."""
        if not is_first_rank():
            return None
        self._connection = dial()
        if self._connection is None:
            # Silence is right for the ranks besides the first, and a lost result for anybody else.
            raise RuntimeError(
                f"attune.report() was called in process {os.getpid()}, which has no connection to the "
                "tuner: neither ATTUNE_FD nor ATTUNE_SOCKET leads to it. Report from the process that "
                "the tuner started."
            )
        self._say_hello(self._connection)
        self._close_in_forked_children()
        return self._connection

    def _close_in_forked_children(self) -> None:
        if not self._minds_forks:
            os.register_at_fork(after_in_child=self._leave_to_parent)
        self._minds_forks = True

    def _leave_to_parent(self) -> None:
        """In a forked child: the parent goes on speaking, and its end must be seen as the end."""
        self._seq = 0
        self._answers.clear()
        # The lock may be held by a thread that does not exist here.
        self._lock = threading.RLock()
        connection, self._connection = self._connection, None
        if connection:
            connection.close()


session = Session(inherit_connection())


def report(metrics: Mapping[str, Any], checkpoint: Any = None) -> None:
    """Tells the tuner a result and waits until it is stored and the decision is known.

    `metrics` is a dict of numbers, strings, booleans, and lists and dicts of these; NumPy scalars and
    tensors of one element are converted. `checkpoint` is a `Checkpoint`: its folder has been copied
    when this returns. May be called from any thread. Outside a study, and in the ranks besides the
    first, it checks its arguments and returns.

    Raises `TrialStopped` or `TrialPaused` when the trial shall end here: let them pass. Raises
    TypeError for a value that cannot be stored, and `TunerLost` when the tuner is gone.
    """
    session.report(metrics, checkpoint)
