"""Run the costly part of a check in a process of its own, with limits, and come back with its answer or a reason.

What reads a stranger's document may be made to burn time or memory, or to break. So it runs where that hurts
nobody: a function of bytes to bytes, in a process that is forked for this one document and then thrown away. It
has so much processor time, so much memory and so long to live, and it can open nothing: no file, no connection.
What goes over a limit is killed, and the asker hears why. `testamur.credential.keeper` is the process that forks.

    text = confined.run(read_pdf, data)                                  # one line at the place where it is called
    text = confined.run(read_pdf, data, limits=Limits(cpu_seconds=4))    # with more time

- The function stands at the top of a module of ours and is found by its name in the other process: no lambda, no
  method. All that it needs is imported at the top of its module: within the limits nothing more can be opened.
- It takes bytes and returns bytes, at most `MAX_ANSWER_BYTES`: JSON, or the bytes it found. Nothing is pickled.
- `DocumentError` and `Refused` pass through as if the function had run here. Anything else ends as `Stopped`, a
  `Refused` whose reason is fit to show; what broke is in the log, by its name and place, without the document.
- The first call of a process starts the keeper, a third of a second; each further one costs some milliseconds.
- It is safe from several threads, after a fork, and at the end: the keeper ends when its process does.
"""

import atexit
import json
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import BoundedSemaphore, Lock
from typing import Final

from testamur.credential.keeper import (
    ANSWER,
    BROKE,
    HEADER,
    OUT_OF_MEMORY,
    OUT_OF_TIME,
    REFUSED,
    TRAILER,
    WRONG,
    Limits,
)
from testamur.errors import DocumentError, Problem, Refused

Task = Callable[[bytes], bytes]
"""A function at the top of a module of ours."""
Confine = Callable[[Task, bytes], bytes]
"""A way to run a task: `run` in a process of its own, `here` in this one."""

LIMITS: Final = Limits()
MAX_ANSWER_BYTES: Final = 8 * 1024 * 1024
AT_ONCE: Final = max(4, 2 * (os.cpu_count() or 1))
"""So many documents are read at a time by one process of the site; others wait, for as long as one may last."""
START_SECONDS: Final = 30.0
"""How long the keeper may take to start, on a machine with much to do."""

TOO_LONG: Final = "It is built so that checking it would take too long."
TOO_LARGE: Final = "It is built so that checking it would take too much memory."
BROKEN: Final = "It could not be read here: what reads such documents broke off."
BUSY: Final = "Too much is being checked here at this moment. Try again in a minute."
ABSENT: Final = "What reads the documents of others cannot be started on this machine."

_KEPT_NAMES: Final = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "LC_ALL")
_PROGRAM: Final = "from testamur.credential.keeper import keep; keep({})"
_LOG: Final = logging.getLogger(__name__)


class Stopped(Refused):
    """A task did not come to its end: it was killed at a limit, or broke, or could not be started."""

    def __init__(self, reason: str) -> None:
        super().__init__("confined", reason)


def run(task: Task, data: bytes, *, limits: Limits = LIMITS) -> bytes:
    """Return ``task(data)``, from a process of its own.

    Raises
    ------
    DocumentError, Refused
        As the task raises them.
    Stopped
        If it went over a limit, or broke, or cannot be run.
    """
    return _CONFINEMENT.run(task, data, limits)


def keeper_process() -> int | None:
    """Return the number of the keeper of this process, to see what it costs; none if it was not needed yet."""
    process = _CONFINEMENT.process
    return process.pid if process else None


def here(task: Task, data: bytes) -> bytes:
    """Return ``task(data)``, from this process and without limits: for what one has made oneself, for tests."""
    return task(data)


