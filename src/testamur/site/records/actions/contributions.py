"""Somebody proposes a fact about an offering, with its source; an editor accepts or declines it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext

from testamur.catalogue import FIELDS, Claim, Grade, Offering
from testamur.catalogue.contributing import addition_problems, is_personal, says, with_claim
from testamur.documents import plain
from testamur.errors import DocumentError, Problem, Refused
from testamur.site.records import market
from testamur.site.records.actions.audit import audit, tell
from testamur.site.records.actions.market import CONTENT, queue, record
from testamur.site.records.library import library
from testamur.site.records.models import (
    Contribution,
    ContributionDecision,
    OfferingVersion,
    Organisation,
    Person,
)
from testamur.site.records.permissions import may
from testamur.site.records.running import editions_modelled_on

MOST_A_DAY: Final = 20
"""Proposals of one person within 24 hours that still wait for an editor."""
LONGEST_REASON: Final = 1000
Kind = Contribution.Kind
LINKS: Final[Mapping[str, tuple[bool, bool]]] = {
    Kind.ADD: (False, False),
    Kind.CORRECT: (True, False),
    Kind.DISPUTE: (False, True),
}
"""For each kind, whether its claim replaces another, and whether it disputes one."""


@transaction.atomic
def propose(
    *, key: str, claim: Claim, kind: str, reason: str, interest: str, by: Person, at: datetime
) -> Contribution:
    """Keep a claim about an offering, for an editor to decide on.

    Raises
    ------
    Refused
        If the offering is not there, the same waits already, or too much of this person's does.
    DocumentError
        With everything that is wrong with the claim and what is said about it, by the claim's parts.
    """
    by = Person.objects.select_for_update().get(pk=by.pk)
    offering = _offering(key)
    wrong = [*problems(offering, claim, kind=kind, at=at), *_text_problems(reason, interest)]
    if wrong:
        raise DocumentError(wrong)
    lately = by.contributions.filter(decision=None, at__gt=at - timedelta(days=1))
    if lately.count() >= MOST_A_DAY:
        text = gettext(
            "%(n)d proposals of yours from the last day wait for an editor. Go on when some are decided."
        )
        raise Refused("contribution-limit", text % {"n": MOST_A_DAY})
    for other in Contribution.objects.filter(key=key, decision=None):
        if (says(other.proposed), other.proposed.source) == (says(claim), claim.source):
            text = gettext("The same fact from the same source waits for an editor already.")
            raise Refused("contribution-waits", text)
    made = Contribution.objects.create(
        key=key, kind=kind, claim=plain(claim), reason=reason.strip(), interest=interest.strip(), by=by, at=at
    )
    audit("contribution.propose", made, by=by, at=at, key=key, field=claim.field, kind=kind)
    return made


def _offering(key: str) -> Offering:
    offering = market.offering(key)
    if offering is None:
        raise Refused("contribution-offering", gettext("The catalogue holds no such offering."))
    return offering


def problems(offering: Offering, claim: Claim, *, kind: str, at: datetime) -> list[Problem]:
    """Return everything that is wrong with adding a claim to an offering now, by the claim's parts."""
    codes = frozenset(c.code for framework in library().frameworks.values() for c in framework.competencies)
    roles = frozenset(library().roles)
    found = list(addition_problems(offering, claim, on=at.date(), roles=roles, codes=codes))
    if LINKS[kind] != (bool(claim.supersedes), bool(claim.disputes)):
        found.append(Problem("", "a correction names the fact it replaces, a dispute the one it disputes"))
    return found


def _text_problems(reason: str, interest: str) -> list[Problem]:
    texts = {"reason": reason, "interest": interest}
    found = [
        Problem(name, f"is longer than {LONGEST_REASON} characters")
        for name, text in texts.items()
        if len(text) > LONGEST_REASON
    ]
    if is_personal(reason):
        found.append(Problem("reason", "holds an e-mail address or a telephone number; leave people out"))
    return found


