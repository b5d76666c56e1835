"""The keeper: a small process with the readers loaded, which forks one for each document and ends what overruns.

It has one thread and reads no document itself, so a fork of it is safe and every reader begins clean. It gets each
job as one end of a line (a file descriptor over a socket), and ends when the process that started it does.

Source: POSIX.1-2017, setrlimit (RLIMIT_CPU, RLIMIT_AS, RLIMIT_NOFILE, RLIMIT_FSIZE) and setitimer (ITIMER_REAL,
ITIMER_PROF).
"""

import gc
import importlib
import json
import math
import os
import resource
import select
import signal
import socket
import struct
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, NoReturn

from testamur.errors import DocumentError, Refused

HEADER: Final = struct.Struct(">ddQH")
"""Seconds of processor time, seconds in all, bytes of memory; the length of the task's name, which follows."""
TRAILER: Final = struct.Struct(">i")
"""How the process ended: 0, a status of ours, or the signal that killed it, negative."""

ANSWER: Final = b"="
WRONG: Final = b"!"
REFUSED: Final = b"~"
BROKE: Final = b"?"

NO_MEMORY: Final = 77
OUT_OF_TIME: Final = frozenset(
    -int(end) for end in (signal.SIGPROF, signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL)
)
OUT_OF_MEMORY: Final = frozenset({NO_MEMORY})
"""Python says so itself; a library that cannot go on without memory aborts, which counts as broken."""

