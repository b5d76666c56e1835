"""Put a credential into a wallet: the offer as a QR code and a link, its transaction code, and how far it came."""

from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from testamur.credential.wallet import offer_link
from testamur.site.candidate import queries
from testamur.site.candidate.frame import Crumb, way
from testamur.site.records import wallets
from testamur.site.records.actions import wallets as actions
from testamur.site.records.models import Credential, WalletOffer
from testamur.site.records.signed_in import SignedIn


@require_http_methods(["GET", "POST"])
@login_required
def wallet(request: SignedIn, identifier: UUID) -> HttpResponse:
    """Show the offer that stands, or how the last one ended; make a new one when asked."""
    row = queries.own_credential(request.user, identifier)
    at = timezone.now()
    if request.method == "POST":
        actions.offer(row=row, by=request.user, at=at)
        return redirect("candidate:wallet", identifier)
    last = row.wallet_offers.select_related("access").last()
    title = row.award.enrolment.edition.programme.award.title
    context = {
        "row": row,
        "title": title,
        "not_in_force": actions.not_in_force(row),
        "last": last,
        "how": _how(last, at),
        "opened": _opened(last) if last and last.is_open(at) else None,
        "left": -((at - last.ends_at) // timedelta(minutes=1)) if last else 0,
        "minutes": int(actions.OFFER_HOLDS_FOR.total_seconds()) // 60,
        "is_secure": settings.SECURE,
        "crumbs": way(
            Crumb(gettext("My credentials"), reverse("candidate:credentials")),
            Crumb(title, reverse("candidate:credential", args=[identifier])),
            Crumb(gettext("Wallet")),
        ),
    }
    answer = render(request, "candidate/wallet.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _how(last: WalletOffer | None, at: datetime) -> str:
    """Return how far the last offer came, in a word of the page's table."""
    if last is None:
        return "none"
    if hasattr(last, "access"):
        if last.access.fetches.exists():
            return "fetched"
        return "taken" if at < last.access.ends_at else "dropped"
    if last.has_too_many_wrong:
        return "wrong"
    return "open" if last.is_open(at) else "over"


def _opened(offer: WalletOffer) -> dict[str, str]:
    code = wallets.tx_code(offer)
    return {"link": offer_link(wallets.address(offer)), "tx_code": f"{code[:3]} {code[3:]}"}


@require_GET
@login_required
def qr(request: SignedIn, identifier: UUID) -> HttpResponse:
    """Give the link of the offer that stands as a QR code."""
    row: Credential = queries.own_credential(request.user, identifier)
    last = row.wallet_offers.last()
    if last is None or not last.is_open(timezone.now()):
        raise Http404
    file = BytesIO()
    link = offer_link(wallets.address(last))
    segno.make_qr(link, error="m").save(file, kind="svg", border=4, light="#fff", xmldecl=False, omitsize=True)
    answer = HttpResponse(file.getvalue(), content_type="image/svg+xml")
    answer["Cache-Control"] = "no-store"
    return answer
