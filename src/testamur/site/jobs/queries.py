"""What the periodic jobs look for."""

from datetime import date, timedelta

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from testamur.site.records.models import Award, Credential, Extension


def ending_awards(on: date, *, within: timedelta) -> QuerySet[Award]:
    """Return the awards that end within a time from `on`, as extended, and whose credential stands."""
    latest = Extension.objects.filter(award=OuterRef("pk")).order_by("-pk").values("expires_on")[:1]
    revoked = Credential.objects.filter(superseded_by=None).exclude(revocation=None).values("award")
    ends = Award.objects.annotate(ends_on=Coalesce(Subquery(latest), "expires_on"))
    return ends.filter(ends_on__gte=on, ends_on__lte=on + within).exclude(pk__in=revoked)
