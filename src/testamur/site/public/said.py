"""What a credential says, as text for people. Read it only from a credential whose proof holds.

The document may be anybody's: what is not there, or is not of the standard's shape, reads as nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from testamur.credential.moments import is_moment, moment

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a name and perhaps an address that may be followed."""

    name: str
    url: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One result: the scale's name, the value, and where the scale ends and passes."""

    name: str
    value: str
    most: str = ""
    needed: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What the credential says; times have a zone, texts may be empty."""

    id: str
    achievement: Named
    issuer: Named
    issuer_id: str
    criteria: Named
    valid_from: datetime | None
    valid_until: datetime | None
    results: tuple[Result, ...]
    alignments: tuple[Named, ...]
    evidence: tuple[Named, ...]


def said(document: Json) -> Said:
    """Return what a credential says."""
    subject = _object(document.get("credentialSubject"))
    achievement = _object(subject.get("achievement"))
    issuer = document.get("issuer")
    profile = _object(issuer)
    issuer_id = text(profile.get("id")) or text(issuer)
    criteria = _object(achievement.get("criteria"))
    return Said(
        id=text(document.get("id")),
        achievement=_named(achievement, "name", "id", "description"),
        issuer=Named(text(profile.get("name")) or issuer_id, link(profile.get("url"))),
        issuer_id=issuer_id,
        criteria=Named("", link(criteria.get("id")), text(criteria.get("narrative"))),
        valid_from=_moment(document.get("validFrom")),
        valid_until=_moment(document.get("validUntil")),
        results=_results(subject, achievement),
        alignments=tuple(
            _named(a, "targetName", "targetUrl", "targetFramework") for a in _objects(achievement.get("alignment"))
        ),
        evidence=tuple(_named(e, "name", "id", "narrative") for e in _objects(document.get("evidence"))),
    )


def _results(subject: Json, achievement: Json) -> tuple[Result, ...]:
    scales = {text(scale.get("id")): scale for scale in _objects(achievement.get("resultDescription"))}
    found = []
    for result in _objects(subject.get("result")):
        scale = scales.get(text(result.get("resultDescription")), {})
        value = text(result.get("value")) or text(result.get("status"))
        most, needed = text(scale.get("valueMax")), text(scale.get("requiredValue"))
        found.append(Result(text(scale.get("name")), value, most, needed))
    return tuple(found)


def text(value: object) -> str:
    """Return a text, or a text in a language; anything else is none."""
    if isinstance(value, Mapping) and "@value" in value:
        value = value["@value"]
    return value if isinstance(value, str) else ""


def link(value: object) -> str:
    """Return an address that a page may link to; anything but plain web addresses is none."""
    address = text(value)
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and parts.hostname else ""


def _named(value: Json, name: str, url: str, more: str) -> Named:
    return Named(text(value.get(name)), link(value.get(url)), text(value.get(more)))


def _object(value: object) -> Json:
    return value if isinstance(value, Mapping) else {}


def _objects(value: object) -> list[Json]:
    listed = value if isinstance(value, list) else [value]
    return [element for element in listed if isinstance(element, Mapping)]


def _moment(value: object) -> datetime | None:
    return moment(value) if is_moment(value) else None