@transaction.atomic
def decide(
    *,
    contribution: Contribution,
    accepted: bool,
    reason: str,
    organisation: Organisation,
    has_no_interest: bool,
    by: Person,
    at: datetime,
    grade: Grade | None = None,
) -> ContributionDecision:
    """Keep an editor's decision; an accepted claim makes the next version of the offering.

    `grade` is the editor's, where the proposed one does not stand. The claim is checked against the offering as it
    is now, whatever it was when the claim was proposed.

    Raises
    ------
    Refused
        If this person may not decide on it, gives no reason, or the offering has changed so that it cannot stand.
    """
    contribution = Contribution.objects.select_for_update().get(pk=contribution.pk)
    offering = _offering(contribution.key)
    _check_editor(contribution, offering, organisation, has_no_interest=has_no_interest, by=by)
    if hasattr(contribution, "decision"):
        raise Refused("contribution-decided", gettext("Another editor has decided on it already."))
    proposed = contribution.proposed
    claim = replace(proposed, grade=grade or proposed.grade)
    if not reason.strip() and (not accepted or claim.grade != proposed.grade):
        raise Refused("contribution-reason", gettext("Say why: the person who proposed it reads your reason."))
    version = _accepted(contribution, claim, by=by, at=at) if accepted else None
    made = ContributionDecision.objects.create(
        contribution=contribution,
        accepted=accepted,
        reason=reason.strip()[:LONGEST_REASON],
        version=version,
        organisation=organisation,
        by=by,
        at=at,
    )
    audit("contribution.decide", made, by=by, at=at, key=contribution.key, accepted=accepted, grade=claim.grade)
    _tell(made, offering, claim)
    return made


def _check_editor(
    contribution: Contribution,
    offering: Offering,
    organisation: Organisation,
    *,
    has_no_interest: bool,
    by: Person,
) -> None:
    """Refuse whoever is no editor, proposed it, or gains from it."""
    if not may(by, "catalogue.edit", organisation):
        raise Refused("contribution-editor", gettext("Only an editor of the catalogue decides on this."))
    if contribution.by_id == by.pk:
        raise Refused("contribution-own", gettext("Nobody decides on their own proposal: another editor has to."))
    if not has_no_interest:
        text = gettext("An editor who gains from the offering, or from a rival, leaves the decision to another.")
        raise Refused("contribution-interest", text)
    is_provider = organisation.name.casefold() == offering.provider.casefold()
    runs = editions_modelled_on([offering.id])[offering.id]
    if is_provider or any(edition.organisation_id == organisation.pk for edition in runs):
        text = gettext(
            "%(name)s offers this itself, or runs a programme in its format; another organisation decides."
        )
        raise Refused("contribution-party", text % {"name": organisation.name})


def _accepted(contribution: Contribution, claim: Claim, *, by: Person, at: datetime) -> OfferingVersion:
    """Keep the version with the claim; before the first, the version that our own file states."""
    queue()  # so that the offering is read as the last writer left it
    key = contribution.key
    if not OfferingVersion.objects.filter(key=key, is_newest=True).exists():
        record(_offering(key), origin=CONTENT, by=None, at=at)
    offering = _offering(key)
    if wrong := problems(offering, claim, kind=contribution.kind, at=at):
        told = "; ".join(str(problem) for problem in wrong)
        text = gettext("It cannot stand in the offering as it is now: %(why)s. Decline it, or mend the grade.")
        raise Refused("contribution-outdated", text % {"why": told})
    return record(with_claim(offering, claim), origin=f"contribution {contribution.pk}", by=by, at=at)


def _tell(made: ContributionDecision, offering: Offering, claim: Claim) -> None:
    words = {
        "fact": FIELDS[claim.field].title,
        "offering": offering.name,
        "reason": made.reason,
        "grade": claim.grade,
        "url": settings.URL + reverse("public:offering", args=[offering.id]),
    }
    said = (
        gettext("Your fact about %(offering)s (%(fact)s) was accepted, with grade %(grade)s, and is shown now.")
        if made.accepted
        else gettext("Your fact about %(offering)s (%(fact)s) was not accepted.")
    )
    lines = [said % words]
    if made.reason:
        lines.append(gettext("The editor's reason: %(reason)s") % words)
    lines.append(words["url"])
    subject = gettext("Your fact was accepted") if made.accepted else gettext("Your fact was not accepted")
    tell(made.contribution.by, subject=subject, text="\n\n".join(lines))
