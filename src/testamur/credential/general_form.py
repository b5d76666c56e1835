"""How a credential of any kind may be written, where that is more than an Open Badge needs.

It may name the contexts of version 1.1 and of W3C's examples, bring definitions of its own (`inline_contexts`),
have addresses as types, and say in which direction a text runs.

Source: W3C, Verifiable Credentials Data Model v2.0, sections 4.3 to 4.6; v1.1, section 4.1.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from testamur.credential.confined import Confine
from testamur.credential.contexts import CREDENTIALS, CREDENTIALS_V1, general
from testamur.credential.graph import statements
from testamur.credential.inline_contexts import inline_context_problems
from testamur.credential.screening import (
    BADGE,
    DIRECTED_VALUE,
    Manner,
    form_problems,
    is_iri,
    walk,
)
from testamur.errors import DocumentError, Problem

FIRST: Final = (CREDENTIALS, CREDENTIALS_V1)
"""By which contexts a document says that it is a credential or a presentation, one for each version."""

GENERAL: Final = Manner(
    is_type=lambda value: BADGE.is_type(value) or is_iri(value),
    type_sentence="has a type that is neither a plain term nor an absolute address",
    texts=frozenset({*BADGE.texts, DIRECTED_VALUE, DIRECTED_VALUE - {"@language"}}),
)
"""How a credential of any kind may be written."""


def general_context_problems(document: Mapping[str, object]) -> Iterator[Problem]:
    """Say what is wrong with the contexts of a credential or a presentation of any kind."""
    contexts, named = general(), document.get("@context")
    if not isinstance(named, list) or not named:
        yield Problem("@context", "must be a list that begins with the address of the credentials context")
        return
    if named[0] not in FIRST:
        yield Problem("@context[0]", f"must be {' or '.join(FIRST)}")
    for index, context in enumerate(named):
        place = f"@context[{index}]"
        if isinstance(context, Mapping):
            continue
        if not isinstance(context, str) or not is_iri(context):
            yield Problem(place, "must be an absolute address or an object with definitions")
        elif context not in contexts.bodies:
            yield Problem(place, f"names {context!r}, which is not a known context")
        elif context in named[:index]:
            yield Problem(place, "stands twice")
    yield from inline_context_problems(named, contexts=contexts)


def general_form_problems(document: Mapping[str, object]) -> Iterator[Problem]:
    """Say all that makes the JSON of a document mean something else than its graph, or cost too much."""
    return form_problems(document, manner=GENERAL)


def meaning_problems(document: Mapping[str, object], *, confine: Confine) -> Iterator[Problem]:
    """Say which words of a document mean nothing by the known contexts, whatever the way it is signed.

    Directions of text are left out: a graph does not hold them, so a document with one is signed as JSON.

    Raises
    ------
    Refused
        If to read it cost too much (see `testamur.credential.confined`).
    """
    content = {key: _undirected(value) for key, value in document.items() if key != "proof"}
    try:
        confine(meaning_task, json.dumps(content).encode())
    except DocumentError as error:
        yield from error.problems


def meaning_task(document: bytes) -> bytes:
    """Read a document as JSON-LD; this is the part that costs, and it says all by what it raises."""
    statements(json.loads(document), contexts=general())
    return b""


def is_directed(document: Mapping[str, object]) -> bool:
    """Say whether a document says of any text in which direction it runs."""
    return any(isinstance(value, Mapping) and "@direction" in value for _, value in walk(document))


def _undirected(value: object) -> object:
    if isinstance(value, Mapping):
        kept = value.items() if "@value" not in value else ((k, v) for k, v in value.items() if k != "@direction")
        return {key: _undirected(child) for key, child in kept}
    if isinstance(value, list):
        return [_undirected(child) for child in value]
    return value
