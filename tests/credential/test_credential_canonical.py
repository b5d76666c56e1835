import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from testamur.credential.canonical import MAX_STATEMENTS, canonical_text, orders
from testamur.errors import Refused

SUITE = Path(__file__).parents[1] / "vectors/credential/rdf-canon"
ENTRIES = json.loads((SUITE / "manifest.jsonld").read_text())["entries"]
EVALUATIONS = [
    entry
    for entry in ENTRIES
    if entry["type"] == "rdfc:RDFC10EvalTest" and entry.get("hashAlgorithm", "SHA256") == "SHA256"
]
TOO_COMPLEX = {"#test044c", "#test045c", "#test046c", "#test054c", "#test059c"}
"""Evaluation tests with so many blank nodes alike that we refuse them; no credential looks so."""


def quads(entry):
    return list(parse(input=(SUITE / entry["action"]).read_bytes(), format=RdfFormat.N_QUADS))


@pytest.mark.parametrize(
    "entry", [e for e in EVALUATIONS if e["id"] not in TOO_COMPLEX], ids=lambda entry: entry["id"]
)
def test_the_suite_of_the_standard(entry):
    text = canonical_text(quads(entry))

    assert text == (SUITE / entry["result"]).read_bytes()


@pytest.mark.parametrize(
    "entry", [e for e in EVALUATIONS if e["id"] in TOO_COMPLEX], ids=lambda entry: entry["id"]
)
def test_what_would_take_long_is_refused_before_any_work(entry):
    with pytest.raises(Refused, match="take too long"):
        canonical_text(quads(entry))


def test_the_poison_graph_of_the_suite_is_refused():
    poison = [entry for entry in ENTRIES if entry["type"] == "rdfc:RDFC10NegativeEvalTest"]

    for entry in poison:
        with pytest.raises(Refused, match="take too long"):
            canonical_text(quads(entry))

    assert [entry["id"] for entry in poison] == ["#test074c"]


def clique(size):
    """Return a graph in which every blank node knows every other: the dearest there is for its size."""
    nodes = [BlankNode(f"n{number}") for number in range(size)]
    return [Quad(a, NamedNode("urn:knows"), b) for a in nodes for b in nodes if a != b]


def test_five_alike_are_sorted_and_six_are_refused():
    assert len(canonical_text(clique(5)).splitlines()) == 20
    with pytest.raises(Refused):
        canonical_text(clique(6))


def test_many_pairs_count_like_one_large_group():
    """Seven pairs may stand in 2^7 orders, more than five nodes alike in 5! = 120."""
    pairs = [
        Quad(BlankNode(f"n{i}{j}"), NamedNode(f"urn:p{i}"), BlankNode(f"m{i}{j}")) for i in range(7) for j in "ab"
    ]

    assert orders(clique(5)) == 120
    assert orders(pairs) == 2**14


def test_too_many_statements_are_refused():
    statements = [Quad(NamedNode("urn:a"), NamedNode("urn:b"), Literal(str(n))) for n in range(MAX_STATEMENTS + 1)]

    with pytest.raises(Refused):
        canonical_text(statements)


@given(seed=st.integers(0, 2**32), names=st.permutations("abcde"))
def test_the_text_depends_neither_on_order_nor_on_names(seed, names):
    statements = [
        Quad(BlankNode(name), NamedNode("urn:says"), Literal(text))
        for name, text in zip("abcde", "vwxyz", strict=True)
    ]
    renamed = [
        Quad(BlankNode(name), NamedNode("urn:says"), Literal(text))
        for name, text in zip(names, "vwxyz", strict=True)
    ]
    random.Random(seed).shuffle(renamed)  # noqa: S311  (a test must come out the same)

    assert canonical_text(renamed) == canonical_text(statements)
