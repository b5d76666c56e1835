"""Which places of a credential differ from one holder to the next: its slots.

All else, from the name of the issuer to the last alignment, is the same for every badge of one programme edition.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from testamur.credential.badge import Badge, Evidence
from testamur.credential.moments import stamp
from testamur.credential.shape_values import ADDRESS, INDEX, MOMENT, TEXT, ValueKind

Path = tuple[str | int, ...]
BADGE_KIND: Final = "OpenBadgeCredential"
LIST_KIND: Final = "BitstringStatusListCredential"
IDENTIFIER: Final = ("credentialSubject", "identifier", 0)
RESULT: Final = ("credentialSubject", "result")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands in the document, and the fixed text around it there."""

    path: Path
    before: str = ""
    after: str = ""

    def value_in(self, document: object) -> str | None:
        """Return the value that stands at this place of a document, if there is one."""
        text = at(document, self.path)
        if not isinstance(text, str) or not (text.startswith(self.before) and text.endswith(self.after)):
            return None
        return text[len(self.before) : len(text) - len(self.after)]


@dataclass(frozen=True, slots=True)
class Slot:
    """One value that varies: its kind, and every place where it stands."""

    kind: ValueKind
    places: tuple[Place, ...]


def at(document: object, path: Path) -> object:
    """Return what stands at a path of a JSON tree, or nothing."""
    for step in path:
        try:
            document = document[step]  # type: ignore[index]  # a wrong kind is caught
        except (KeyError, IndexError, TypeError):
            return None
    return document


def kind_of(document: Mapping[str, object]) -> str:
    """Return what kind of credential a document is, of the two that have slots."""
    kinds = document.get("type")
    listed = kinds if isinstance(kinds, list) else []
    return next((kind for kind in (BADGE_KIND, LIST_KIND) if kind in listed), "")


def slots_of(document: Mapping[str, object]) -> tuple[Slot, ...]:
    """Return the slots of a credential as we compose it, in the order of `badge_values`; none if it has none."""
    return tuple(FINDERS[kind](document)) if (kind := kind_of(document)) else ()


def _badge_slots(document: Mapping[str, object]) -> Iterator[Slot]:
    yield Slot(ADDRESS, (Place(("id",)), *_below(document)))
    yield Slot(MOMENT, (Place(("validFrom",)),))
    if "validUntil" in document:
        yield Slot(MOMENT, (Place(("validUntil",)),))
    if at(document, IDENTIFIER) is not None:
        yield Slot(TEXT, (Place((*IDENTIFIER, "identityHash")),))
        yield Slot(TEXT, (Place((*IDENTIFIER, "salt")),))
    results = at(document, RESULT)
    for index, result in enumerate(results if isinstance(results, list) else ()):
        if isinstance(result, dict) and "value" in result:
            yield Slot(TEXT, (Place((*RESULT, index, "value")),))
    if isinstance(document.get("credentialStatus"), dict):
        where = f"{at(document, ('credentialStatus', 'statusListCredential'))}#"
        index_in = Place(("credentialStatus", "statusListIndex"))
        yield Slot(INDEX, (index_in, Place(("credentialStatus", "id"), before=where)))


def _below(document: Mapping[str, object]) -> Iterator[Place]:
    """Yield the evidence that is named by the credential's own id and a fragment."""
    evidence, own = document.get("evidence"), f"{document.get('id')}#"
    for index, one in enumerate(evidence if isinstance(evidence, list) else ()):
        name = one.get("id") if isinstance(one, dict) else None
        if isinstance(name, str) and name.startswith(own):
            yield Place(("evidence", index, "id"), after="#" + name.removeprefix(own))


def _status_list_slots(_document: Mapping[str, object]) -> Iterator[Slot]:
    yield Slot(MOMENT, (Place(("validFrom",)),))
    yield Slot(MOMENT, (Place(("validUntil",)),))
    yield Slot(TEXT, (Place(("credentialSubject", "encodedList")),))


FINDERS: Final[Mapping[str, Callable[[Mapping[str, object]], Iterator[Slot]]]] = {
    BADGE_KIND: _badge_slots,
    LIST_KIND: _status_list_slots,
}
"""By kind of credential: what varies in one."""


def badge_values(badge: Badge) -> tuple[str, ...]:
    """Return what goes into the slots of the credential that says what a badge holds."""
    return (
        badge.id,
        stamp(badge.valid_from),
        *((stamp(badge.valid_until),) if badge.valid_until else ()),
        badge.recipient.identity_hash,
        badge.recipient.salt,
        *[result.value for result in badge.results if result.value],
        *((str(badge.status.index),) if badge.status else ()),
    )


def mould_of(badge: Badge, edition: int) -> Hashable:
    """Return all of a badge that does not vary: badges of one mould have one shape.

    The number of the edition stands for what all of its badges have in common: name, issuer, achievement and the
    documents that they are bound to.
    """
    return (
        edition,
        badge.valid_until is None,
        tuple([(result.description, result.status, bool(result.value)) for result in badge.results]),
        tuple([_evidence_mould(evidence, badge.id) for evidence in badge.evidence]),
        badge.status and (badge.status.list_url, badge.status.purpose),
    )


def _evidence_mould(evidence: Evidence, badge_id: str) -> tuple[bool, str, str, str]:
    own = f"{badge_id}#"
    return evidence.id.startswith(own), evidence.id.removeprefix(own), evidence.name, evidence.narrative


def family_of(document: Mapping[str, object]) -> tuple[str, str]:
    """Return by what the shapes that a document may have are found: its kind, and what it is about."""
    kind = kind_of(document)
    about = at(document, ("credentialSubject", "achievement", "id")) if kind == BADGE_KIND else document.get("id")
    return kind, about if isinstance(about, str) else ""
