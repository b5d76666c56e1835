"""Tell an organisation's own system, by a signed message, when the status of a credential in its roster changes.

Source: Standard Webhooks 1.0.0, sections "Webhook headers" and "Signature scheme" (symmetric, ``v1``).
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from testamur import credential
from testamur.credential import Network
from testamur.errors import Refused
from testamur.site.records.actions.audit import audit, tell
from testamur.site.records.actions.verifications import address
from testamur.site.records.actions.watching import LEASE
from testamur.site.records.models import Delivery, Organisation, Person, Webhook
from testamur.site.records.permissions import PERMITTED

PREFIX: Final = "whsec_"
SECRET_BYTES: Final = 32
WAITS: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440))
"""How long after each attempt that failed the next follows; after the last a message is given up."""
MOST_FAILURES: Final = 20
"""So many attempts in a row, of whatever message, and nothing is sent any more until somebody switches it on."""
CHANGED: Final = "credential.status-changed"
TRIAL: Final = "trial"


def network() -> Network:
    """Return how messages are sent: to public hosts over https only; to this machine in a trial."""
    return Network(loopback=settings.DEMO)


@transaction.atomic
def set_up(*, organisation: Organisation, url: str, by: Person, at: datetime) -> tuple[Webhook, str]:
    """Name the address that is told of changes, and return its secret, which is shown this once.

    An address that was there before is replaced, with its secret and whatever is still to be sent to it.

    Raises
    ------
    Refused
        If the address is none that may be asked.
    """
    credential.refuse_address(url, loopback=settings.DEMO)
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # two at once come one after the other
    Webhook.objects.filter(organisation=organisation).delete()
    key = secrets.token_bytes(SECRET_BYTES)
    passphrase = settings.KEY_PASSPHRASE.encode()
    hook = Webhook.objects.create(
        organisation=organisation, url=url, secret=credential.sealed(key, passphrase=passphrase), made_at=at
    )
    audit("webhook.set", hook, by=by, at=at)
    return hook, PREFIX + base64.b64encode(key).decode()


@transaction.atomic
def take_down(*, hook: Webhook, by: Person, at: datetime) -> None:
    """Tell that address nothing any more."""
    audit("webhook.remove", hook, by=by, at=at)
    hook.delete()


@transaction.atomic
def switch_on(*, hook: Webhook, by: Person, at: datetime) -> None:
    """Send messages again to an address that failed too often; those not given up yet go out at once."""
    hook = Webhook.objects.select_for_update().get(pk=hook.pk)
    hook.disabled_at, hook.failures = None, 0
    hook.save(update_fields=["disabled_at", "failures"])
    hook.deliveries.filter(sent_at=None, given_up_at=None).update(due_at=at)
    audit("webhook.on", hook, by=by, at=at)


def send_trial(*, hook: Webhook, by: Person, at: datetime) -> Delivery:
    """Send a trial message now, once, and return how that went."""
    with transaction.atomic():
        delivery = Delivery.objects.create(webhook=hook, due_at=at, claimed_at=at)
        audit("webhook.trial", delivery, by=by, at=at)
    return deliver(delivery, at=at)


def deliver_due(*, at: datetime, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Send every message that is due, as long as it `goes_on`; return how many attempts were made."""
    free = Q(claimed_at=None) | Q(claimed_at__lte=at - LEASE)
    waiting = Delivery.objects.filter(
        free, sent_at=None, given_up_at=None, due_at__lte=at, webhook__disabled_at=None
    )
    tried = 0
    for delivery in waiting.order_by("due_at", "pk")[:100]:
        if not goes_on():
            break
        if waiting.filter(pk=delivery.pk).update(claimed_at=at):
            deliver(delivery, at=at)
            tried += 1
    return tried


