"""Makers of the contributions and versions that the tests of the catalogue share."""

from dataclasses import replace
from datetime import timedelta

from people import AT

from testamur.catalogue import Claim
from testamur.site.records.actions import contributions

KEY = "rsna-imaging-ai-foundational"
PAGE = "https://www.rsna.org/ai-certificate"
PRICE = Claim("price", PAGE, "B", 1, unit="USD", seen="2026-03-01")
NEWER = replace(PRICE, value=2, seen="2026-03-02", supersedes=PRICE.id)
DISPUTE = replace(PRICE, value=3, grade="C", source="https://press.example.org/a", disputes=NEWER.id)


def proposed(claim=PRICE, *, by, key=KEY, at=AT, interest="", reason=""):
    """Propose a claim, of the kind that its links make it."""
    kind = "correct" if claim.supersedes else "dispute" if claim.disputes else "add"
    return contributions.propose(key=key, claim=claim, kind=kind, reason=reason, interest=interest, by=by, at=at)


def accepted(claim=PRICE, *, by, editor, organisation, key=KEY, at=AT, interest=""):
    """Propose a claim, and have an editor accept it an hour later."""
    return contributions.decide(
        contribution=proposed(claim, by=by, key=key, at=at, interest=interest),
        accepted=True,
        reason="",
        organisation=organisation,
        has_no_interest=True,
        by=editor,
        at=at + timedelta(hours=1),
    )
