"""What one person may add to an offering: whose word it is, what grade that earns, and what is wrong with it."""

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal
from urllib.parse import urlsplit

from testamur.catalogue.claim import Claim, Grade, Interest, first_day, is_date, replaced
from testamur.catalogue.field import FIELDS
from testamur.catalogue.offering import Offering, offering_problems
from testamur.errors import Problem

Teller = Literal["provider", "authority", "independent", "partner", "rival", "copy", "heard"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose word a source is, in words; the grade it earns on what the provider controls, and on the rest."""

    words: str
    grade: Grade
    elsewhere: Grade
    interest: Interest = ""


TELLERS: Final[dict[Teller, Standing]] = {
    "provider": Standing("the provider's own page or document", "B", "D", "self"),
    "authority": Standing("an accreditor, a regulator, a law or a peer-reviewed study", "A", "A"),
    "independent": Standing("independent press, a professional body or a colleague's published account", "C", "C"),
    "partner": Standing("somebody who sells it, delivers it or is paid for it", "D", "D", "self"),
    "rival": Standing("somebody who offers something else instead", "D", "D", "rival"),
    "copy": Standing("a list, a copy, or a page without author or date", "E", "E"),
    "heard": Standing("nobody in writing; I was told, or I conclude it", "U", "U"),
}
LONGEST: Final[dict[str, int]] = {"text": 600, "word": 120, "words": 40, "source": 500, "note": 600}
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
_TELEPHONE: Final = re.compile(
    r"(?<![\w./-])(?:\+\d|\(?0\d)[\d ()/-]{7,}\d(?![\w-])|(?<![\w./-])\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?![\w-])"
)
_PRIVATE: Final = (".local", ".localhost", ".internal", ".lan", ".home.arpa", ".onion", ".test", ".invalid")


def standing(field: str, teller: Teller) -> tuple[Grade, Interest]:
    """Return the grade and interest of a source's word on a field.

    A provider's word on itself is B on what it controls; beyond that, and for everybody who gains from it, D.
    """
    told = TELLERS[teller]
    is_own = teller == "provider" and FIELDS[field].controlled
    grade = told.grade if FIELDS[field].controlled else told.elsewhere
    return grade, "" if is_own else told.interest


def addition_problems(
    offering: Offering, claim: Claim, *, on: date, roles: frozenset[str], codes: frozenset[str]
) -> Iterator[Problem]:
    """Say everything that is wrong with adding a claim to an offering on a day; paths are those of the claim."""
    place = f"claim[{len(offering.claim)}]."
    added = replace(offering, claim=(*offering.claim, claim))
    for problem in offering_problems(added, roles=roles, codes=codes):
        if problem.path.startswith(place):
            yield Problem(problem.path.removeprefix(place), problem.sentence)
    yield from _source_problems(claim.source)
    yield from _date_problems(claim, on=on)
    yield from _length_problems(claim)
    yield from _personal_problems(claim)
    if claim.interest and claim.grade in ("A", "B", "C"):
        yield Problem(
            "grade", "an interested party's word is D at best, except the provider's on what it controls"
        )
    if claim.id in {other.id for other in offering.claim}:
        yield Problem("", "this offering holds exactly this fact already")
    yield from _target_problems(offering, claim)


def _target_problems(offering: Offering, claim: Claim) -> Iterator[Problem]:
    ended = replaced(offering.claim, at=None)
    target = next((c for c in offering.claim if c.id in (claim.supersedes, claim.disputes)), None)
    if target is None:
        return
    if target.id in ended:
        yield Problem("", "the fact it speaks of has been replaced already")
    if claim.disputes and says(claim) == says(target):
        yield Problem("value", "says the same as the fact it disputes")
    if claim.supersedes and (says(claim), claim.source, claim.seen) == (says(target), target.source, target.seen):
        yield Problem("value", "says the same as the fact it replaces, and was not read on another day")


def says(claim: Claim) -> tuple[object, ...]:
    """Return what a claim says, without who says it and when."""
    return claim.field, claim.value, claim.low, claim.high, claim.unit, claim.valid_from, claim.valid_to


def _source_problems(source: str) -> Iterator[Problem]:
    if "://" not in source and not source.startswith("http:"):
        if len(re.findall(r"\w", source)) < 4:
            yield Problem("source", "must be an address, or the name of a document that somebody else can find")
        return
    try:
        parts = urlsplit(source)
        host = parts.hostname or ""
        is_plain = parts.scheme in ("http", "https") and bool(host) and "@" not in parts.netloc
    except ValueError:
        is_plain, host = False, ""
    if not is_plain or any(character.isspace() for character in source):
        yield Problem("source", "must be a plain address that begins with https:// or http://")
    elif not _is_public(host):
        yield Problem("source", "must be an address that everybody can reach, not one inside a network")


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host.strip(".") and not f".{host}".endswith(_PRIVATE) and not host.replace(".", "").isdigit()


def _date_problems(claim: Claim, *, on: date) -> Iterator[Problem]:
    for name, words in (("seen", "read"), ("as_of", "stated")):
        text = getattr(claim, name)
        if text and is_date(text) and first_day(text) > on:
            yield Problem(name, f"lies in the future; nobody has {words} it yet")
    if claim.field == "starts" and isinstance(claim.value, tuple):
        for word in claim.value:
            if not (is_date(word) and len(word) > 4):
                yield Problem("value", f"{word!r} is no date such as 2027-02-01 or 2027-02")
    if not claim.seen:
        yield Problem("seen", "is missing; say on which day you read it")


def _length_problems(claim: Claim) -> Iterator[Problem]:
    words = claim.value if isinstance(claim.value, tuple) else ()
    if isinstance(claim.value, str) and len(claim.value) > LONGEST["text"]:
        yield Problem("value", f"is longer than {LONGEST['text']} characters")
    if len(words) > LONGEST["words"]:
        yield Problem("value", f"holds more than {LONGEST['words']} entries")
    if any(len(word) > LONGEST["word"] for word in words):
        yield Problem("value", f"holds an entry of more than {LONGEST['word']} characters")
    for name in ("source", "note"):
        if len(getattr(claim, name)) > LONGEST[name]:
            yield Problem(name, f"is longer than {LONGEST[name]} characters")


def _personal_problems(claim: Claim) -> Iterator[Problem]:
    texts = {"value": claim.value, "note": claim.note, "source": claim.source}
    for name, text in texts.items():
        whole = " ".join(text) if isinstance(text, tuple) else text
        if isinstance(whole, str) and is_personal(whole, address=name == "source"):
            yield Problem(name, "holds an e-mail address or a telephone number; leave people out")


def is_personal(text: str, *, address: bool = False) -> bool:
    """Say whether a text holds an e-mail address or, unless it is itself an address, a telephone number."""
    return bool(_MAIL.search(text)) or (not address and bool(_TELEPHONE.search(text)))


def with_claim(offering: Offering, claim: Claim) -> Offering:
    """Return the offering with a claim added, and with what that settles.

    What the claim states is no longer listed as unknown. An offering nobody had confirmed counts as seen once a
    source of grade A, B or C states that it exists, or its name.
    """
    field = FIELDS[claim.field]
    names = {field.name.casefold(), field.title.casefold()}
    is_known = claim.grade != "U"
    unknown = tuple(text for text in offering.unknown if not (is_known and text.casefold() in names))
    confirms = claim.field in ("existence", "name") and claim.grade in ("A", "B", "C") and not claim.disputes
    is_pinned_down = offering.status != "credential-not-identified"
    return replace(
        offering,
        claim=(*offering.claim, claim),
        unknown=unknown,
        status="confirmed-exists" if confirms and is_pinned_down else offering.status,
    )
