"""Ask for a calibration of an exam, make it, sign it or refuse it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from testamur.errors import DocumentError, Refused
from testamur.site.records.actions.audit import audit
from testamur.site.records.calibrations import in_use
from testamur.site.records.measuring import (
    MODELS,
    attempts,
    calibrated,
    digest_of,
    exam_responses,
    read_kept,
)
from testamur.site.records.models import (
    Calibration,
    CalibrationRequest,
    CalibrationSignOff,
    Person,
    ProgrammeEdition,
)

AT_ONCE: Final = 100_000
"""So many scores (people times items of a form) are calibrated in a second; more are left to the worker."""

LEASE: Final = timedelta(minutes=30)
"""A request that a worker took so long ago is taken again: the worker has stopped."""

Outcome = CalibrationSignOff.Outcome


def ask(
    *, edition: ProgrammeEdition, model: str, is_anchored: bool, by: Person | None, at: datetime
) -> CalibrationRequest:
    """Keep that a calibration is wanted; a small one is made at once.

    Raises
    ------
    Refused
        If the programme has no exam, nothing is signed that could be held, or one is waiting already.
    """
    exam = edition.programme.exam
    if exam is None:
        raise Refused("exam-unknown", "This programme has no exam.")
    if model not in MODELS:
        raise Refused("calibration-model", f"The item model is one of {', '.join(MODELS)}.")
    request = _asked(edition=edition, model=model, is_anchored=is_anchored, by=by, at=at)
    if attempts(edition, at=at).scores.count() * exam.items <= AT_ONCE:
        make(request=request, at=at)
    return request


@transaction.atomic
def _asked(
    *, edition: ProgrammeEdition, model: str, is_anchored: bool, by: Person | None, at: datetime
) -> CalibrationRequest:
    edition = _locked(edition.pk)
    if is_anchored and in_use(edition) is None:
        raise Refused("calibration-anchors", "No calibration is signed whose items could be held.")
    if waiting().filter(edition=edition).exists():
        raise Refused("calibration-once", "A calibration is being made already.")
    request = CalibrationRequest.objects.create(
        edition=edition, model=model, is_anchored=is_anchored, by=by, asked_at=at
    )
    audit("calibration.ask", request, by=by, at=at, model=model, is_anchored=is_anchored)
    return request


def _locked(edition: int) -> ProgrammeEdition:
    """Return an edition for which no other calibration is asked for or decided on meanwhile; people may enrol."""
    return ProgrammeEdition.objects.select_for_update(no_key=True).get(pk=edition)


def waiting() -> QuerySet[CalibrationRequest]:
    """Return the requests that are still to be worked on, the oldest first."""
    return CalibrationRequest.objects.filter(calibration=None, reason="").order_by("pk")


def make(*, request: CalibrationRequest, at: datetime) -> Calibration | None:
    """Make the calibration that was asked for, or keep the reason why there can be none.

    Nothing is locked and no transaction is open while it is computed, which may take minutes.
    """
    request = CalibrationRequest.objects.select_related("edition").get(pk=request.pk)
    before = in_use(request.edition) if request.is_anchored else None
    anchors, came_from = (read_kept(before.document), before.digest) if before else (None, "")
    given = exam_responses(request.edition, at=at)
    try:
        text = calibrated(given, model=request.model, anchors=anchors, anchors_from=came_from)
    except (Refused, DocumentError) as error:
        _keep_reason(request, error.reason if isinstance(error, Refused) else str(error), at=at)
        return None
    return _keep(request, text, at=at)


def _still_waits(request: CalibrationRequest) -> bool:
    """Lock a request, and say whether nobody has answered it meanwhile."""
    CalibrationRequest.objects.select_for_update().get(pk=request.pk)
    return waiting().filter(pk=request.pk).exists()


@transaction.atomic
def _keep_reason(request: CalibrationRequest, reason: str, *, at: datetime) -> None:
    if _still_waits(request):
        request.reason = reason
        request.save(update_fields=["reason"])
        audit("calibration.fail", request, by=request.by, at=at)


@transaction.atomic
def _keep(request: CalibrationRequest, text: str, *, at: datetime) -> Calibration | None:
    if not _still_waits(request):
        return None
    read = read_kept(text)
    kept = Calibration.objects.create(
        request=request,
        edition=request.edition,
        document=text,
        digest=digest_of(text),
        data_digest=read.data_sha256,
        model=read.calibration.model,
        persons=read.exam.persons,
        converged=read.calibration.converged,
        is_simulated=read.exam.is_simulated,
        made_at=at,
    )
    audit(
        *("calibration.make", kept),
        by=request.by,
        at=at,
        model=kept.model,
        persons=kept.persons,
        data=kept.data_digest,
        digest=kept.digest,
    )
    return kept


def work(*, at: datetime, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Make calibrations that wait, as long as it `goes_on`; return how many requests were worked on."""
    free, done = Q(claimed_at=None) | Q(claimed_at__lte=at - LEASE), 0
    for request in waiting().filter(free):
        if not goes_on():
            break
        if waiting().filter(free, pk=request.pk).update(claimed_at=at):
            make(request=request, at=at)
            done += 1
    return done


