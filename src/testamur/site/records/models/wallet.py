"""Credentials on their way into wallets: what was offered, who got access, what was fetched."""

import uuid
from datetime import datetime
from typing import Final

from django.db import models

from testamur.site.records.models.credential import Credential

MOST_WRONG: Final = 5
"""An offer ends with so many wrong transaction codes."""


class WalletOffer(models.Model):
    """A credential offered to its holder's wallet, once and for minutes. Personal (pseudonymous); kept for a day.

    Neither of its two codes is kept: both are made from the identifier and the installation's secret.
    """

    identifier = models.UUIDField(default=uuid.uuid4, unique=True)
    credential = models.ForeignKey(Credential, models.PROTECT, related_name="wallet_offers")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    wrong_codes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"wallet offer {self.pk}"

    @property
    def has_too_many_wrong(self) -> bool:
        """Its transaction code was entered wrongly too often."""
        return self.wrong_codes >= MOST_WRONG

    def is_open(self, at: datetime) -> bool:
        """A wallet can still take it up: nobody has, its time is not over, and there is no newer one."""
        newer = WalletOffer.objects.filter(credential=self.credential_id, pk__gt=self.pk)
        used = hasattr(self, "access")
        return at < self.ends_at and not used and not self.has_too_many_wrong and not newer.exists()


class WalletAccess(models.Model):
    """An offer taken up: the digest of the access token that a wallet was given. Kept as long as its offer."""

    offer = models.OneToOneField(WalletOffer, models.CASCADE, related_name="access")
    token_digest = models.CharField(max_length=64, unique=True)
    by_identifier = models.BooleanField()
    given_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"wallet access {self.pk}"


class WalletFetch(models.Model):
    """A credential handed to a wallet; a wallet that lost the answer on the way may ask again."""

    access = models.ForeignKey(WalletAccess, models.CASCADE, related_name="fetches")
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"wallet fetch {self.pk}"
