"""A wallet that is not ours takes up our offers: the OpenID4VCI client of OpenWallet Foundation Labs, in Node."""

import json
import os
from urllib.parse import urlsplit

import pytest
from django.test import Client

from independent import NoNode
from independent_wallet import taken_up
from testamur.credential.wallet import offer_link
from testamur.site.records import wallets
from testamur.site.records.actions import wallets as actions
from testamur.site.records.models import WalletFetch

pytestmark = [pytest.mark.django_db, pytest.mark.node]
SITE = "https://academy.example"


@pytest.fixture
def offer(held, candidate, clock, settings):
    settings.URL, settings.ALLOWED_HOSTS = SITE, ["academy.example"]
    return actions.offer(row=held, by=candidate, at=clock())


@pytest.fixture
def wallet():
    """Return a wallet; what it has and which paths it asked for are told."""
    client = Client(enforce_csrf_checks=True, headers={"host": "academy.example"})

    def answer(request):
        url = urlsplit(request["url"])
        assert f"{url.scheme}://{url.netloc}" == SITE
        kind = request["headers"].pop("content-type", "application/octet-stream")
        ours = client.generic(
            request["method"],
            url.path,
            request["body"],
            content_type=kind,
            headers=request["headers"],
            secure=True,
        )
        return ours.status_code, ours.headers, ours.content.decode()

    def take_up(offer, tx_code):
        try:
            has, asked = taken_up(offer_link(wallets.address(offer)), tx_code, answer=answer)
        except NoNode as lack:
            if os.environ.get("TESTAMUR_NO_SKIP") == "1":
                pytest.fail(str(lack))
            pytest.skip(str(lack))
        return has, [urlsplit(request["url"]).path for request in asked]

    return take_up


def test_it_reads_our_metadata_as_version_1_and_has_the_signed_credential(wallet, offer, held):
    has, asked = wallet(offer, wallets.tx_code(offer))

    assert has == {
        "credentials": [json.loads(held.document)],
        "draft": "V1",
        "format": "ldp_vc",
        "shown": "Clinical AI, Certificate of Five Courses",
    }
    assert asked == [
        f"/issuers/academy/offers/{offer.identifier}",
        "/.well-known/openid-credential-issuer/issuers/academy",
        "/.well-known/oauth-authorization-server/issuers/academy",
        "/issuers/academy/token",
        "/issuers/academy/credential",
    ]


def test_it_understands_that_the_transaction_code_was_wrong(wallet, offer):
    has, _ = wallet(offer, f"{(int(wallets.tx_code(offer)) + 1) % 10**6:06d}")

    assert has["error"] == "invalid_grant"
    assert not WalletFetch.objects.exists()
