"""What a person takes along of a credential: certificate, badge picture, offline kit, résumé entry."""

import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from testamur.credential import bound_statements, write_kit
from testamur.documents import read_json
from testamur.site.candidate import queries
from testamur.site.candidate.credential import Holding, holding
from testamur.site.records import issuers
from testamur.site.records.actions import credentials as actions
from testamur.site.records.badge_picture import badge_picture
from testamur.site.records.certificate import Certificate, assessed, paper_certificate
from testamur.site.records.models import Credential
from testamur.site.records.paper import A4, LETTER
from testamur.site.records.signed_in import SignedIn

MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
SIZES = {"a4": A4, "letter": LETTER}


@require_GET
@login_required
def badge(request: SignedIn, identifier: UUID, form: str) -> HttpResponse:
    """Give the badge picture with the signed document in it."""
    row = queries.own_credential(request.user, identifier)
    return _file(badge_picture(row, form=form), f"badge-{row.identifier}.{form}", media_type=MEDIA_TYPES[form])


@require_GET
@login_required
def certificate(request: SignedIn, identifier: UUID, size: str) -> HttpResponse:
    """Give the certificate as a PDF file with the signed document in it."""
    row = queries.own_credential(request.user, identifier)
    data = paper_certificate(as_certificate(holding(row, at=timezone.now())), size=SIZES[size])
    return _file(data, f"certificate-{row.identifier}.pdf", media_type="application/pdf")


def as_certificate(held: Holding) -> Certificate:
    """Return what the certificate of a credential says."""
    row = held.row
    enrolment = row.award.enrolment
    edition = enrolment.edition
    programme = edition.programme
    holds = (
        (gettext("Holds until"), date_format(held.ends_at, "j F Y"))
        if held.ends_at
        else (gettext("Holds"), gettext("without end"))
    )
    return Certificate(
        name=str(enrolment.person),
        organisation=edition.organisation.name,
        title=programme.award.title,
        criteria=programme.award.criteria,
        facts=(
            (gettext("Awarded"), date_format(row.award.awarded_on, "j F Y")),
            holds,
            (gettext("Class"), programme.award.kind),
            (gettext("Assessment"), assessed(programme)),
            (gettext("Programme"), str(edition)),
        ),
        notes=programme.notes,
        url=held.url,
        digest=row.digest,
        document=row.document.encode(),
        issued_at=row.issued_at,
        standing="" if held.is_current else held.sentence,
        is_simulated=enrolment.person.is_simulated or edition.organisation.is_simulated,
    )


@require_GET
@login_required
def resume(request: SignedIn, identifier: UUID) -> HttpResponse:
    """Give the entry for a résumé in the form of JSON Resume."""
    row = queries.own_credential(request.user, identifier)
    held = holding(row, at=timezone.now())
    text = json.dumps({"certificates": [resume_entry(held)]}, ensure_ascii=False, indent=2)
    return _file(text.encode(), f"resume-{row.identifier}.json", media_type="application/json")


def resume_entry(held: Holding) -> dict[str, str]:
    """Return the entry of the section ``certificates``.

    References
    ----------
    JSON Resume, schema 1.0.0, certificates: name, date (ISO 8601), url, issuer.
    """
    edition = held.row.award.enrolment.edition
    return {
        "name": edition.programme.award.title,
        "date": held.begins_at.date().isoformat(),
        "issuer": edition.organisation.name,
        "url": held.url,
    }


@require_GET
@login_required
def kit(request: SignedIn, identifier: UUID) -> HttpResponse:
    """Give all that it takes to check the credential without a network."""
    row = queries.own_credential(request.user, identifier)
    at = timezone.now()
    actions.keep_status(at=at)
    organisation = row.award.enrolment.edition.organisation
    did_document = issuers.did_document(organisation)
    page = render_to_string("candidate/kit_page.html", _page(row, did_document) | {"at": at})
    data = write_kit(
        row.document.encode(),
        did_document=issuers.as_text(did_document).encode(),
        status_lists=_status_lists(row),
        page=page,
        at=at,
        statements=[issuers.fetch_statement(one.id) for one in bound_statements(read_json(row.document.encode()))],
    )
    return _file(data, f"kit-{row.identifier}.zip", media_type="application/zip")


def _page(row: Credential, did_document: dict[str, Any]) -> dict[str, object]:
    edition = row.award.enrolment.edition
    return {
        "title": edition.programme.award.title,
        "organisation": edition.organisation,
        "file": f"kit-{row.identifier}.zip",
        "url": f"{settings.URL}/credentials/{row.identifier}",
        "did": did_document["id"],
        "keys_url": f"{settings.URL}/issuers/{edition.organisation.slug}/did.json",
    }


def _status_lists(row: Credential) -> list[bytes]:
    """Return the status lists that the document names, as they are published."""
    stated = read_json(row.document.encode()).get("credentialStatus")
    if not isinstance(stated, dict):
        return []
    published = issuers.fetch_status(str(stated["statusListCredential"]))
    return [published if isinstance(published, bytes) else issuers.as_text(published).encode()]


def _file(data: bytes, name: str, *, media_type: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
