"""Whether a credential stands: not withdrawn by its issuer, and within its dates.

Source: W3C, Bitstring Status List v1.0, section 3.2 (validate algorithm); W3C, Verifiable Credentials Data Model
v2.0, section 4.9 (validity period).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from testamur.credential.confined import Confine, here
from testamur.credential.contexts import vendored
from testamur.credential.findings import SEVERITY, Answer, Finding, Verdict, cannot_tell, no, reason, warning, yes
from testamur.credential.moments import day, moment
from testamur.credential.proof import issuer_of
from testamur.credential.requirements import STATUS_ENTRY, STATUS_LIST, requirement_problems
from testamur.credential.screening import context_problems, form_problems
from testamur.credential.secured import Secured, check_secured, read_secured
from testamur.credential.shapes import Shapes
from testamur.credential.slots import LIST_KIND
from testamur.credential.status import decode, is_set
from testamur.errors import DocumentError, Problem, Refused

Fetch = Callable[[str], bytes | Mapping[str, object]]
"""An address -> what is published there; raises `OSError`, `Refused` or `DocumentError` if it cannot be had."""

MAX_LISTS: Final = 4
"""So many lists are asked for; each may be slow to answer."""

WITHDRAWING: Final = {
    "revocation": (Verdict.REVOKED, "The issuer has revoked it"),
    "suspension": (Verdict.SUSPENDED, "The issuer has suspended it: as long as that stands, it does not count"),
}
"""What a set bit means, by the purpose of its list; any other purpose only informs."""


@dataclass(frozen=True, slots=True)
class StatusList:
    """A status list whose signature holds: what it is kept for, since when, and its bits."""

    purpose: str
    published: str
    bits: bytes


def check_status(
    document: Mapping[str, object],
    *,
    fetch_status: Fetch,
    did_document: Mapping[str, object],
    at: datetime,
    shapes: Shapes | None = None,
    confine: Confine = here,
) -> Finding:
    """Say whether the issuer has withdrawn a credential, by the lists that it names.

    Parameters
    ----------
    document : Mapping
        A credential of the right shape whose proof holds.
    fetch_status : callable
        Address -> the status list credential.
    did_document : Mapping
        The published keys of the credential's issuer, who must also have signed the list.
    at : datetime
        The moment for which to tell.
    shapes : Shapes, optional
        Where the shapes of status lists are kept, if the issuer is trusted.
    confine : callable, optional
        How to run what could be made costly, otherwise in this process.
    """
    findings = []
    entries = _entries(document)
    if len(entries) > MAX_LISTS:
        return cannot_tell(f"It names more than {MAX_LISTS} lists on which it could be withdrawn.")
    for entry in entries:
        try:
            problems = list(requirement_problems(entry, STATUS_ENTRY))
            if problems:
                raise DocumentError(problems, name="credentialStatus")
            url = str(entry["statusListCredential"])
            status_list = read_status_list(
                fetch_status(url),
                url=url,
                issuer=issuer_of(document),
                did_document=did_document,
                at=at,
                shapes=shapes,
                confine=confine,
            )
            findings.append(_finding(entry, status_list))
        except (DocumentError, Refused, OSError) as error:
            findings.append(cannot_tell(f"Whether it was withdrawn cannot be told now: {reason(error)}."))
    if not findings:
        return warning("Its issuer keeps no list on which it could be withdrawn.")
    return min(findings, key=lambda finding: SEVERITY.index(finding.verdict))


def _entries(document: Mapping[str, object]) -> list[Mapping[str, object]]:
    stated = document.get("credentialStatus", [])
    return [entry for entry in (stated if isinstance(stated, list) else [stated]) if isinstance(entry, Mapping)]


def _finding(entry: Mapping[str, object], status_list: StatusList) -> Finding:
    purpose, index = str(entry["statusPurpose"]), int(str(entry["statusListIndex"]))
    if purpose != status_list.purpose:
        raise Refused("status-list", "the list it names is kept for another purpose")
    if index >= len(status_list.bits) * 8:
        raise Refused("status-list", "the list it names is too short to hold it")
    known = f"list of {day(status_list.published)}"
    if is_set(status_list.bits, index) and purpose in WITHDRAWING:
        verdict, sentence = WITHDRAWING[purpose]
        return no(f"{sentence} ({known}).", verdict=verdict)
    return yes(f"The issuer has not withdrawn it ({known}).")


def read_status_list(
    source: bytes | Mapping[str, object],
    *,
    url: str,
    issuer: str,
    did_document: Mapping[str, object],
    at: datetime,
    shapes: Shapes | None = None,
    confine: Confine = here,
) -> StatusList:
    """Return the status list published at `url`, if this issuer signed it and it holds at that time.

    Raises
    ------
    DocumentError
        If it is not a status list credential.
    Refused
        If it is another list, another issuer's, not signed rightly, or out of date.
    """
    secured = read_secured(source, name="status list")
    document = secured.document
    text = source if isinstance(source, bytes) else None
    recognised = shapes.recognise(document, text=text, kind=LIST_KIND) if shapes and not secured.token else None
    problems: list[Problem] = []
    if not recognised:
        problems += [*context_problems(document, contexts=vendored()), *form_problems(document)]
        problems += requirement_problems(document, STATUS_LIST)
    if problems:
        raise DocumentError(problems, name="status list")
    if document["id"] != url:
        raise Refused("status-list", "another list is published where its status should be")
    if issuer_of(document) != issuer:
        raise Refused("status-list", "the list it names is somebody else's")
    if not recognised or not recognised.holds(did_document, at=at):
        _check_signed(secured, did_document=did_document, at=at, shapes=shapes, confine=confine)
    if check_validity(document, at=at).answer != Answer.YES:
        raise Refused("status-list", "the list it names is out of date")
    subject = cast("Mapping[str, object]", document["credentialSubject"])
    return StatusList(str(subject["statusPurpose"]), str(document["validFrom"]), decode(subject["encodedList"]))


def _check_signed(
    secured: Secured,
    *,
    did_document: Mapping[str, object],
    at: datetime,
    shapes: Shapes | None,
    confine: Confine,
) -> None:
    proof = check_secured(secured, did_document=did_document, at=at, confine=confine)
    if proof.answer != Answer.YES:
        raise Refused("status-list", f"the list it names is not to be trusted. {proof.sentence}")
    if shapes and not secured.token:
        shapes.learn(secured.document)


def check_validity(document: Mapping[str, object], *, at: datetime) -> Finding:
    """Say whether a credential of the right shape is within its dates, both ends included."""
    since = f"since {day(document['validFrom'])}" if "validFrom" in document else "at any time"
    if "validFrom" in document and at < moment(document["validFrom"]):
        sentence = f"It is valid only from {day(document['validFrom'])}."
        return no(sentence, verdict=Verdict.NOT_YET_VALID)
    if "validUntil" not in document:
        return yes(f"It is valid {since}, without an end.")
    until = day(document["validUntil"])
    if at > moment(document["validUntil"]):
        return no(f"It expired on {until}.", verdict=Verdict.EXPIRED)
    return yes(f"It is valid until {until}.")
