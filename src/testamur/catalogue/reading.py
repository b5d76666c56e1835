"""Read the catalogue from its folders, and say everything that is wrong with every file at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from testamur.catalogue.case import framework_from_case
from testamur.catalogue.claim import Claim
from testamur.catalogue.framework import Framework
from testamur.catalogue.offering import Offering, identity_problems, offering_problems
from testamur.catalogue.role import Role, role_problems
from testamur.documents import read_json, read_toml, shape
from testamur.errors import DocumentError, Problem

Noun = TypeVar("Noun", Framework, Role, Offering)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The frameworks, roles and offerings of one content folder, each by its id."""

    frameworks: Mapping[str, Framework]
    roles: Mapping[str, Role]
    offerings: Mapping[str, Offering]


def read_catalogue(folder: Path) -> Catalogue:
    """Return the frameworks, roles and offerings below a content folder, checked against each other.

    Raises
    ------
    DocumentError
        With every problem of every file.
    """
    frameworks = read_frameworks(folder / "frameworks")
    roles = read_roles(folder / "roles", frameworks=frameworks)
    offerings = read_offerings(folder / "offerings", frameworks=frameworks, roles=roles)
    return Catalogue(frameworks, roles, offerings)


def read_frameworks(folder: Path, *, beside: Mapping[str, Framework] | None = None) -> dict[str, Framework]:
    """Return every CASE package in a folder by its id, which is the file's name.

    Its competencies may be related to those of the frameworks `beside`.

    Raises
    ------
    DocumentError
        With every problem of every file.
    """
    frameworks = _read_all(folder.glob("*.json"), _read_framework)
    problems = list(association_problems(frameworks, beside=beside or {}))
    if problems:
        raise DocumentError(problems)
    return frameworks


def read_roles(folder: Path, *, frameworks: Mapping[str, Framework] | None = None) -> dict[str, Role]:
    """Return every role in a folder by its id; with `frameworks`, its targets are looked up in them.

    Raises
    ------
    DocumentError
        With every problem of every file.
    """
    levels = {c.code: c.level for f in (frameworks or {}).values() for c in f.competencies}

    def read(path: Path) -> Role:
        role = shape(read_toml(path, name=path.name), Role, name=path.name)
        return _checked(role, role_problems(role, levels=levels), path)

    return _read_all(folder.glob("*.toml"), read)


def read_offerings(
    folder: Path,
    *,
    frameworks: Mapping[str, Framework] | None = None,
    roles: Mapping[str, Role] | None = None,
) -> dict[str, Offering]:
    """Return every offering in a folder by its id; with `frameworks` and `roles`, what it names is looked up.

    Raises
    ------
    DocumentError
        With every problem of every file.
    """
    codes = frozenset(c.code for f in (frameworks or {}).values() for c in f.competencies)
    names = frozenset(roles or {})

    def read(path: Path) -> Offering:
        offering = read_offering(path)
        return _checked(offering, offering_problems(offering, roles=names, codes=codes), path)

    offerings = _read_all(folder.glob("*.toml"), read)
    problems = list(identity_problems(offerings))
    if problems:
        raise DocumentError(problems)
    return offerings


def read_offering(source: Path | bytes, *, name: str = "") -> Offering:
    """Return the well-formed offering in one TOML file; its sense is for `offering_problems`."""
    name = name or (source.name if isinstance(source, Path) else "")
    offering = shape(read_toml(source, name=name), Offering, name=name)
    return with_frozen_claims(offering)


def offering_of(document: object, *, name: str = "") -> Offering:
    """Return the well-formed offering that a JSON document states; its sense is for `offering_problems`."""
    return with_frozen_claims(shape(document, Offering, name=name))


def claim_of(document: object, *, name: str = "") -> Claim:
    """Return the well-formed claim that a JSON document states; its sense is for `claim_problems`."""
    return _frozen(shape(document, Claim, name=name))


def with_frozen_claims(offering: Offering) -> Offering:
    """Return the offering with the lists among its claims' values as tuples."""
    return replace(offering, claim=tuple(_frozen(claim) for claim in offering.claim))


def _frozen(claim: Claim) -> Claim:
    return replace(claim, value=tuple(claim.value)) if isinstance(claim.value, list) else claim


def _read_framework(path: Path) -> Framework:
    return _checked(framework_from_case(read_json(path, name=path.name), name=path.name), (), path)


def _checked(noun: Noun, problems: Iterable[Problem], path: Path) -> Noun:
    found = list(problems)
    if noun.id != path.stem:
        found.insert(0, Problem("id", f"must be the file's name, {path.stem!r}; it is {noun.id!r}"))
    if found:
        raise DocumentError(found, name=path.name)
    return noun


def _read_all(paths: Iterable[Path], read: Callable[[Path], Noun]) -> dict[str, Noun]:
    nouns: dict[str, Noun] = {}
    problems: list[Problem] = []
    for path in sorted(paths):
        try:
            nouns[path.stem] = read(path)
        except DocumentError as error:
            problems += [
                Problem(":".join(part for part in (error.name, problem.path) if part), problem.sentence)
                for problem in error.problems
            ]
    if problems:
        raise DocumentError(problems)
    return nouns


def association_problems(
    frameworks: Mapping[str, Framework], *, beside: Mapping[str, Framework]
) -> Iterator[Problem]:
    """Say which associations point at a competency that no framework here holds."""
    known = {c.id for f in (*frameworks.values(), *beside.values()) for c in f.competencies}
    for framework in frameworks.values():
        for i, association in enumerate(framework.associations):
            end = association.destination
            if end.uri.startswith("urn:uuid:") and end.identifier not in known:
                path = f"{framework.id}.json:CFAssociations[{i}].destinationNodeURI"
                yield Problem(path, f"no framework here holds {end.title!r}")
