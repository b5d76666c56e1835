"""Facts from readers in the worked example: a simulated mark, what readers said about it, and who decides on it.

Everything here is about an offering that nobody sells, so that no real provider has a made-up fact on its page; an
organisation holds it, so that no advice ever ranks it.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from testamur.catalogue import Claim, Offering
from testamur.site.records.actions import contributions
from testamur.site.records.actions.market import record
from testamur.site.records.models import Contribution, Membership, Organisation, Person

KEY: Final = "simulated-ward-ai-mark"
EDITORS: Final = "open-guide-editors"
HOUSE: Final = "Meadow College (simulated)"
PAGE: Final = "https://meadow-college.example.org/ward-ai-mark"
PRESS: Final = "https://ward-news.example.org/meadow-college-raises-its-fee"


def tell_facts(*, person: Callable[[str], Person], at: datetime) -> None:
    """Let readers add, correct and dispute facts about a simulated offering, and editors decide on all but one."""
    read = (at - timedelta(days=120)).date().isoformat()
    price = Claim("price", PAGE, "B", 900, unit="USD", seen=read, note="Simulated.")
    record(_mark(price), origin="import of the worked example", by=None, at=at - timedelta(days=120))
    organisation = Organisation.objects.create(
        slug=EDITORS, name="Open Guide Editors (simulated)", url=settings.URL, is_simulated=True
    )
    for name in ("Edna Editor", "Emil Editor"):
        Membership.objects.create(organisation=organisation, person=person(name), duty=Membership.Duty.EDITOR)

    def decided(claim: Claim, kind: str, *, days_ago: int, accepted: bool, reason: str) -> None:
        contributions.decide(
            contribution=_said(claim, kind, by=person("Rosa Reader"), at=at - timedelta(days=days_ago)),
            accepted=accepted,
            reason=reason,
            organisation=organisation,
            has_no_interest=True,
            by=person("Edna Editor"),
            at=at - timedelta(days=days_ago - 1),
        )

    press = replace(price, source=PRESS, grade="C", value=1200, seen=_day(at, 40), disputes=price.id)
    decided(press, "dispute", days_ago=40, accepted=True, reason="The article says so; the page has not changed.")
    again = replace(price, value=950, seen=_day(at, 20), supersedes=price.id)
    decided(again, "correct", days_ago=20, accepted=True, reason="")
    heard = Claim(
        "areas", "A colleague told me", "U", "Wards and day clinics.", seen=_day(at, 12), note="Simulated."
    )
    decided(
        heard, "add", days_ago=12, accepted=False, reason="Nobody else can look this up. Send the page you saw."
    )
    hours = Claim("hours", PAGE, "B", 12, unit="hours", seen=_day(at, 2), note="Simulated.")
    _said(hours, "add", by=person("Rosa Reader"), at=at - timedelta(days=2), reason="In the box on the right.")


def _mark(price: Claim) -> Offering:
    exists = Claim("existence", PAGE, "B", "It has a page of its own.", seen=price.seen, note="Simulated.")
    return Offering(
        id=KEY,
        name="Ward AI Readiness Mark (simulated)",
        provider=HOUSE,
        holder="organisation",
        status="confirmed-exists",
        note="Simulated for the worked example; nobody sells it.",
        unknown=("hours", "who assesses it"),
        claim=(exists, price),
        page=PAGE,
    )


def _day(at: datetime, days_ago: int) -> str:
    return (at - timedelta(days=days_ago)).date().isoformat()


def _said(claim: Claim, kind: str, *, by: Person, at: datetime, reason: str = "") -> Contribution:
    return contributions.propose(key=KEY, claim=claim, kind=kind, reason=reason, interest="", by=by, at=at)
