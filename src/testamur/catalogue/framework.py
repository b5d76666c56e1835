"""Frameworks of competencies, kept as CASE 1.1 packages.

Source: 1EdTech, Competencies and Academic Standards Exchange (CASE) 1.1, CFPackage. What CASE has no name for
stands in its ``extensions``.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import datetime
from functools import cached_property
from typing import Any, Final, TypeVar
from uuid import UUID

from testamur.documents import plain, shape
from testamur.errors import DocumentError, Problem

Shape = TypeVar("Shape")


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


@dataclass(frozen=True)
class Framework:
    """A framework of competencies: what it is, its licence, its competencies and their associations."""

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

    @cached_property
    def by_code(self) -> dict[str, Competency]:
        """Return the competencies by their code."""
        return {competency.code: competency for competency in self.competencies}

    @cached_property
    def _parents(self) -> dict[str, str]:
        codes = {competency.id: competency.code for competency in self.competencies}
        children = (a for a in self.associations if a.kind == "isChildOf")
        return {codes[a.origin.identifier]: codes[a.destination.identifier] for a in children}

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


# The names of CASE and ours; what is in neither column stands in "extensions" under our name.
_DOCUMENT: Final = {
    "identifier": "identifier",
    "uri": "uri",
    "title": "title",
    "creator": "creator",
    "version": "version",
    "adoptionStatus": "status",
    "language": "language",
    "officialSourceURL": "source",
    "lastChangeDateTime": "changed_at",
}
_ITEM: Final = {
    "identifier": "id",
    "uri": "uri",
    "humanCodingScheme": "code",
    "abbreviatedStatement": "name",
    "fullStatement": "statement",
    "CFItemType": "kind",
    "lastChangeDateTime": "changed_at",
}
_ASSOCIATION: Final = {
    "identifier": "id",
    "uri": "uri",
    "associationType": "kind",
    "originNodeURI": "origin",
    "destinationNodeURI": "destination",
    "lastChangeDateTime": "changed_at",
}


def framework_from_case(package: object, *, name: str = "") -> Framework:
    """Return the framework in a CASE 1.1 package.

    Raises
    ------
    DocumentError
        With every problem, by the names of the package.
    """
    if not isinstance(package, dict) or set(package) != {"CFDocument", "CFItems", "CFAssociations"}:
        wanted = "must hold exactly CFDocument, CFItems and CFAssociations"
        raise DocumentError([Problem("", wanted)], name=name)
    problems: list[Problem] = []
    competencies = _shaped(package, "CFItems", Competency, _ITEM, problems)
    associations = _shaped(package, "CFAssociations", Association, _ASSOCIATION, problems)
    document = _renamed(package["CFDocument"], _DOCUMENT)
    try:
        framework = shape(document, Framework)
    except DocumentError as error:
        problems += [Problem(_path("CFDocument", p.path, _DOCUMENT), p.sentence) for p in error.problems]
    if problems:
        raise DocumentError(problems, name=name)
    values = {f.name: getattr(framework, f.name) for f in fields(Framework)}
    whole = Framework(**{**values, "competencies": competencies, "associations": associations})
    problems += framework_problems(whole)
    if problems:
        raise DocumentError(problems, name=name)
    return whole


def _shaped(
    package: dict[str, Any], key: str, cls: type[Shape], names: dict[str, str], problems: list[Problem]
) -> tuple[Shape, ...]:
    if not isinstance(package[key], list):
        problems.append(Problem(key, "must be a list"))
        return ()
    values: list[Shape] = []
    for i, raw in enumerate(package[key]):
        try:
            values.append(shape(_renamed(raw, names), cls))
        except DocumentError as error:
            problems += [Problem(_path(f"{key}[{i}]", p.path, names), p.sentence) for p in error.problems]
    return tuple(values)


def _renamed(raw: object, names: dict[str, str]) -> object:
    if not isinstance(raw, dict):
        return raw
    extensions = raw.get("extensions", {})
    own = {names.get(key, key): value for key, value in raw.items() if key != "extensions"}
    return own | extensions if isinstance(extensions, dict) else own


def _path(start: str, path: str, names: dict[str, str]) -> str:
    """Return a problem's path in the words of the package."""
    ours = {own: case for case, own in names.items()}
    first, dot, rest = path.partition(".")
    return ".".join(part for part in (start, ours.get(first, first) + dot + rest) if part)


def as_case(framework: Framework) -> dict[str, Any]:
    """Return the framework as a CASE 1.1 package, ready for JSON."""
    document = {k: v for k, v in _stated(framework).items() if k not in ("competencies", "associations")}
    return {
        "CFDocument": _cased(document, _DOCUMENT),
        "CFItems": [_cased(_stated(c), _ITEM) for c in framework.competencies],
        "CFAssociations": [_cased(_stated(a), _ASSOCIATION) for a in framework.associations],
    }


def _stated(value: Framework | Competency | Association | Level) -> dict[str, Any]:
    """Return the attributes that say something, as plain data."""
    stated: dict[str, Any] = {}
    for attribute in fields(value):
        own = getattr(value, attribute.name)
        if own or attribute.default is MISSING:
            parts = isinstance(own, tuple) and any(isinstance(part, Level) for part in own)
            stated[attribute.name] = [_stated(part) for part in own] if parts else plain(own)
    return {key: item for key, item in stated.items() if item not in ((), [], {})}


def _cased(own: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    cased = {case: own.pop(ours) for case, ours in names.items() if ours in own}
    return cased | ({"extensions": own} if own else {})


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
    known = {competency.id for competency in framework.competencies}
    for i, association in enumerate(framework.associations):
        path = f"CFAssociations[{i}]"
        if association.origin.identifier not in known:
            yield Problem(f"{path}.originNodeURI", "is no competency of this framework")
        if association.kind == "isChildOf" and association.destination.identifier not in known:
            yield Problem(f"{path}.destinationNodeURI", "is no competency of this framework")


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
