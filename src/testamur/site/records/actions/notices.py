"""Send the e-mails about changed credentials: each kept with the change that caused it, tried until it is sent."""

from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Final

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from testamur.site.records.actions.audit import audit
from testamur.site.records.actions.watching import LEASE
from testamur.site.records.models import Notice, StatusChange

WAITS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 1440))
KEPT_FOR: Final = timedelta(days=365)


def send_due(*, at: datetime, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Send every notice that is due, as long as it `goes_on`; return how many were sent."""
    free = Q(claimed_at=None) | Q(claimed_at__lte=at - LEASE)
    waiting = Notice.objects.filter(free, sent_at=None, given_up_at=None, due_at__lte=at)
    sent = 0
    related = ("person", "change__entry__organisation", "change__watch")
    for notice in waiting.select_related(*related).order_by("due_at", "pk")[:100]:
        if not goes_on():
            break
        if waiting.filter(pk=notice.pk).update(claimed_at=at):
            sent += _send(notice, at=at)
    return sent


def _send(notice: Notice, *, at: datetime) -> bool:
    """Send one; if the process dies before it is kept that it was sent, it is sent again."""
    subject, text = words(notice.change)
    try:
        if notice.person.is_active:
            send_mail(subject, text, None, [notice.person.email])
    except (SMTPException, OSError):
        return _kept(notice, arrived=False, at=at)
    return _kept(notice, arrived=True, at=at)


def words(change: StatusChange) -> tuple[str, str]:
    """Return subject and text of the e-mail about a change; they name nobody, since mail is open to many."""
    if change.entry:
        organisation = change.entry.organisation
        page = reverse("employer:entry", args=[organisation.slug, change.entry.pk])
        where = f"in the roster of {organisation.name}"
    else:
        page, where = reverse("candidate:watches"), "that you watch"
    text = (
        f"A credential {where} has changed.\n\n"
        f"Before: {change.before}\n"
        f"Now: {change.after}\n"
        f"Found: {change.at:%d %B %Y, %H:%M} UTC\n\n"
        f"Which one, and what was checked: {settings.URL}{page}\n\n"
        "You are told because you asked for it. You can change that on the same page."
    )
    return f"A credential is now: {change.after}", text


@transaction.atomic
def _kept(notice: Notice, *, arrived: bool, at: datetime) -> bool:
    kept = Notice.objects.select_for_update().filter(pk=notice.pk).first()
    if kept is None:
        return arrived
    kept.attempts, kept.claimed_at = kept.attempts + 1, None
    if arrived:
        kept.sent_at = at
    elif kept.attempts > len(WAITS):
        kept.given_up_at = at
    else:
        kept.due_at = at + WAITS[kept.attempts - 1]
    kept.save()
    organisation = notice.change.entry.organisation if notice.change.entry else None
    audit(
        "notice.attempt",
        kept,
        by=None,
        at=at,
        organisation=organisation,
        attempt=kept.attempts,
        arrived=arrived,
    )
    return arrived


def remove_old(*, at: datetime) -> int:
    """Remove changes of a year ago, with their notices and messages; the signed records stay."""
    old = StatusChange.objects.filter(at__lt=at - KEPT_FOR)
    with transaction.atomic():
        removed = list(old[:1000])
        for change in removed:
            audit("status.remove", change, by=None, at=at)
            change.delete()
    return len(removed)