@transaction.atomic
def sign(*, calibration: Calibration, statement: str, by: Person, at: datetime) -> CalibrationSignOff:
    """Take a calibration into use: the next forms are assembled by it; the one before is superseded.

    Raises
    ------
    Refused
        If the person made it, it did not converge, it was decided on, or it is of simulated people where the
        organisation is real.
    """
    edition, calibration = _held(calibration)
    if calibration.request.by_id == by.pk:
        raise Refused("calibration-own", "Whoever made a calibration does not sign it; a second person does.")
    if not calibration.converged:
        raise Refused("calibration-converged", "It did not converge, so its figures are not to be used.")
    if calibration.is_simulated and not edition.organisation.is_simulated:
        said = "It was made from simulated people, and forms for real people are not assembled by it."
        raise Refused("calibration-simulated", said)
    before = CalibrationSignOff.objects.filter(edition=edition, outcome=Outcome.SIGNED, superseded_by=None).last()
    return _decided(calibration, edition, Outcome.SIGNED, statement, by=by, at=at, supersedes=before)


@transaction.atomic
def refuse(*, calibration: Calibration, reason: str, by: Person, at: datetime) -> CalibrationSignOff:
    """Keep that a calibration is not to be used, and why; it stays readable.

    Raises
    ------
    Refused
        If it was decided on.
    """
    edition, calibration = _held(calibration)
    return _decided(calibration, edition, Outcome.REFUSED, reason, by=by, at=at)


def _held(calibration: Calibration) -> tuple[ProgrammeEdition, Calibration]:
    """Return the edition, whose decisions now wait for this one, and the calibration as it is kept."""
    edition = _locked(calibration.edition_id)
    kept = Calibration.objects.select_related("request").get(pk=calibration.pk)
    if hasattr(kept, "sign_off"):
        raise Refused("calibration-decided", "This calibration was signed or refused already.")
    return edition, kept


def _decided(
    calibration: Calibration,
    edition: ProgrammeEdition,
    outcome: str,
    statement: str,
    *,
    by: Person,
    at: datetime,
    supersedes: CalibrationSignOff | None = None,
) -> CalibrationSignOff:
    if not statement.strip():
        raise Refused("calibration-statement", "Please write down what you looked at, and what you found.")
    kept = CalibrationSignOff.objects.create(
        calibration=calibration,
        edition=edition,
        outcome=outcome,
        statement=statement,
        by=by,
        at=at,
        supersedes=supersedes,
    )
    verb = "sign" if outcome == Outcome.SIGNED else "refuse"
    audit(f"calibration.{verb}", kept, by=by, at=at, digest=calibration.digest)
    return kept
