"""The person's credentials: what each says, its document, its certificate, and whether the name is shown."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from urllib.parse import urlencode
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from testamur.documents import read_json
from testamur.site.candidate import queries
from testamur.site.candidate.frame import Crumb, way
from testamur.site.candidate.wording import day
from testamur.site.records.actions import credentials as actions
from testamur.site.records.artwork import frame, rosette
from testamur.site.records.models import Credential
from testamur.site.records.paper import can_be_set
from testamur.site.records.signed_in import SignedIn

LINKEDIN = "https://www.linkedin.com/profile/add"


@dataclass(frozen=True, slots=True)
class Holding:
    """A credential as its holder sees it: what it says of itself, and where it stands by our records."""

    row: Credential
    begins_at: datetime
    ends_at: datetime | None
    sentence: str
    kind: str

    @property
    def is_current(self) -> bool:
        """It is not revoked, not replaced, and its time is not over."""
        return self.kind == "good"

    @property
    def url(self) -> str:
        """Where everybody can check it."""
        return f"{settings.URL}/credentials/{self.row.identifier}"


def holding(row: Credential, *, at: datetime) -> Holding:
    """Return a credential with where it stands."""
    document = read_json(row.document.encode())
    begins_at = parse_datetime(document["validFrom"]) or row.issued_at
    ends_at = parse_datetime(document["validUntil"]) if "validUntil" in document else None
    sentence, kind = _standing(row, ends_at=ends_at, at=at)
    return Holding(row, begins_at, ends_at, sentence, kind)


def _standing(row: Credential, *, ends_at: datetime | None, at: datetime) -> tuple[str, str]:
    words = {
        "title": row.award.enrolment.edition.programme.award.title,
        "day": day(ends_at.date()) if ends_at else "",
    }
    if hasattr(row, "revocation"):
        words["day"] = day(row.revocation.at.date())
        return gettext("%(title)s was revoked on %(day)s.") % words, "no"
    if row.suspension:
        words["day"] = day(row.suspension.at.date())
        return gettext(
            "%(title)s is suspended since %(day)s. It does not count until it is reinstated."
        ) % words, "warn"
    if hasattr(row, "superseded_by"):
        return gettext("A newer credential has taken the place of this one.") % words, "warn"
    if ends_at and at > ends_at:
        return gettext("%(title)s held until %(day)s.") % words, "warn"
    if ends_at:
        return gettext("You hold %(title)s until %(day)s.") % words, "good"
    return gettext("You hold %(title)s. It does not end.") % words, "good"


@require_GET
@login_required
def credentials(request: SignedIn) -> HttpResponse:
    """List what the person holds, and what they held."""
    at = timezone.now()
    holdings = [holding(row, at=at) for row in queries.credentials_of(request.user)]
    context = {
        "holdings": holdings,
        "current": sum(one.is_current for one in holdings),
        "crumbs": way(Crumb(gettext("My credentials"))),
    }
    return render(request, "candidate/credentials.html", context)


@require_GET
@login_required
def credential(request: SignedIn, identifier: UUID) -> HttpResponse:
    """Show one credential and everything one can do with it."""
    row = queries.own_credential(request.user, identifier)
    held = holding(row, at=timezone.now())
    edition = row.award.enrolment.edition
    context = {
        "held": held,
        "row": row,
        "programme": edition.programme,
        "organisation": edition.organisation,
        "art": rosette(row.digest, label=gettext("Line work drawn from this credential’s digest")),
        "cv_line": cv_line(held),
        "linkedin": linkedin(held),
        "name_can_be_set": can_be_set(str(row.award.enrolment.person)),
        "name_is_shown": row.name_consents.filter(withdrawn_at=None).exists(),
        "newer": getattr(row, "superseded_by", None),
        "crumbs": _way(Crumb(edition.programme.award.title)),
    }
    return render(request, "candidate/credential.html", context)


def _way(*further: Crumb) -> list[Crumb]:
    return way(Crumb(gettext("My credentials"), reverse("candidate:credentials")), *further)


def cv_line(held: Holding) -> str:
    """Return the line for a CV: the exact title, its class, the issuer, the months and the address, no more."""
    award = held.row.award.enrolment.edition.programme.award
    words = {
        "title": award.title,
        "class": award.kind,
        "issuer": held.row.award.enrolment.edition.organisation.name,
        "month": date_format(held.begins_at, "F Y"),
        "until": date_format(held.ends_at, "F Y") if held.ends_at else "",
        "url": held.url,
    }
    if held.ends_at:
        return gettext("%(title)s (%(class)s), %(issuer)s, %(month)s, valid until %(until)s. %(url)s") % words
    return gettext("%(title)s (%(class)s), %(issuer)s, %(month)s. %(url)s") % words


def linkedin(held: Holding) -> str:
    """Return the address at which LinkedIn puts the credential into a profile.

    References
    ----------
    LinkedIn, Add to Profile: name, organizationName, issueYear, issueMonth, expirationYear, expirationMonth,
    certUrl, certId.
    """
    enrolment = held.row.award.enrolment
    fields: dict[str, object] = {
        "startTask": "CERTIFICATION_NAME",
        "name": enrolment.edition.programme.award.title,
        "organizationName": enrolment.edition.organisation.name,
        "issueYear": held.begins_at.year,
        "issueMonth": held.begins_at.month,
    }
    if held.ends_at:
        fields |= {"expirationYear": held.ends_at.year, "expirationMonth": held.ends_at.month}
    fields |= {"certUrl": held.url, "certId": str(held.row.identifier)}
    return f"{LINKEDIN}?{urlencode(fields)}"


@require_GET
@login_required
def document(request: SignedIn, identifier: UUID) -> HttpResponse:
    """Give the signed document, byte for byte as it was signed."""
    row = queries.own_credential(request.user, identifier)
    answer = HttpResponse(row.document, content_type="application/vc+ld+json")
    answer["Content-Disposition"] = f'attachment; filename="credential-{row.identifier}.json"'
    return answer


@require_GET
@login_required
def qr(request: SignedIn, identifier: UUID) -> HttpResponse:
    """Give the public page's address as a QR code."""
    row = queries.own_credential(request.user, identifier)
    file = BytesIO()
    segno.make_qr(f"{settings.URL}/credentials/{row.identifier}", error="q").save(
        file, kind="svg", border=4, scale=4, light="#fff", xmldecl=False
    )
    return HttpResponse(file.getvalue(), content_type="image/svg+xml")


@require_GET
@login_required
def certificate(request: SignedIn, identifier: UUID) -> HttpResponse:
    """Show the certificate, to be printed."""
    row = queries.own_credential(request.user, identifier)
    edition = row.award.enrolment.edition
    context = {
        "held": holding(row, at=timezone.now()),
        "row": row,
        "person": row.award.enrolment.person,
        "programme": edition.programme,
        "organisation": edition.organisation,
        "is_simulated": row.award.enrolment.person.is_simulated or edition.organisation.is_simulated,
        "frame": frame(row.digest),
        "art": rosette(row.digest),
        "crumbs": _way(Crumb(gettext("Certificate"))),
    }
    return render(request, "candidate/certificate.html", context)


@require_POST
@login_required
def show_name(request: SignedIn, identifier: UUID) -> HttpResponse:
    """Let the name stand on the public page, or take it off."""
    row = queries.own_credential(request.user, identifier)
    shown = request.POST.get("shown") == "yes"
    actions.show_name(row=row, shown=shown, by=request.user, at=timezone.now())
    said = (
        gettext("Your name stands on the public page.") if shown else gettext("Your name is off the public page.")
    )
    messages.success(request, said)
    return redirect("candidate:credential", identifier)
