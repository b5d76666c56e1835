"""Frameworks of competencies: what they hold, how it hangs together, and what can be wrong with it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from testamur.errors import Problem


@dataclass(frozen=True, slots=True)
class Level:
    """One step of proficiency, and where it is proposed to stand in other schemes."""

    id: str
    meaning: str
    name: str = ""
    eqf: tuple[int, ...] = ()
    ecf: tuple[str, ...] = ()
    cf_ds: str = ""


@dataclass(frozen=True, slots=True)
class Competency:
    """One thing that one must be able to do (a CASE CFItem), or a group of such things."""

    id: str
    uri: str
    code: str
    statement: str
    kind: str
    changed_at: datetime
    name: str = ""
    level: str = ""
    levels: tuple[str, ...] = ()
    role_groups: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    assessment_idea: str = ""
    source: str = ""
    origin: str = ""
    licence_note: str = ""
    release_note: str = ""
    relevance: Mapping[str, int] = field(default_factory=dict)
    carried: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class End:
    """One end of an association: a competency of this or another framework, or something outside."""

    title: str
    identifier: str
    uri: str


@dataclass(frozen=True, slots=True)
class Association:
    """How two competencies stand to each other (a CASE CFAssociation)."""

    id: str
    uri: str
    kind: str
    origin: End
    destination: End
    changed_at: datetime
    note: str = ""
    carried: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Framework:
    """A framework of competencies: what it is, its licence, its competencies and their associations.

    `carried`, here and in its parts, keeps what its CASE package says in terms that have no place here.
    """

    id: str
    identifier: str
    uri: str
    title: str
    creator: str
    status: str
    changed_at: datetime
    version: str = ""
    language: str = "en"
    source: str = ""
    licence_note: str = ""
    levels: tuple[Level, ...] = ()
    level_note: str = ""
    notes: tuple[str, ...] = ()
    profiles: Mapping[str, str] = field(default_factory=dict)
    competencies: tuple[Competency, ...] = ()
    associations: tuple[Association, ...] = ()
    carried: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def by_code(self) -> dict[str, Competency]:
        """Return the competencies by their code."""
        return {competency.code: competency for competency in self.competencies}

    @cached_property
    def _parents(self) -> dict[str, str]:
        codes = {competency.id: competency.code for competency in self.competencies}
        children = (a for a in self.associations if a.kind == "isChildOf")
        # What is a child of the document itself stands at the top.
        return {
            codes[a.origin.identifier]: codes[a.destination.identifier]
            for a in children
            if a.origin.identifier in codes and a.destination.identifier in codes
        }

    def parent(self, code: str) -> Competency | None:
        """Return the group or domain a competency stands in; None at the top."""
        above = self._parents.get(code)
        return self.by_code[above] if above else None

    def children(self, code: str) -> tuple[Competency, ...]:
        """Return what stands directly below a group or domain, in the framework's order."""
        return tuple(c for c in self.competencies if self._parents.get(c.code) == code)

    def related(self, code: str) -> tuple[Association, ...]:
        """Return what a competency is said to be related to."""
        own = self.by_code[code].id
        return tuple(a for a in self.associations if a.kind != "isChildOf" and a.origin.identifier == own)


def framework_problems(framework: Framework) -> Iterator[Problem]:
    """Say everything that is wrong with a well-formed framework."""
    for what in ("id", "code"):
        times = Counter(getattr(competency, what) for competency in framework.competencies)
        for value, count in times.items():
            if count > 1:
                yield Problem("CFItems", f"the {what} {value!r} stands {count} times")
    for i, competency in enumerate(framework.competencies):
        if not _is_uuid(competency.id):
            yield Problem(f"CFItems[{i}].identifier", f"must be a UUID; it is {competency.id!r}")
    yield from _end_problems(framework)
    yield from _circle_problems(framework)


def _end_problems(framework: Framework) -> Iterator[Problem]:
    known = {competency.id for competency in framework.competencies}
    inside = known | {framework.identifier}
    for i, association in enumerate(framework.associations):
        path = f"CFAssociations[{i}]"
        ends = (association.origin.identifier, association.destination.identifier)
        if association.kind == "isChildOf":
            if ends[0] not in known:
                yield Problem(f"{path}.originNodeURI", "is no competency of this framework")
            if ends[1] not in inside:
                yield Problem(f"{path}.destinationNodeURI", "is no competency of this framework")
        elif not inside.intersection(ends):
            yield Problem(f"{path}.originNodeURI", "is no competency of this framework")


def _circle_problems(framework: Framework) -> Iterator[Problem]:
    """Say where a competency stands below itself."""
    above: dict[str, list[str]] = {}
    for association in framework.associations:
        if association.kind == "isChildOf":
            above.setdefault(association.origin.identifier, []).append(association.destination.identifier)
    # What has nothing above it that is left is taken away, until only circles are left.
    waiting = {child: set(parents) & above.keys() for child, parents in above.items()}
    while free := {child for child, parents in waiting.items() if not parents}:
        waiting = {child: parents - free for child, parents in waiting.items() if child not in free}
    if waiting:
        titles = {competency.id: competency.code for competency in framework.competencies}
        circle = ", ".join(sorted(titles.get(child, child) for child in waiting)[:5])
        yield Problem("CFAssociations", f"some stand below themselves, or below such: {circle}")


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text.lower()
    except ValueError:
        return False
