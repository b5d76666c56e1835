"""Where shards lie while they are calibrated: in this process, or in several of this machine.

A holder has a state for each part, in order, and changes or asks all of them. How the states came about is
remembered, so that those of a process that dies are made again, the same. Answers come in the order of the parts,
whoever is done first.
"""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, Final, Protocol

from testamur.errors import Refused

MOST_DEATHS: Final = 3
"""After so many processes have died, something is wrong with more than one of them."""

Work = Callable[..., Any]
GONE: Final = (EOFError, OSError)


class Holder(Protocol):
    """Holds a state for each part."""

    threads: int | None
    """How many threads a computation may use where it runs; all processors if None."""

    def begin(self, parts: Sequence[object]) -> None:
        """Let each part be its own state."""

    def change(self, compute: Work, *arguments: object) -> None:
        """Let `compute(state, *arguments)` be each state."""

    def ask(self, compute: Work, *arguments: object) -> Iterator[Any]:
        """Yield `compute(state, *arguments)` of each, in the order of the parts."""

    def close(self) -> None:
        """Let everything go."""


class Here:
    """Holds all in this process."""

    threads: int | None = None

    def __init__(self) -> None:
        self.states: list[Any] = []

    def begin(self, parts: Sequence[object]) -> None:
        """Let each part be its own state."""
        self.states = list(parts)

    def change(self, compute: Work, *arguments: object) -> None:
        """Let `compute(state, *arguments)` be each state."""
        for number, state in enumerate(self.states):
            self.states[number] = compute(state, *arguments)

    def ask(self, compute: Work, *arguments: object) -> Iterator[Any]:
        """Yield `compute(state, *arguments)` of each."""
        return (compute(state, *arguments) for state in self.states)

    def close(self) -> None:
        """Let everything go."""
        self.states = []


class Processes:
    """Holds the parts in processes of this machine, in turn."""

    def __init__(self, count: int) -> None:
        self.threads: int | None = max(1, (os.cpu_count() or 1) // count)
        self.workers = [_Worker() for _ in range(count)]
        self.parts: list[object] = []
        self.recipe: list[tuple[Work, tuple[object, ...]]] = []
        self.deaths = 0

    def begin(self, parts: Sequence[object]) -> None:
        """Let each part be its own state."""
        self.parts, self.recipe = list(parts), []
        for number, worker in enumerate(self.workers):
            worker.tell("begin", None, (self._own(number),))
        self._hear_all()

    def change(self, compute: Work, *arguments: object) -> None:
        """Let `compute(state, *arguments)` be each state."""
        self.recipe.append((compute, arguments))
        # All are told before any is waited for.
        for worker in self.workers:
            worker.tell("change", compute, arguments)
        self._hear_all()

    def ask(self, compute: Work, *arguments: object) -> Iterator[Any]:
        """Yield `compute(state, *arguments)` of each, in the order of the parts."""
        for worker in self.workers:
            worker.tell("ask", compute, arguments)
        for place in range(len(self.parts)):
            number = place % len(self.workers)
            try:
                answer = self.workers[number].hear()
            except GONE:
                self._again(number)
                own = place // len(self.workers)
                self.workers[number].tell("ask", compute, arguments, own)
                answer = self.workers[number].hear()
            yield answer

    def close(self) -> None:
        """Let all processes end."""
        for worker in self.workers:
            worker.close()

    def _own(self, number: int) -> list[object]:
        return self.parts[number :: len(self.workers)]

    def _hear_all(self) -> None:
        for number in range(len(self.workers)):
            try:
                self.workers[number].hear()
            except GONE:
                self._again(number)

    def _again(self, number: int) -> None:
        """Put a new process in the place of one that died, and let it make its states anew."""
        while True:
            self.deaths += 1
            self.workers[number].close()
            if self.deaths > MOST_DEATHS:
                said = f"{self.deaths} processes ended before they were done; is there memory enough?"
                raise Refused("workers", said)
            worker = self.workers[number] = _Worker()
            try:
                worker.tell("begin", None, (self._own(number),))
                worker.hear()
                for compute, arguments in self.recipe:
                    worker.tell("change", compute, arguments)
                    worker.hear()
            except GONE:
                continue
            return


class _Worker:
    """One process and the pipe to it."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, other = context.Pipe()
        self.process: SpawnProcess = context.Process(target=_serve, args=(other,), daemon=True)
        self.process.start()
        other.close()

    def tell(self, what: str, compute: Work | None, arguments: tuple[object, ...], start: int = 0) -> None:
        try:
            self.pipe.send((what, compute, arguments, start))
        except GONE:
            return  # It is noticed, and made good, when it is listened to.

    def hear(self) -> Any:  # noqa: ANN401  (whatever was asked for)
        is_fine, answer = self.pipe.recv()
        if not is_fine:
            raise answer
        return answer

    def close(self) -> None:
        self.pipe.close()
        self.process.join(timeout=1)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.process.close()


def _serve(pipe: Connection) -> None:
    """Do what is asked until the pipe is closed."""
    states: list[Any] = []
    while True:
        try:
            what, compute, arguments, start = pipe.recv()
            for answer in _answers(states, what, compute, arguments, start):
                pipe.send((True, answer))
        except GONE:
            return
        except Exception as error:  # noqa: BLE001  (told to who asked, and raised there)
            pipe.send((False, error))


def _answers(states: list[Any], what: str, compute: Work, arguments: tuple[Any, ...], start: int) -> Iterator[Any]:
    if what == "begin":
        states[:] = arguments[0]
        yield None
    elif what == "change":
        for number, state in enumerate(states):
            states[number] = compute(state, *arguments)
        yield None
    else:
        yield from (compute(state, *arguments) for state in states[start:])


def holder(workers: int) -> Holder:
    """Return a holder in this process for one worker, in so many processes for more."""
    return Here() if workers == 1 else Processes(workers)