@dataclass(slots=True)
class _Confinement:
    """The keeper of this process, started when it is needed."""

    lock: Lock = field(default_factory=Lock)
    room: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_ONCE))
    process: subprocess.Popen[bytes] | None = None
    control: socket.socket | None = None

    def run(self, task: Task, data: bytes, limits: Limits) -> bytes:
        if not self.room.acquire(timeout=limits.seconds):
            raise Stopped(BUSY)
        try:
            with self._job() as job:
                job.settimeout(START_SECONDS + limits.seconds)
                said = _exchange(job, _request(task, limits), data)
        except TimeoutError:
            raise Stopped(TOO_LONG) from None
        except OSError as error:
            _LOG.error("%s: the line to its process broke: %s", task.__qualname__, error.strerror)
            raise Stopped(BROKEN) from None
        finally:
            self.room.release()
        return _read_answer(said, task)

    def _job(self) -> socket.socket:
        """Return the near end of a new line, whose far end the keeper has."""
        near, far = socket.socketpair()
        with far, self.lock:
            for _ in range(2):  # the keeper may have been killed since the last call
                try:
                    socket.send_fds(self.control or self._start(), [b"\0"], [far.fileno()])
                except OSError:
                    self._end()
                else:
                    return near
        near.close()
        raise Stopped(ABSENT)

    def _start(self) -> socket.socket:
        near, far = socket.socketpair()
        environment = {name: os.environ[name] for name in _KEPT_NAMES if name in os.environ}
        environment["PYTHONPATH"] = os.pathsep.join(map(os.path.abspath, sys.path))
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        self.control = near
        with far:
            self.process = subprocess.Popen(  # noqa: S603  (this very Python, and a program of ours)
                [sys.executable, "-c", _PROGRAM.format(far.fileno())],
                pass_fds=[far.fileno()],
                env=environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # an interrupt from the terminal is not for it
            )
        return near

    def _end(self) -> None:
        if self.control is not None:
            self.control.close()
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.control = self.process = None

    def close(self) -> None:
        """End the keeper and all that it has forked; it starts anew if it is needed again."""
        with self.lock:
            if self.control is not None:
                self.control.close()  # by this it knows
                self.control = None
            if self.process is not None:
                with suppress(subprocess.TimeoutExpired):
                    self.process.wait(timeout=1)
            self._end()

    def forget(self) -> None:
        """Leave the keeper to the process that this one was forked from."""
        if self.control is not None:
            self.control.close()
        if self.process is not None:
            self.process.returncode = 0  # it is not this process's child, to wait for or to warn of
        self.lock, self.room = Lock(), BoundedSemaphore(AT_ONCE)
        self.control = self.process = None


def _request(task: Task, limits: Limits) -> bytes:
    name = f"{task.__module__}:{task.__qualname__}".encode()
    return HEADER.pack(limits.cpu_seconds, limits.seconds, limits.memory_bytes, len(name)) + name


def _exchange(job: socket.socket, request: bytes, data: bytes) -> bytes:
    job.sendall(request + data)
    job.shutdown(socket.SHUT_WR)
    said = bytearray()
    while chunk := job.recv(1 << 16):
        said += chunk
        if len(said) > MAX_ANSWER_BYTES:
            raise Stopped(TOO_LARGE)
    return bytes(said)


def _read_answer(said: bytes, task: Task) -> bytes:
    if len(said) < TRAILER.size:
        raise Stopped(BROKEN)
    answer, (status,) = said[: -TRAILER.size], TRAILER.unpack(said[-TRAILER.size :])
    if status in OUT_OF_TIME:
        raise Stopped(TOO_LONG)
    if status in OUT_OF_MEMORY:
        raise Stopped(TOO_LARGE)
    kind, content = answer[:1], answer[1:]
    if status == 0 and kind == ANSWER:
        return content
    if status == 0 and kind == WRONG:
        told = json.loads(content)
        raise DocumentError([Problem(*one) for one in told["problems"]], name=told["name"])
    if status == 0 and kind == REFUSED:
        raise Refused(*json.loads(content))
    what = content.decode(errors="replace") if kind == BROKE else f"exit {status}"
    _LOG.error("%s broke: %s", task.__qualname__, what)
    raise Stopped(BROKEN)


_CONFINEMENT: Final = _Confinement()
atexit.register(_CONFINEMENT.close)
os.register_at_fork(after_in_child=_CONFINEMENT.forget)
