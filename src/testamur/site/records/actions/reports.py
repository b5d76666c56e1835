"""Ask for a technical report of an exam, and make it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from testamur.errors import DocumentError, Refused
from testamur.psychometrics.report import ReportData, body, technical_report
from testamur.psychometrics.report import TechnicalReport as Found
from testamur.site.records.actions.audit import audit
from testamur.site.records.measuring import attempts
from testamur.site.records.models import Person, ProgrammeEdition, ReportRequest, TechnicalReport
from testamur.site.records.report_data import Period, report_data
from testamur.site.records.report_paper import report_paper

AT_ONCE: Final = 50_000
"""The report of so many scores (people times items of a form) takes some seconds; more are left to the worker."""

LEASE: Final = timedelta(minutes=60)
"""A request that a worker took so long ago is taken again: the worker has stopped."""


def ask(
    *, edition: ProgrammeEdition, audience: str, since: date, until: date, by: Person | None, at: datetime
) -> ReportRequest:
    """Keep that a report is wanted; a small one is made at once.

    Raises
    ------
    Refused
        If the programme has no exam, the period is none, or a report is waiting already.
    """
    exam = edition.programme.exam
    if exam is None:
        raise Refused("exam-unknown", "This programme has no exam.")
    if since > until:
        raise Refused("report-period", "The first day of the period must not come after the last.")
    if until > at.date():
        raise Refused("report-future", "The last day of the period has not come yet.")
    # Outside of the transaction, so that nobody waits who writes; first, so that a fault leaves no request behind.
    is_small = attempts(edition, at=at).scores.count() * exam.items <= AT_ONCE
    made = _made(edition, audience, Period(since, until), at=at) if is_small else None
    with transaction.atomic():
        edition = ProgrammeEdition.objects.select_for_update().get(pk=edition.pk)
        if waiting().filter(edition=edition).exists():
            raise Refused("report-once", "A report is being made already.")
        request = ReportRequest.objects.create(
            edition=edition, audience=audience, since=since, until=until, by=by, asked_at=at
        )
        days = f"{since.isoformat()} to {until.isoformat()}"
        audit("report.ask", request, by=by, at=at, audience=audience, period=days)
        if made is not None:
            _keep(request, made, at=at)
    return request


def waiting() -> QuerySet[ReportRequest]:
    """Return the requests that are still to be worked on, the oldest first."""
    return ReportRequest.objects.filter(report=None, reason="").order_by("pk")


def make(*, request: ReportRequest, at: datetime) -> TechnicalReport | None:
    """Make the report that was asked for, or keep the reason why there can be none."""
    made = _made(request.edition, request.audience, Period(request.since, request.until), at=at)
    with transaction.atomic():
        held = ReportRequest.objects.select_for_update().select_related("edition").get(pk=request.pk)
        return None if hasattr(held, "report") or held.reason else _keep(held, made, at=at)


@dataclass(frozen=True, slots=True)
class Made:
    """A report that was made, and what it was made from."""

    found: Found
    data: ReportData
    paper: bytes


def _made(edition: ProgrammeEdition, audience: str, period: Period, *, at: datetime) -> Made | str:
    """Return a report, or the reason why there can be none."""
    try:
        data = report_data(edition, period=period, on=at.date(), at=at)
        found = technical_report(data, audience="public" if audience == "public" else "internal")
        return Made(found, data, report_paper(found))
    except Refused as error:
        return error.reason
    except DocumentError as error:
        return str(error)


def _keep(request: ReportRequest, made: Made | str, *, at: datetime) -> TechnicalReport | None:
    if isinstance(made, str):
        request.reason = made
        request.save(update_fields=["reason"])
        audit("report.fail", request, by=request.by, at=at)
        return None
    kept = TechnicalReport.objects.create(
        request=request,
        edition=request.edition,
        title=made.found.title[:300],
        page=body(made.found),
        paper=made.paper,
        digest=hashlib.sha256(made.paper).hexdigest(),
        data_digest=made.data.digest(),
        sittings=made.data.n,
        is_simulated=made.data.is_simulated,
        made_at=at,
    )
    audit("report.make", kept, by=request.by, at=at, data=kept.data_digest, digest=kept.digest)
    return kept


def work(*, at: datetime, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Make reports that wait, as long as it `goes_on`; return how many requests were worked on."""
    free, done = Q(claimed_at=None) | Q(claimed_at__lte=at - LEASE), 0
    for request in waiting().filter(free).select_related("edition"):
        if not goes_on():
            break
        if waiting().filter(free, pk=request.pk).update(claimed_at=at):
            make(request=request, at=at)
            done += 1
    return done