GRACE_SECONDS: Final = 1.0
_CHUNK: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may use.

    Attributes
    ----------
    cpu_seconds : float
        Processor time.
    seconds : float
        Time by the clock, also while the machine does other things.
    memory_bytes : int
        All memory of its process, of which the program itself takes about 100 MiB. Not enforced by macOS.
    """

    cpu_seconds: float = 2.0
    seconds: float = 10.0
    memory_bytes: int = 512 * 1024 * 1024


@dataclass(slots=True)
class _Reader:
    """A process that reads one document, the line on which it answers, and when it must have ended."""

    line: socket.socket
    ends: float


@dataclass(slots=True)
class Keeper:
    """All that it has forked and not yet buried."""

    control: socket.socket
    readers: dict[int, _Reader] = field(default_factory=dict)

    def attend(self, bell: socket.socket) -> bool:
        """Wait for the next job, death or end of time, and see to it; return whether to go on."""
        ends = [reader.ends for reader in self.readers.values()]
        wait = max(0.0, min(ends) - time.monotonic()) if ends else None
        ready, _, _ = select.select([self.control, bell], [], [], wait)
        if bell in ready:
            bell.recv(_CHUNK)
        self._end_overdue()
        self._bury()
        return self._accept() if self.control in ready else True

    def _accept(self) -> bool:
        message, descriptors, _, _ = socket.recv_fds(self.control, 1, 1)
        if not message:
            return False
        for descriptor in descriptors:
            line = socket.socket(fileno=descriptor)
            try:
                self._fork(line)
            except (OSError, ImportError, AttributeError, struct.error) as error:
                with line, suppress(OSError):
                    line.send(BROKE + type(error).__name__.encode() + TRAILER.pack(0), socket.MSG_DONTWAIT)
        return True

    def _fork(self, line: socket.socket) -> None:
        line.settimeout(GRACE_SECONDS)  # the asker has written the header already
        cpu, seconds, memory, length = HEADER.unpack(_exactly(line, HEADER.size))
        task = _found(_exactly(line, length).decode())
        line.settimeout(None)
        child = os.fork()
        if child == 0:
            self.control.close()
            for reader in self.readers.values():
                reader.line.close()
            _work(line.fileno(), task, Limits(cpu, seconds, memory))
        self.readers[child] = _Reader(line, time.monotonic() + seconds + GRACE_SECONDS)

    def _end_overdue(self) -> None:
        for child, reader in self.readers.items():
            if time.monotonic() >= reader.ends:
                os.kill(child, signal.SIGKILL)
                reader.ends = float("inf")

    def _bury(self) -> None:
        for child in list(self.readers):
            ended, status = os.waitpid(child, os.WNOHANG)
            if not ended:
                continue
            with self.readers.pop(child).line as line, suppress(OSError):
                line.send(TRAILER.pack(os.waitstatus_to_exitcode(status)), socket.MSG_DONTWAIT)

    def end(self) -> None:
        """Kill and bury all readers."""
        for child in self.readers:
            os.kill(child, signal.SIGKILL)
        for child in self.readers:
            os.waitpid(child, 0)


def keep(control: int) -> None:
    """Be the keeper for the process at the other end of a line, until that process ends."""
    importlib.import_module("testamur.credential")
    _warm()
    gc.collect()
    gc.freeze()  # what is there now stays shared with every reader
    bell, ringing = socket.socketpair()
    ringing.setblocking(False)
    signal.set_wakeup_fd(ringing.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    keeper = Keeper(socket.socket(fileno=control))
    while keeper.attend(bell):
        pass
    keeper.end()


def _warm() -> None:
    """Read the contexts, so that no reader has to."""
    signed = importlib.import_module("testamur.credential.signed")
    signed.warm()


def _found(name: str) -> Callable[[bytes], bytes]:
    module, _, function = name.partition(":")
    task: Callable[[bytes], bytes] = getattr(importlib.import_module(module), function)
    return task


def _exactly(line: socket.socket, length: int) -> bytes:
    data = b""
    while len(data) < length:
        chunk = line.recv(length - len(data))
        if not chunk:
            raise OSError("the asker has gone")
        data += chunk
    return data


def _work(line: int, task: Callable[[bytes], bytes], limits: Limits) -> NoReturn:
    """Be the reader of one document: answer on the line, and end."""
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        gc.disable()  # it lives for moments, and collecting would copy what is shared
        enforce(limits)
        answer = _answer(task, _all(line))
        status = 0
        _write(line, answer)
    except MemoryError:
        status = NO_MEMORY
    finally:
        os._exit(status)


def enforce(limits: Limits) -> None:
    """Limit this process, for good: time, memory, and nothing more to open."""
    for alarm, timer, seconds in (
        (signal.SIGALRM, signal.ITIMER_REAL, limits.seconds),
        (signal.SIGPROF, signal.ITIMER_PROF, limits.cpu_seconds),
    ):
        signal.signal(alarm, signal.SIG_DFL)
        signal.setitimer(timer, seconds)
    whole_seconds = math.ceil(limits.cpu_seconds) + 1
    wanted = {
        resource.RLIMIT_CPU: (whole_seconds, whole_seconds),
        resource.RLIMIT_AS: (limits.memory_bytes, limits.memory_bytes),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_NOFILE: (0, 0),  # what is open stays open; no file and no connection can be added
    }
    for limit, values in wanted.items():
        try:
            resource.setrlimit(limit, values)
        except ValueError:
            if limit != resource.RLIMIT_AS:  # macOS does not limit the memory of a process
                raise


def _answer(task: Callable[[bytes], bytes], data: bytes) -> bytes:
    try:
        return ANSWER + task(data)
    except DocumentError as error:
        problems = [[problem.path, problem.sentence] for problem in error.problems]
        return WRONG + json.dumps({"problems": problems, "name": error.name}).encode()
    except Refused as refusal:
        return REFUSED + json.dumps([refusal.rule, refusal.reason]).encode()
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  (whatever it is, the asker is told, and logs it)
        place = traceback.extract_tb(error.__traceback__)[-1]
        return BROKE + f"{type(error).__name__} in {place.name}, line {place.lineno}".encode()


def _all(line: int) -> bytes:
    data = bytearray()
    while chunk := os.read(line, _CHUNK):
        data += chunk
    return bytes(data)


def _write(line: int, answer: bytes) -> None:
    view = memoryview(answer)
    while view:
        view = view[os.write(line, view) :]
