"""Check an offline kit, and nothing but it.

It comes from the holder, so what it says of the issuer's keys is the holder's word: only who knows a key by
another way gets a verdict from it. Whether it was withdrawn is told for the day of the list in the kit.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from testamur.credential.findings import SEVERITY, Answer, Verdict
from testamur.credential.kit import Kit
from testamur.credential.moments import moment
from testamur.credential.published_keys import FORMATS
from testamur.credential.statement_reading import Published
from testamur.credential.verification import Step, Verification, verify
from testamur.errors import DocumentError, Refused

UNCONFIRMED: Final = Step(
    "issuer",
    Answer.WARNING,
    "The issuer's keys come from the kit itself, so anybody could have made them. Give the key that you know.",
)
CONFIRMED: Final = Step("issuer", Answer.YES, "Its issuer's key in the kit is one that you gave.")
UNKNOWN: Final = Step("issuer", Answer.YES, "The kit holds its issuer's keys; only those that you gave count.")
SINCE: Final = "Whether it has since, only the issuer's own list can tell."


def verify_kit(
    kit: Kit,
    *,
    at: datetime,
    keys: Collection[str] = (),
    known_issuers: Collection[str] = (),
    holder: str = "",
) -> Verification:
    """Check the credential in a kit without a network.

    Parameters
    ----------
    kit : Kit
        The kit.
    at : datetime
        The moment for which to tell, with a time zone.
    keys : collection of str
        The public keys, as Multikey, that the asker knows to be the issuer's.
    known_issuers : collection of str, optional
        The DIDs that the asker knows.
    holder : str, optional
        Whose it is said to be, as for `verify`.

    Returns
    -------
    Verification
        Without any key that is known otherwise the verdict is at best ``cannot tell``, without the content.
    """
    documents = {did: _with_keys(document, keys) for did, document in kit.did_documents.items()}

    def verified(moment_of_list: datetime) -> Verification:
        return verify(
            kit.credential,
            resolve=lambda did: _from_kit(documents, did),
            fetch_status=lambda url: _from_kit(kit.status_lists, url),
            at=moment_of_list,
            known_issuers=known_issuers,
            holder=holder,
        )

    found = verified(at)
    if found.step("proof").answer is Answer.YES and found.step("status").answer is Answer.CANNOT_TELL:
        earlier = [verified(listed_at) for listed_at in _list_moments(kit) if listed_at <= at]
        found = next((_as_of(found, then) for then in earlier if _has_status(then)), found)
    if keys:
        return _with_issuer(found, CONFIRMED)
    unconfirmed = _with_issuer(found, UNCONFIRMED)
    verdict = min((found.verdict, Verdict.CANNOT_TELL), key=SEVERITY.index)
    return replace(unconfirmed, verdict=verdict, credential=None)


def kit_published(kit: Kit, *, keys: Collection[str]) -> Published:
    """Return how to have what a kit holds and nothing else, for the statements in it; only these keys count."""
    documents = {did: _with_keys(document, keys) for did, document in kit.did_documents.items()}

    def statement(address: str) -> bytes:
        if address not in kit.statements:
            raise Refused("kit", "it is not in the kit")
        return kit.statements[address]

    return Published(
        resolve=lambda did: _from_kit(documents, did),
        fetch_status=lambda url: _from_kit(kit.status_lists, url),
        fetch=statement,
    )


def _list_moments(kit: Kit) -> list[datetime]:
    moments = []
    for listing in kit.status_lists.values():
        try:
            moments.append(moment(listing.get("validFrom")))
        except DocumentError:
            continue
    return moments


def _has_status(then: Verification) -> bool:
    return then.step("status").answer is not Answer.CANNOT_TELL


def _as_of(found: Verification, then: Verification) -> Verification:
    """Return the answer for now with the status of the day on which the list was signed."""
    status = then.step("status")
    if status.answer is not Answer.NO:
        status = replace(status, answer=Answer.WARNING, sentence=f"{status.sentence} {SINCE}")
    verdicts = {then.verdict} if found.verdict is Verdict.CANNOT_TELL else {then.verdict, found.verdict}
    steps = tuple(status if one.name == "status" else one for one in found.steps)
    return replace(found, verdict=min(verdicts, key=SEVERITY.index), steps=steps)


def _with_issuer(found: Verification, said: Step) -> Verification:
    """Return the answer with this step for the issuer's keys, if the signature was looked at at all."""
    if found.step("issuer").answer is not Answer.YES:
        return found
    if said is CONFIRMED and found.step("proof").answer is not Answer.YES:
        said = UNKNOWN
    return replace(found, steps=tuple(said if one.name == "issuer" else one for one in found.steps))


def _from_kit(documents: Mapping[str, Mapping[str, object]], name: str) -> Mapping[str, object]:
    if name not in documents:
        raise Refused("kit", f"{name} is not in the kit")
    return documents[name]


def _with_keys(document: Mapping[str, object], keys: Collection[str]) -> Mapping[str, object]:
    """Return a DID document with those of its keys only that are known otherwise; with all, if none are."""
    described = document.get("verificationMethod")
    if not keys:
        return document
    methods = described if isinstance(described, list) else []
    known = [method for method in methods if isinstance(method, dict) and _multikey(method) in keys]
    stated = document.get("assertionMethod")
    named = [one for one in stated if isinstance(one, str)] if isinstance(stated, list) else []
    return {**document, "verificationMethod": known, "assertionMethod": named}


def _multikey(method: Mapping[str, object]) -> str:
    try:
        return FORMATS[str(method.get("type"))](method).multibase
    except (KeyError, DocumentError, Refused):
        return ""
