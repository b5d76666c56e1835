"""Keep every secret of the site under another passphrase: all of them or none."""

from datetime import datetime

from django.db import transaction

from testamur import credential
from testamur.errors import Refused
from testamur.site.records.actions.audit import audit
from testamur.site.records.models import ApiIssuer, IssuerKey, Person, VerifierKey, Webhook


@transaction.atomic
def change(*, passphrase: str, new_passphrase: str, by: Person | None, at: datetime) -> int:
    """Encrypt every key that is kept here with the new passphrase, and the secrets of webhooks; return how many.

    Raises
    ------
    Refused
        If the old one does not open one of them, or the new one has fewer than 16 characters; nothing changes.
    """
    if len(new_passphrase) < 16:
        raise Refused("key-passphrase", "The new passphrase needs 16 characters or more.")
    kept = (IssuerKey.objects.exclude(encrypted=""), VerifierKey.objects.all(), ApiIssuer.objects.all())
    keys = [key for kind in kept for key in kind.select_for_update().order_by("pk")]
    for key in keys:
        opened = credential.unlocked(key.name, pem=key.encrypted.encode(), passphrase=passphrase.encode())
        key.encrypted = opened.locked(new_passphrase.encode()).decode()
        key.save(update_fields=["encrypted"])
        audit("key.passphrase", key, by=by, at=at)
    hooks = list(Webhook.objects.select_for_update().order_by("pk"))
    for hook in hooks:
        secret = credential.unsealed(hook.secret, passphrase=passphrase.encode())
        hook.secret = credential.sealed(secret, passphrase=new_passphrase.encode())
        hook.save(update_fields=["secret"])
        audit("webhook.passphrase", hook, by=by, at=at)
    return len(keys) + len(hooks)
