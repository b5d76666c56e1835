"""Definitions that a document brings itself, as objects among its contexts.

A document may say what its own words mean, but nothing that changes how anything else of it reads: no word of a
known context gets another meaning, and nothing that one names already gets a second name. So whoever reads its
JSON by the names of the standard reads what was signed.

Source: W3C, Verifiable Credentials Data Model v2.0, sections 4.3 and 5.2.1; JSON-LD 1.1, sections 4.1 and 9.15.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Final

from testamur.credential.contexts import Contexts, defined_words
from testamur.credential.screening import is_iri
from testamur.errors import Problem

MAX_TERMS: Final = 100
Holds = Callable[[object], bool]

KEYWORDS: Final[Mapping[str, Holds]] = {
    "@protected": lambda value: isinstance(value, bool),
    "@version": lambda value: value == 1.1,
    "@vocab": lambda value: value is None or is_iri(value),
}
"""What an inline context may say beside its terms."""

DEFINITION: Final[Mapping[str, Holds]] = {
    "@id": is_iri,
    "@type": lambda value: value == "@id" or is_iri(value),
    "@container": lambda value: value == "@set",
    "@protected": lambda value: isinstance(value, bool),
}
"""What the definition of a term may say."""

_TERM: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*", re.ASCII)


def inline_context_problems(named: list[object], *, contexts: Contexts) -> Iterator[Problem]:
    """Say what is wrong with the definitions among the contexts of a document.

    Parameters
    ----------
    named : list
        The ``@context`` of a document, of which the addresses are known contexts.
    contexts : Contexts
        The known contexts.
    """
    urls = [url for url in named if isinstance(url, str) and url in contexts.bodies]
    meanings = {term: url for url in urls for term in defined_words(contexts, url) if not term.startswith("@")}
    names = {address: url for url in urls for address in known_addresses(contexts, url)}
    for place, context in _inline(named):
        if len(context) > MAX_TERMS:
            yield Problem(place, f"defines more than {MAX_TERMS} terms")
            return
        for term, value in context.items():
            yield from _definition_problems(f"{place}.{term}", term, value)
            if term in meanings:
                yield Problem(f"{place}.{term}", f"gives another meaning to a word of {meanings[term]}")
            if other := _named_before(term, _address(value), names):
                yield Problem(f"{place}.{term}", f"gives another name to what {other} names already")
            if not term.startswith("@"):
                meanings[term] = names[_address(value)] = place


def _named_before(term: str, address: str, names: Mapping[str, str]) -> str:
    """Return who has a name already for what a definition names, or a vocabulary could name; otherwise nothing."""
    if not address or term != "@vocab":
        return names.get(address, "") if address else ""
    return next((names[known] for known in names if known.startswith(address)), "")


def _inline(named: list[object]) -> Iterator[tuple[str, Mapping[str, object]]]:
    for index, context in enumerate(named):
        inside = context.get("@context") if isinstance(context, Mapping) else None
        if isinstance(context, Mapping) and len(context) == 1 and isinstance(inside, Mapping):
            yield f"@context[{index}].@context", inside  # processors look through such a wrapper
        elif isinstance(context, Mapping):
            yield f"@context[{index}]", context


def _definition_problems(place: str, term: str, value: object) -> Iterator[Problem]:
    if term in KEYWORDS:
        if not KEYWORDS[term](value):
            yield Problem(place, "says what is not accepted")
    elif not _TERM.fullmatch(term):
        yield Problem(place, "is no plain term")
    elif isinstance(value, Mapping):
        if "@id" not in value or not all(key in DEFINITION and DEFINITION[key](value[key]) for key in value):
            yield Problem(place, "must be defined by an absolute address, and how its values are read")
    elif not is_iri(value):
        yield Problem(place, "must be defined by an absolute address")


def _address(value: object) -> str:
    found = value.get("@id") if isinstance(value, Mapping) else value
    return found if isinstance(found, str) else ""


@cache
def known_addresses(contexts: Contexts, url: str) -> frozenset[str]:
    """Return everything that a known context has a word for, at any depth, as addresses."""
    return frozenset(filter(is_iri, _addresses(contexts.body(url), {})))


def _addresses(value: object, prefixes: Mapping[str, object]) -> Iterator[str]:
    if not isinstance(value, Mapping):
        for child in value if isinstance(value, list) else ():
            yield from _addresses(child, prefixes)
        return
    prefixes = {**prefixes, **{term: said for term, said in value.items() if isinstance(said, str)}}
    for term, said in value.items():
        if isinstance(said, str) and (term == "@id" or not term.startswith("@")):
            prefix, _, rest = said.partition(":")
            yield f"{prefixes[prefix]}{rest}" if prefix in prefixes else said
        yield from _addresses(said, prefixes)