def deliver(delivery: Delivery, *, at: datetime) -> Delivery:
    """Send one message, and keep how that went. The same message always has the same id.

    If the process dies after the answer and before it is kept, the message is sent again: its receiver knows it by
    the id.
    """
    hook = delivery.webhook
    body = json.dumps(payload(delivery), separators=(",", ":")).encode()
    try:
        key = credential.unsealed(hook.secret, passphrase=settings.KEY_PASSPHRASE.encode())
        status = network().post(hook.url, body, headers=headers(delivery.identifier.hex, body, key=key, at=at))
        problem = "" if 200 <= status < 300 else f"the answer was {status}"
    except Refused as error:  # not to be reached, or its secret is under another passphrase; others get theirs
        problem = error.reason
    return _kept(delivery, problem[:200], at=at)


def headers(identifier: str, body: bytes, *, key: bytes, at: datetime) -> dict[str, str]:
    """Return the headers of a message: its id, the time, and the signature over both and the body."""
    seconds = str(int(at.timestamp()))
    signed = hmac.new(key, f"{identifier}.{seconds}.".encode() + body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "User-Agent": "Testamur",
        "webhook-id": identifier,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }


def payload(delivery: Delivery) -> dict[str, object]:
    """Return what a message says: which entry, what was and what is, and where its record is; nobody's name."""
    organisation, change = delivery.webhook.organisation, delivery.change
    if change is None or change.entry is None:
        return {"type": TRIAL, "timestamp": _stamp(delivery.due_at), "data": {"organisation": organisation.slug}}
    record = change.record
    page = reverse("employer:entry", args=[organisation.slug, change.entry.pk])
    return {
        "type": CHANGED,
        "timestamp": _stamp(change.at),
        "data": {
            "organisation": organisation.slug,
            "change": str(change.identifier),
            "entry": change.entry.pk,
            "page": f"{settings.URL}{page}",
            "credential": change.entry.address,
            "before": change.before,
            "after": change.after,
            "record": address(record.identifier) if record else None,
            "recordSha256": record.digest if record else None,
        },
    }


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


@transaction.atomic
def _kept(delivery: Delivery, problem: str, *, at: datetime) -> Delivery:
    hook = Webhook.objects.select_for_update().filter(pk=delivery.webhook_id).first()
    kept = Delivery.objects.select_for_update().filter(pk=delivery.pk).first()
    if hook is None or kept is None:  # taken down while the message was on its way
        return delivery
    kept.attempts, kept.problem, kept.claimed_at = kept.attempts + 1, problem, None
    if not problem:
        kept.sent_at, hook.failures = at, 0
    elif kept.change is None or kept.attempts > len(WAITS):
        kept.given_up_at = at
    else:
        kept.due_at = at + WAITS[kept.attempts - 1]
    kept.save()
    if problem:
        hook.failures += 1
        _switched_off(hook, at=at)
    hook.save(update_fields=["failures", "disabled_at"])
    audit("webhook.attempt", kept, by=None, at=at, attempt=kept.attempts, arrived=not problem)
    return kept


def _switched_off(hook: Webhook, *, at: datetime) -> None:
    if hook.failures < MOST_FAILURES or hook.disabled_at:
        return
    hook.disabled_at = at
    audit("webhook.off", hook, by=None, at=at, failures=hook.failures)
    page = f"{settings.URL}{reverse('employer:notices', args=[hook.organisation.slug])}"
    text = (
        f"{MOST_FAILURES} attempts in a row to tell your webhook of changes in the roster of {hook.organisation} "
        f"failed. Nothing is sent to it until somebody switches it on again: {page}"
    )
    duties = PERMITTED["roster.change"]
    for person in Person.objects.filter(
        memberships__organisation=hook.organisation, memberships__duty__in=duties
    ).distinct():
        tell(person, subject="Your webhook is switched off", text=text)


def remove_old(*, at: datetime) -> int:
    """Remove messages of ninety days ago that were sent or given up."""
    old = Delivery.objects.filter(due_at__lt=at - timedelta(days=90)).exclude(sent_at=None, given_up_at=None)
    with transaction.atomic():
        removed = list(old[:1000])
        for delivery in removed:
            audit("webhook.message.remove", delivery, by=None, at=at)
            delivery.delete()
    return len(removed)
