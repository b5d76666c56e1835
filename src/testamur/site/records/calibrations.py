"""Where a calibration stands, and which one is in use."""

from enum import StrEnum

from django.db.models import QuerySet

from testamur.site.records.models import Calibration, CalibrationSignOff, Organisation, ProgrammeEdition

Outcome = CalibrationSignOff.Outcome


class State(StrEnum):
    """Where a calibration stands."""

    DRAFT = "draft"
    SIGNED = "signed"
    SUPERSEDED = "superseded"
    REFUSED = "refused"


def state_of(calibration: Calibration) -> State:
    """Return where a calibration stands."""
    sign_off: CalibrationSignOff | None = getattr(calibration, "sign_off", None)
    if sign_off is None:
        return State.DRAFT
    if sign_off.outcome == Outcome.REFUSED:
        return State.REFUSED
    return State.SUPERSEDED if hasattr(sign_off, "superseded_by") else State.SIGNED


def drafts(organisation: Organisation) -> QuerySet[Calibration]:
    """Return the calibrations of an organisation that nobody has signed or refused, the oldest first."""
    found = Calibration.objects.filter(sign_off=None, edition__organisation=organisation)
    return found.select_related("edition").defer("document").order_by("pk")


def signed(edition: ProgrammeEdition) -> QuerySet[Calibration]:
    """Return every calibration of an edition's programme that was ever signed, the latest first."""
    found = Calibration.objects.filter(
        sign_off__outcome=Outcome.SIGNED,
        edition__organisation=edition.organisation_id,
        edition__identifier=edition.identifier,
    )
    return found.select_related("sign_off__superseded_by").order_by("-sign_off__at", "-pk")


def _in_use() -> QuerySet[Calibration]:
    signed = Calibration.objects.filter(sign_off__outcome=Outcome.SIGNED, sign_off__superseded_by=None)
    return signed.select_related("sign_off__by", "edition").order_by("sign_off__at", "pk")


def in_use(edition: ProgrammeEdition) -> Calibration | None:
    """Return the signed calibration that counts for an edition, if there is one.

    It is the edition's own, or else the latest of another edition of the same programme: a new edition's forms are
    assembled before anybody has sat it, and its items keep their digests.
    """
    own = _in_use().filter(edition=edition).last()
    others = _in_use().filter(
        edition__organisation=edition.organisation_id, edition__identifier=edition.identifier
    )
    return own or others.last()
