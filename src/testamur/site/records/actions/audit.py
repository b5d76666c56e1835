"""One audit row in the transaction of every write, and mail once it is committed."""

from datetime import datetime
from operator import attrgetter
from typing import Final

from django.core.mail import send_mail
from django.db import models, transaction

from testamur.site.records.models import AuditEntry, Organisation, Person

OWNER: Final[dict[str, str]] = {
    "activityrecord": "enrolment.edition.organisation",
    "apicredential": "issuer.organisation",
    "apiissuer": "organisation",
    "appeal": "decision.enrolment.edition.organisation",
    "award": "enrolment.edition.organisation",
    "calibration": "edition.organisation",
    "calibrationrequest": "edition.organisation",
    "calibrationsignoff": "edition.organisation",
    "compromise": "key.organisation",
    "contributiondecision": "organisation",
    "credential": "award.enrolment.edition.organisation",
    "delivery": "webhook.organisation",
    "creditclaim": "enrolment.edition.organisation",
    "decision": "enrolment.edition.organisation",
    "enrolment": "edition.organisation",
    "extension": "award.enrolment.edition.organisation",
    "form": "edition.organisation",
    "incident": "sitting.enrolment.edition.organisation",
    "issuerkey": "organisation",
    "labanswer": "case.enrolment.edition.organisation",
    "labcase": "enrolment.edition.organisation",
    "membership": "organisation",
    "panel": "edition.organisation",
    "panelevent": "panel.edition.organisation",
    "paneljudge": "panel.edition.organisation",
    "judgedeclaration": "judge.panel.edition.organisation",
    "judgeexcuse": "judge.panel.edition.organisation",
    "panelrecord": "panel.edition.organisation",
    "passanswer": "review.score.sitting.enrolment.edition.organisation",
    "passreview": "score.sitting.enrolment.edition.organisation",
    "programmeedition": "organisation",
    "reportrequest": "edition.organisation",
    "renewalunit": "award.enrolment.edition.organisation",
    "reviewcase": "screening.edition.organisation",
    "reviewremark": "case.screening.edition.organisation",
    "revocation": "credential.award.enrolment.edition.organisation",
    "rosterentry": "organisation",
    "rosterline": "round.organisation",
    "rosterround": "organisation",
    "score": "sitting.enrolment.edition.organisation",
    "scoringchange": "edition.organisation",
    "scoringsignature": "change.edition.organisation",
    "scoringwithdrawal": "change.edition.organisation",
    "screening": "edition.organisation",
    "sitting": "enrolment.edition.organisation",
    "statement": "edition.organisation",
    "statuslist": "organisation",
    "technicalreport": "edition.organisation",
    "suspension": "credential.award.enrolment.edition.organisation",
    "verificationrecord": "organisation",
    "walletaccess": "offer.credential.award.enrolment.edition.organisation",
    "walletfetch": "access.offer.credential.award.enrolment.edition.organisation",
    "walletoffer": "credential.award.enrolment.edition.organisation",
    "watcher": "organisation",
    "webhook": "organisation",
}
"""In whose books a write to a record stands; what is not listed belongs to a person and to no organisation."""


def audit(
    action: str,
    target: models.Model,
    *,
    by: Person | None,
    at: datetime,
    organisation: Organisation | None = None,
    **detail: object,
) -> None:
    """Keep who did what to which record; `detail` must hold nothing personal."""
    entry(action, target, by=by, at=at, organisation=organisation, **detail).save()


def entry(
    action: str,
    target: models.Model,
    *,
    by: Person | None,
    at: datetime,
    organisation: Organisation | None = None,
    **detail: object,
) -> AuditEntry:
    """Return the row that says who did what to which record, for an action that keeps many at once."""
    kind = str(target._meta.model_name)  # noqa: SLF001  (Django's documented meta interface)
    owner = attrgetter(OWNER[kind])(target) if kind in OWNER else organisation
    return AuditEntry(action=action, target=f"{kind} {target.pk}", organisation=owner, by=by, at=at, detail=detail)


def tell(person: Person, *, subject: str, text: str) -> None:
    """Send mail to a person once the transaction is committed; simulated people get none."""
    if not person.is_simulated:
        transaction.on_commit(lambda: send_mail(subject, text, None, [person.email]), robust=True)
