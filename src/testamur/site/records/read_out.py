"""A Statement read out: the three criteria with their evidence in plain sentences, and who endorses it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testamur import credential
from testamur.credential import Answer, EndorsementReading, Fact, Statement, StatementReading
from testamur.credential.findings import reason
from testamur.credential.statement_fact import NOT_APPLICABLE, NOT_DONE, NOT_SAID, TOO_EARLY
from testamur.errors import DocumentError, Refused
from testamur.programme.criteria import Criterion, criteria_of, other_facts
from testamur.site.records import issuers
from testamur.site.records.models import Endorsement
from testamur.site.records.models import Statement as Kept

STATES: Final[Mapping[str, str | Promise]] = {
    TOO_EARLY: _("not yet enough data"),
    NOT_DONE: _("not done"),
    NOT_APPLICABLE: _("does not apply"),
    NOT_SAID: _("not said"),
}
TITLES: Final[Mapping[str, str | Promise]] = {
    "domain": _("Domain alignment"),
    "rigour": _("Assessment rigour"),
    "portability": _("Portability"),
}
FIRST: Final[Mapping[str, tuple[str, ...]]] = {
    "domain": ("audience", "clinical-data"),
    "rigour": ("passes", "proctoring", "identity", "cut", "cut-panel", "pass-rate", "reliability", "dif"),
    "portability": ("framework-mapping", "verification", "accreditation", "recognition"),
}
"""By criterion: the facts that stand before the others."""


@dataclass(frozen=True, slots=True)
class Line:
    """One fact, or several of which the same is said: titles, sentence, and its state if it is not known."""

    title: str
    sentence: str
    state: str | Promise = ""
    is_simulated: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """One criterion as a page shows it."""

    name: str
    title: str | Promise
    figure: str
    low: float
    high: float
    sentence: str
    first: tuple[Line, ...]
    further: tuple[Line, ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Endorsed:
    """One endorsement that is listed: who, what they say, and whether it holds now."""

    name: str
    issuer: str
    comment: str
    since: datetime | None
    holds: bool
    is_known: bool
    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class ReadOut:
    """A statement as a page shows it; where nothing is proven there is only the reading's sentence why."""

    reading: StatementReading
    criteria: tuple[Shown, ...] = ()
    others: tuple[Line, ...] = ()
    endorsements: tuple[Endorsed, ...] = ()
    is_superseded: bool = False

    @property
    def statement(self) -> Statement | None:
        """What it says, if that is proven."""
        return self.reading.statement

    @property
    def is_proven(self) -> bool:
        """Whether the credential's own issuer states it, and it is proven."""
        return self.reading.answer is Answer.YES


def read_out(document: Mapping[str, object], *, at: datetime) -> tuple[ReadOut, ...]:
    """Return the statements that a credential is bound to, read out; the credential's own proof must hold."""
    readings = credential.read_statements(document, network=issuers.published(), at=at)
    return tuple(_told(reading, at=at) for reading in readings)


def read_out_kept(kept: Kept, *, at: datetime) -> ReadOut:
    """Return one of our own statements, read out; if its proof holds no more, only that."""
    address, data = issuers.statement_url(kept), kept.document.encode()
    try:
        statement = credential.read_statement(data, network=issuers.published(), at=at)
    except (DocumentError, Refused, OSError) as error:
        return ReadOut(StatementReading(address, Answer.WARNING, f"It is not shown: {reason(error)}."))
    sentence = str(_("The issuer signed it, and not a letter was changed since."))
    return _told(StatementReading(address, Answer.YES, sentence, statement, data), at=at)


def _told(reading: StatementReading, *, at: datetime) -> ReadOut:
    if reading.statement is None:
        return ReadOut(reading)
    kept = Kept.objects.filter(document=reading.data.decode()).first() if _is_ours(reading.address) else None
    return ReadOut(
        reading,
        criteria=criteria_shown(reading.statement),
        others=tuple(lines(other_facts(reading.statement))),
        endorsements=endorsements_of(kept, at=at) if kept else (),
        is_superseded=hasattr(kept, "superseded_by") if kept else False,
    )


def _is_ours(address: str) -> bool:
    return address.startswith(f"{settings.URL}/statements/")


def criteria_shown(statement: Statement) -> tuple[Shown, ...]:
    """Return the three criteria of a statement as a page shows them."""
    return tuple(_shown(criterion) for criterion in criteria_of(statement))


def _shown(criterion: Criterion) -> Shown:
    first = [fact for fact in criterion.facts if _key(fact) in FIRST[criterion.name]]
    first.sort(key=lambda fact: FIRST[criterion.name].index(_key(fact)))
    further = [fact for fact in criterion.facts if fact not in first]
    return Shown(
        name=criterion.name,
        title=TITLES[criterion.name],
        figure=criterion.figure,
        low=criterion.low,
        high=criterion.high,
        sentence=criterion.sentence,
        first=tuple(lines(first)),
        further=tuple(lines(further)),
        open=criterion.open,
    )


def _key(fact: Fact) -> str:
    """Return by what a fact is put first; what is said of each form is put first as what is said of the exam."""
    return fact.key.rpartition(".")[2] if fact.key.startswith("form.") else fact.key


def lines(facts: Iterable[Fact]) -> list[Line]:
    """Return facts line by line; those that are not known for the same reason share one."""
    found: dict[tuple[str, str], Line] = {}
    for number, fact in enumerate(facts):
        key = (fact.state, fact.sentence if not fact.is_known else str(number))
        if key in found:
            found[key] = replace(found[key], title=f"{found[key].title}; {fact.title}")
        else:
            found[key] = Line(fact.title, fact.sentence, STATES.get(fact.state, ""), fact.is_simulated)
    return list(found.values())


def endorsements_of(kept: Kept, *, at: datetime) -> tuple[Endorsed, ...]:
    """Return the endorsements of a statement that are listed, each checked anew."""
    listed = kept.endorsements.filter(withdrawal=None).select_related("organisation")
    return tuple(_endorsed(one, kept, at=at) for one in listed)


def _endorsed(endorsement: Endorsement, kept: Kept, *, at: datetime) -> Endorsed:
    reading = endorsement_reading(endorsement, kept, at=at)
    said = reading.endorsement
    return Endorsed(
        name=said.issuer.name if said else endorsement.issuer,
        issuer=endorsement.issuer,
        comment=said.comment if said else "",
        since=said.valid_from if said else None,
        holds=said is not None,
        is_known=reading.is_known,
        sentence=reading.sentence,
        url=endorsement_url(endorsement),
    )


def endorsement_url(endorsement: Endorsement) -> str:
    """Return where an endorsement is published here."""
    return f"{settings.URL}/endorsements/{endorsement.identifier}"


def endorsement_reading(endorsement: Endorsement, kept: Kept, *, at: datetime) -> EndorsementReading:
    """Return whether a listed endorsement holds, by the keys of the day on which it was listed if from outside."""
    published = issuers.published()
    if endorsement.keys:
        keys = endorsement.keys.encode()
        published = replace(published, resolve=lambda _did: keys)
    return credential.read_endorsement(
        endorsement.document.encode(),
        statement=credential.RelatedResource(issuers.statement_url(kept), kept.integrity),
        network=published,
        at=at,
        known_issuers=issuers.known_issuers(),
    )
