"""What is yours: enrolments and credentials of the person who is signed in."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router
from ninja.security import django_auth

from testamur.site.api.schemas import CredentialOut, EnrolmentOut
from testamur.site.records.models import Credential, Enrolment

router = Router(tags=["yours"], auth=django_auth)


@router.get("enrolments", response=list[EnrolmentOut])
def enrolments(request: HttpRequest) -> list[EnrolmentOut]:
    """List your enrolments with what is done and what is next."""
    own = Enrolment.objects.filter(person=request.user.pk).select_related("edition__organisation").order_by("pk")
    return [_enrolment(enrolment) for enrolment in own]


def _enrolment(enrolment: Enrolment) -> EnrolmentOut:
    edition = enrolment.edition
    progress = enrolment.progress(timezone.now().date())
    coming = progress.next
    return EnrolmentOut(
        id=enrolment.pk,
        programme=edition.identifier,
        title=edition.programme.title,
        edition=edition.edition,
        organisation=edition.organisation.slug,
        only=enrolment.only,
        started_on=enrolment.started_on,
        done=progress.done,
        parts=len(progress.steps),
        next=coming.component.title if coming else "",
        next_due_on=coming.due_on if coming else None,
    )


@router.get("credentials", response=list[CredentialOut])
def credentials(request: HttpRequest) -> list[CredentialOut]:
    """List your credentials."""
    own = Credential.objects.filter(award__enrolment__person=request.user.pk)
    related = ("award__enrolment__edition__organisation", "revocation", "superseded_by")
    return [_credential(row) for row in own.select_related(*related).prefetch_related("suspensions")]


def _credential(row: Credential) -> CredentialOut:
    edition = row.award.enrolment.edition
    return CredentialOut(
        address=f"{settings.URL}/credentials/{row.identifier}",
        title=edition.programme.award.title,
        organisation=edition.organisation.slug,
        issued_at=row.issued_at,
        holds_until=row.award.holds_until,
        revoked=hasattr(row, "revocation"),
        suspended=row.suspension is not None,
        superseded=hasattr(row, "superseded_by"),
    )
