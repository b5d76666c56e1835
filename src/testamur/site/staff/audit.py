"""The audit: who did what, when."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from testamur.site.records.models import AuditEntry
from testamur.site.records.permissions import organisation_for
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.table import Row, rows
from testamur.site.staff import queries
from testamur.site.staff.frame import paged, show
from testamur.site.staff.inputs import AuditInput
from testamur.site.staff.wording import clock, day


@require_GET
@login_required
def audit(request: SignedIn, slug: str) -> HttpResponse:
    """List the audit entries of the organisation, those of one action or some days if asked."""
    organisation = organisation_for(request.user, slug, "audit.view")
    given = AuditInput(request.GET, actions=queries.actions_of(organisation))
    action, since, until = given.asked()
    page = paged(request, queries.audit_of(organisation, action=action, since=since, until=until))
    context = {
        "input": given,
        "page": page,
        "query": given.as_query(),
        "filtered": any((action, since, until)),
        "rows": _rows(list(page)),
    }
    return show(request, organisation, "staff/audit.html", context, tab="staff:audit")


def _rows(found: list[AuditEntry]) -> list[Row]:
    labels = [gettext("Action"), gettext("Record"), gettext("When"), gettext("By"), gettext("Detail")]
    return rows(
        labels,
        (
            [
                entry.action,
                entry.target,
                f"{day(entry.at.date())}, {clock(entry.at)}",
                str(entry.by) if entry.by else gettext("the system"),
                "; ".join(f"{name} {value}" for name, value in entry.detail.items()) or "–",
            ]
            for entry in found
        ),
    )
