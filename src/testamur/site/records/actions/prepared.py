"""Entries of a file made ready to be kept: all that can be worked out about one without the records.

A second process can do it while the first writes; nothing is read from the database here.
"""

import hashlib
import multiprocessing
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection
from queue import Queue
from threading import Thread
from typing import Any, Final, TypeAlias, cast

from django.db import connections

from testamur.catalogue import Offering
from testamur.catalogue.exchange import Entry
from testamur.catalogue.offering import reference_problems
from testamur.errors import DocumentError
from testamur.site.records.library import library
from testamur.site.records.search import entry_of, identity_of
from testamur.site.records.stored import offering_document, parsed_offering

AT_ONCE: Final = 250
"""So many entries go from one process to the other together."""
WAITING: Final = 40
"""So many such parcels may wait for the writer."""
Identity: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Prepared:
    """An entry made ready: where it stands, what is wrong with it, or its document and what follows from it."""

    place: str
    wrong: tuple[str, ...] = ()
    key: str = ""
    provider: str = ""
    title: str = ""
    page: str = ""
    document: str = ""
    digest: str = ""
    identity: Identity = ("", "", "")
    number: int = 0
    lines: tuple[str, ...] = ()

    @property
    def offering(self) -> Offering:
        """The offering of the document."""
        return parsed_offering(self.document)


def prepared(entry: Entry) -> Prepared:
    """Return an entry made ready, or all that is wrong with it."""
    offering = entry.offering
    wrong = list(entry.lines())
    if offering is not None:
        known = library().known
        problems = reference_problems(offering, roles=known.roles, codes=known.competencies)
        wrong += [f"{entry.place}: {problem}" for problem in problems]
    if offering is None or wrong:
        return Prepared(entry.place, tuple(wrong), key=offering.id if offering else "")
    document = offering_document(offering)
    return Prepared(
        place=entry.place,
        key=offering.id,
        provider=offering.provider,
        title=offering.name,
        page=offering.page,
        document=document,
        digest=hashlib.sha256(document.encode()).hexdigest(),
        identity=offering.identity,
        number=identity_of(offering),
        lines=entry_of(offering).lines,
    )


def prepared_beside(entries: Callable[[], Iterable[Entry]]) -> Iterator[Prepared]:
    """Yield entries made ready in a process beside this one, where the system can fork; else in this one.

    Raises
    ------
    DocumentError
        If the file as a whole cannot be read.
    """
    if sys.platform != "linux":
        yield from map(prepared, entries())
        return
    library()
    connections.close_all()  # a connection must not be shared with the other process; this one opens its own anew
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(here, there, entries), daemon=True)
    process.start()
    there.close()
    waiting: Queue[Any] = Queue(WAITING)
    Thread(target=_receive, args=(here, waiting), daemon=True).start()
    try:
        while batch := cast("list[Prepared]", _received(waiting.get())):
            yield from batch
    finally:
        here.close()
        process.terminate()
        process.join()


def _send(here: Connection, there: Connection, entries: Callable[[], Iterable[Entry]]) -> None:
    """Prepare entries and send them, some at a time; an empty list is the end."""
    here.close()  # with this end open here too, nobody would notice that the other process died
    try:
        waiting = map(prepared, entries())
        while batch := list(islice(waiting, AT_ONCE)):
            there.send(batch)
        there.send([])
    except DocumentError as error:
        there.send((error.problems, error.name))
    except (BrokenPipeError, KeyboardInterrupt):
        pass  # the other process has ended


def _receive(here: Connection, waiting: "Queue[Any]") -> None:
    """Take what the other process sends while this one writes, so that neither waits for the other."""
    sent: Any = None
    try:
        while sent != []:
            sent = here.recv()
            waiting.put(sent)
    except (EOFError, OSError) as error:
        waiting.put(error)


def _received(sent: Any) -> Any:  # noqa: ANN401  (what the other process sent)
    if isinstance(sent, EOFError | OSError):
        raise sent  # the other process died
    if isinstance(sent, tuple):
        raise DocumentError(sent[0], name=sent[1])
    return sent
