"""Shards on the workers of a Dask cluster: processes of this machine or of many.

Needs the optional dask and distributed. A state that is lost with its worker is made again by the scheduler, from
the file on.
"""

import importlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from testamur.errors import Refused
from testamur.psychometrics.calibration.shards.holders import Work


class Cluster:
    """Holds the states on the workers of a client (a `distributed.Client`)."""

    def __init__(self, client: Any, *, threads: int | None = 1) -> None:  # noqa: ANN401  (dask has no types)
        self.client, self.threads = client, threads
        self.states: list[Any] = []

    def begin(self, parts: Sequence[object]) -> None:
        """Let each part be its own state."""
        self.states = list(parts)

    def change(self, compute: Work, *arguments: object) -> None:
        """Let `compute(state, *arguments)` be each state."""
        self.states = self._submitted(compute, arguments)

    def ask(self, compute: Work, *arguments: object) -> Iterator[Any]:
        """Yield `compute(state, *arguments)` of each, in the order of the parts."""
        answers = self._submitted(compute, arguments)
        while answers:
            yield answers.pop(0).result()

    def close(self) -> None:
        """Let everything go; the client is its owner's."""
        self.states = []

    def _submitted(self, compute: Work, arguments: Sequence[object]) -> list[Any]:
        # The arguments go once to the scheduler and from there to whoever works, not with every task.
        sent = [self.client.submit(_same, argument, pure=False) for argument in arguments]
        return [self.client.submit(compute, state, *sent, pure=False) for state in self.states]


def _same(value: object) -> object:
    return value


@contextmanager
def connected(scheduler: str) -> Iterator[Cluster]:
    """Connect to the scheduler of a cluster, such as ``tcp://10.0.0.5:8786``.

    Raises
    ------
    Refused
        If dask is not installed, or nobody answers.
    """
    try:
        distributed = importlib.import_module("distributed")
    except ImportError:
        raise Refused("cluster", "a cluster needs Dask: pip install 'testamur[scale]'") from None
    try:
        client = distributed.Client(scheduler, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise Refused("cluster", f"no scheduler of a Dask cluster at {scheduler}: {error}") from None
    try:
        yield Cluster(client)
    finally:
        client.close()
