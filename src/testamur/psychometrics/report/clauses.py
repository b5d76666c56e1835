"""The clause map: which section speaks to which clause of which edition of a standard."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from testamur.documents import read_toml, shape
from testamur.psychometrics.report.document import NotDone, Note, Section, Table


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause.

    `asks` is our own short paraphrase; `checked` whether it was held against the text of that edition;
    `sections` are those that speak to it.
    """

    standard: str
    edition: str
    clause: str
    asks: str
    sections: tuple[int, ...]
    checked: bool


@dataclass(frozen=True, slots=True)
class ClauseMap:
    """All clauses, as the file has them."""

    clause: tuple[Clause, ...]


@cache
def clauses() -> tuple[Clause, ...]:
    """Return the clause map."""
    name = "clauses.toml"
    told = read_toml(files(__package__).joinpath(name).read_bytes(), name=name)
    return shape(told, ClauseMap, name=name).clause


def clause_section(sections: Iterable[Section], *, number: int) -> Section:
    """Return the clause map as a section: what each clause asks, where the report speaks to it, and how far."""
    by_number = {section.number: section for section in sections}
    rows = tuple(
        (
            f"{one.standard}, {one.edition}",
            one.clause,
            one.asks,
            "; ".join(_shown(by_number, place) for place in one.sections),
            "yes" if one.checked else "no",
        )
        for one in clauses()
    )
    return Section(
        number,
        "Clause map",
        (
            Table(
                "Clauses and where this report speaks to them",
                (
                    "Standard, edition",
                    "Clause",
                    "What it asks, in our words",
                    "In this report",
                    "Checked against the text",
                ),
                rows,
                (),
                (0.19, 0.15, 0.33, 0.2, 0.13),
            ),
            Note(
                "The words are a short paraphrase of our own. Where the last column says no, it was written"
                " from memory: look the clause up before you quote it. Nothing here claims conformance or"
                " accreditation."
            ),
        ),
    )


def _shown(sections: dict[int, Section], place: int) -> str:
    section = sections[place]
    parts = sum(isinstance(block, NotDone) for block in section.blocks)
    return f"{place} ({section.shown})" if parts else str(place)
