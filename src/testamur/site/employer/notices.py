"""Who is told when the status of a credential changes: people by e-mail, another system by webhook."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from testamur.credential import Verdict
from testamur.errors import Refused
from testamur.site.employer import queries
from testamur.site.employer.entry import entry_for
from testamur.site.employer.inputs import ToldInput, WebhookInput
from testamur.site.records.actions import watching, webhooks
from testamur.site.records.models import Delivery, Organisation, VerificationRecord, Webhook
from testamur.site.records.permissions import may, organisation_for
from testamur.site.records.signed_in import SignedIn
from testamur.site.records.table import Cell, Row, rows
from testamur.site.records.verdict import WORDS


@never_cache
@require_GET
@login_required
def notices(request: SignedIn, slug: str) -> HttpResponse:
    """Show who is told, what has changed, and how the last messages went."""
    organisation = organisation_for(request.user, slug, "roster.view")
    return _page(request, organisation)


def _page(
    request: SignedIn,
    organisation: Organisation,
    *,
    told: ToldInput | None = None,
    address: WebhookInput | None = None,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    hook = Webhook.objects.filter(organisation=organisation).first()
    context = {
        "organisation": organisation,
        "told": told or ToldInput(organisation=organisation),
        "address": address or WebhookInput(),
        "hook": hook,
        "secret": secret,
        "may_change": may(request.user, "roster.change", organisation),
        "changes": _change_rows(organisation),
        "deliveries": _delivery_rows(hook) if hook else [],
        "people": queries.told_of_roster(organisation),
        "crumbs": [
            {"name": gettext("Roster"), "url": reverse("employer:roster", args=[organisation.slug])},
            {"name": gettext("Changes")},
        ],
    }
    return render(request, "employer/notices.html", context, status=status)


def _change_rows(organisation: Organisation) -> list[Row]:
    labels = [gettext("Found"), gettext("Label"), gettext("Before"), gettext("Now")]
    found = queries.changes(organisation)
    return rows(
        labels,
        (
            [
                f"{date_format(change.at, 'j F Y, H:i')} UTC",
                Cell(change.entry.label, reverse("employer:entry", args=[organisation.slug, change.entry.pk])),
                WORDS[Verdict(change.before)],
                Cell(WORDS[Verdict(change.after)], _record(change.record)),
            ]
            for change in found
            if change.entry
        ),
    )


def _record(record: VerificationRecord | None) -> str:
    return reverse("records:record", args=[record.identifier]) if record else ""


def _delivery_rows(hook: Webhook) -> list[Row]:
    labels = [gettext("Message"), gettext("About"), gettext("State"), gettext("Attempts")]
    return rows(
        labels,
        (
            [
                str(delivery.identifier),
                gettext("a change") if delivery.change_id else gettext("a trial"),
                delivery_words(delivery),
                Cell(delivery.attempts, num=True),
            ]
            for delivery in hook.deliveries.order_by("-pk")[:20]
        ),
    )


def delivery_words(delivery: Delivery) -> str:
    """Return how it stands with a message, in words."""
    if delivery.sent_at:
        return gettext("arrived %(at)s UTC") % {"at": date_format(delivery.sent_at, "j F Y, H:i")}
    if delivery.given_up_at:
        return gettext("given up: %(problem)s") % {"problem": delivery.problem}
    if delivery.attempts:
        words = {"problem": delivery.problem, "at": date_format(delivery.due_at, "j F Y, H:i")}
        return gettext("failed (%(problem)s); next attempt %(at)s UTC") % words
    return gettext("waits to be sent")


@require_POST
@login_required
def tell(request: SignedIn, slug: str) -> HttpResponse:
    """Name the people who are told of every change in the roster, and how often it is looked at."""
    organisation = organisation_for(request.user, slug, "roster.change")
    given = ToldInput(request.POST, organisation=organisation)
    if not given.is_valid():
        return _page(request, organisation, told=given, status=422)
    watching.tell_of_roster(
        organisation=organisation,
        people=given.cleaned_data["people"],
        every_days=int(given.cleaned_data["every_days"]),
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, gettext("It is kept who is told."))
    return redirect("employer:notices", slug)


@require_POST
@login_required
def tell_me(request: SignedIn, slug: str, pk: int) -> HttpResponse:
    """Tell the person by e-mail when the status of an entry changes, or no more."""
    entry = entry_for(request, slug, pk, "roster.view")
    told = request.POST.get("told") == "yes"
    watching.tell_of_entry(entry=entry, told=told, by=request.user, at=timezone.now())
    said = gettext("You are told by e-mail when its status changes.") if told else gettext("You are told no more.")
    messages.success(request, said)
    return redirect("employer:entry", slug, pk)


@never_cache
@require_POST
@login_required
def set_webhook(request: SignedIn, slug: str) -> HttpResponse:
    """Name the address of the organisation's own system; the answer shows its secret, this once."""
    organisation = organisation_for(request.user, slug, "roster.change")
    given = WebhookInput(request.POST)
    if given.is_valid():
        try:
            url, at = given.cleaned_data["url"], timezone.now()
            _, secret = webhooks.set_up(organisation=organisation, url=url, by=request.user, at=at)
        except Refused as refusal:
            given.add_error("url", gettext("It cannot be told: %(reason)s.") % {"reason": refusal.reason})
        else:
            return _page(request, organisation, secret=secret)
    return _page(request, organisation, address=given, status=422)


def _hook_for(request: SignedIn, slug: str) -> Webhook:
    organisation = organisation_for(request.user, slug, "roster.change")
    return get_object_or_404(Webhook, organisation=organisation)


@require_POST
@login_required
def try_webhook(request: SignedIn, slug: str) -> HttpResponse:
    """Send a trial message now, and say how it went."""
    delivery = webhooks.send_trial(hook=_hook_for(request, slug), by=request.user, at=timezone.now())
    if delivery.sent_at:
        messages.success(request, gettext("The trial message arrived."))
    else:
        said = gettext("The trial message did not arrive: %(problem)s.") % {"problem": delivery.problem}
        messages.error(request, said)
    return redirect("employer:notices", slug)


@require_POST
@login_required
def switch_on(request: SignedIn, slug: str) -> HttpResponse:
    """Send messages again to an address that failed too often."""
    webhooks.switch_on(hook=_hook_for(request, slug), by=request.user, at=timezone.now())
    messages.success(request, gettext("The webhook is switched on again."))
    return redirect("employer:notices", slug)


@require_POST
@login_required
def remove_webhook(request: SignedIn, slug: str) -> HttpResponse:
    """Tell that address nothing any more."""
    webhooks.take_down(hook=_hook_for(request, slug), by=request.user, at=timezone.now())
    messages.success(request, gettext("The webhook is removed."))
    return redirect("employer:notices", slug)
