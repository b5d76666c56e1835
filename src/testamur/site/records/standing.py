"""What our register knows of a withdrawn credential beyond its one bit: revoked or suspended, since when, and why.

On a list kept for suspension a credential that was revoked is set like a suspended one, since other verifiers take
one list for each credential. Here the register tells them apart.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext

from testamur.credential import Answer, Verdict, Verification
from testamur.site.records.models import Credential, Ground, Revocation, Suspension

WITHDRAWN: Final = frozenset({Verdict.REVOKED, Verdict.SUSPENDED})


def as_recorded(verification: Verification) -> Verification:
    """Return the answer; about a withdrawn credential of ours, with what the register knows of it."""
    if verification.verdict not in WITHDRAWN or verification.credential is None:
        return verification
    row = own_credential(str(verification.credential.get("id")))
    if row is None:
        return verification
    if hasattr(row, "revocation"):
        return _said(verification, Verdict.REVOKED, revoked(row.revocation))
    return _said(verification, Verdict.SUSPENDED, suspended(row.suspension)) if row.suspension else verification


def own_credential(address: str) -> Credential | None:
    """Return our credential with this address, if there is one."""
    prefix = f"{settings.URL}/credentials/"
    try:
        identifier = UUID(address.removeprefix(prefix))
    except ValueError:
        return None
    related = Credential.objects.select_related("revocation").prefetch_related("suspensions")
    return related.filter(identifier=identifier).first() if address.startswith(prefix) else None


def _said(verification: Verification, verdict: Verdict, sentence: str) -> Verification:
    steps = [
        replace(step, answer=Answer.NO, sentence=sentence) if step.name == "status" else step
        for step in verification.steps
    ]
    return replace(verification, verdict=verdict, steps=tuple(steps))


def revoked(revocation: Revocation) -> str:
    """Return for the public when it was revoked, for good, and the class of the reason."""
    words = _words(revocation)
    if revocation.ground == Ground.OTHER:
        return gettext("Its issuer revoked it on %(day)s, for good. The reason is not published.") % words
    return gettext("Its issuer revoked it on %(day)s, for good: %(ground)s.") % words


def suspended(suspension: Suspension) -> str:
    """Return for the public since when it is suspended, and the class of the reason."""
    words = _words(suspension)
    if suspension.ground == Ground.OTHER:
        said = gettext(
            "Its issuer suspended it on %(day)s: it does not count until it is reinstated. "
            "The reason is not published."
        )
    else:
        said = gettext("Its issuer suspended it on %(day)s: %(ground)s. It does not count until it is reinstated.")
    return said % words


def _words(withdrawal: Revocation | Suspension) -> Mapping[str, str]:
    return {"day": date_format(withdrawal.at.date(), "j F Y"), "ground": str(Ground(withdrawal.ground).label)}
