"""From JSON-LD to RDF statements, refusing whatever would be dropped or resolved on the way (safe mode).

Source: W3C, JSON-LD 1.1 Processing Algorithms and API, sections 5.1 and 8.1; Data Integrity 1.0, section 2.4.1.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from threading import Lock
from typing import Final

from pyld import jsonld
from pyld.context_resolver import ContextResolver
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from testamur.credential.contexts import Contexts
from testamur.credential.screening import is_iri
from testamur.errors import DocumentError, Problem

_KEYWORDS: Final = frozenset({"@id", "@type", "@value", "@language", "@list", "@graph"})
_LANGUAGE_STRING: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_PROCESSOR_LOCK: Final = Lock()
_WRONG: Final = (
    jsonld.JsonLdError,
    TypeError,
    ValueError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)


def statements(document: Mapping[str, object], *, contexts: Contexts) -> list[Quad]:
    """Return the RDF statements of a JSON-LD document.

    Parameters
    ----------
    document : Mapping
        JSON-LD whose contexts are all in `contexts`.
    contexts : Contexts
        The only contexts it may name.

    Raises
    ------
    DocumentError
        If a term, a type or an address would be dropped or resolved against a base: no signature covers it.
    """
    document = _without_idle_vocabulary(document, contexts)
    dropped: list[str | None] = []
    options = {
        "base": None,
        "documentLoader": None,  # contexts come from the resolver, and nothing else is ever loaded
        "contextResolver": _resolver(contexts),
        "processingMode": "json-ld-1.1",
    }
    # The processor's caches are not safe across threads, and it raises all kinds of errors on hostile input.
    with _PROCESSOR_LOCK:
        try:
            expanded = jsonld.expand(document, options, on_property_dropped=dropped.append)
            problems = [Problem("", f"the term {term!r} is in no context") for term in dropped]
            problems += _expanded_problems(expanded)
            if problems:
                raise DocumentError(problems)
            graphs = jsonld.to_rdf(expanded, options)
        except DocumentError:
            raise
        except _WRONG as error:
            raise DocumentError([Problem("", f"is not JSON-LD: {type(error).__name__}")]) from None
    return list(_quads(graphs))


def _without_idle_vocabulary(document: Mapping[str, object], contexts: Contexts) -> Mapping[str, object]:
    """Return the document without a null vocabulary where none was given before, which PyLD 3 cannot take.

    It says that words without a definition mean nothing, as they do anyway.
    """
    named = document.get("@context")
    for index, context in enumerate(named if isinstance(named, list) else []):
        body = contexts.bodies.get(context, {}).get("@context") if isinstance(context, str) else context
        if not isinstance(body, Mapping) or "@vocab" not in body:
            continue
        if body["@vocab"] is not None or not isinstance(named, list):
            break
        kept = {term: said for term, said in body.items() if term != "@vocab"}
        return {**document, "@context": [*named[:index], kept, *named[index + 1 :]]}
    return document


@lru_cache(maxsize=8)
def _resolver(contexts: Contexts) -> ContextResolver:
    def load(url: str, _options: object = None) -> dict[str, object]:
        return {"contextUrl": None, "documentUrl": url, "document": dict(contexts.body(url)), "tag": "static"}

    return ContextResolver({}, load)


def _expanded_problems(value: object) -> Iterator[Problem]:
    if isinstance(value, list):
        for child in value:
            yield from _expanded_problems(child)
    elif isinstance(value, dict):
        for key, child in value.items():
            if key.startswith("@") and key not in _KEYWORDS:
                yield Problem("", f"uses {key}, which is not accepted")
            elif key == "@id" and not is_iri(child):
                yield Problem("", f"{child!r} is not an absolute address")
            elif key == "@type":
                kinds = child if isinstance(child, list) else [child]
                yield from (Problem("", f"the type {k!r} is in no context") for k in kinds if not is_iri(k))
            elif not key.startswith("@") and not is_iri(key):
                yield Problem("", f"the term {key!r} is in no context")
            elif key != "@value":
                yield from _expanded_problems(child)


def _quads(graphs: Mapping[str, list[dict[str, dict[str, str]]]]) -> Iterator[Quad]:
    for name, triples in graphs.items():
        graph = DefaultGraph() if name == "@default" else _node(name)
        for triple in triples:
            try:
                predicate = NamedNode(triple["predicate"]["value"])
                yield Quad(_node(triple["subject"]["value"]), predicate, _object(triple["object"]), graph)
            except ValueError as error:
                raise DocumentError(
                    [Problem("", f"holds an address or a language that is none: {error}")]
                ) from None


def _node(value: str) -> NamedNode | BlankNode:
    return BlankNode(value[2:]) if value.startswith("_:") else NamedNode(value)


def _object(term: Mapping[str, str]) -> NamedNode | BlankNode | Literal:
    if term["type"] != "literal":
        return _node(term["value"])
    if term["datatype"] != _LANGUAGE_STRING:
        return Literal(term["value"], datatype=NamedNode(term["datatype"]))
    return Literal(term["value"], language=term["language"])
