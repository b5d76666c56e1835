"""A holder puts a credential into a wallet: the page says what to do, what stands, and what has become of it."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from testamur.credential.wallet import CredentialRequest, TokenRequest, WalletRefused
from testamur.site.records import wallets
from testamur.site.records.actions import compromise, credentials
from testamur.site.records.actions import wallets as actions
from testamur.site.records.models import AuditEntry, Suspension, WalletOffer

pytestmark = pytest.mark.django_db


@pytest.fixture
def nina(client, candidate, held, clock):
    client.force_login(candidate)
    return client


def page(row, name="wallet"):
    return reverse(f"candidate:{name}", args=[row.identifier])


def text_of(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.content.decode())).split())


def headline(client, row):
    return html.unescape(re.search(r"<h1>(.*?)</h1>", client.get(page(row)).content.decode())[1])


def offered(client, row):
    assert client.post(page(row))["location"] == page(row)
    return WalletOffer.objects.last()


def test_the_credentials_page_leads_here_and_nothing_is_offered_unasked(nina, held):
    assert f'href="{page(held)}"' in nina.get(page(held, "credential")).content.decode()
    assert headline(nina, held) == "You can put this credential into a wallet on your phone."
    assert nina.get(page(held, "wallet_qr")).status_code == 404
    assert not WalletOffer.objects.exists()


def test_an_offer_shows_code_link_digits_and_its_end(nina, held):
    offer = offered(nina, held)

    answer = nina.get(page(held))
    text = text_of(answer)

    address = f"http://localhost:8000/issuers/academy/offers/{offer.identifier}"
    assert headline(nina, held) == "Scan this with your wallet in the next 10 minutes."
    assert "It works once, until 09:10 UTC." in text
    assert wallets.tx_code(offer) in text.replace(" ", "")
    assert re.search(r"\b\d{3} \d{3}\b", text)
    assert answer.context["opened"]["link"] == (
        "openid-credential-offer://?credential_offer_uri=http%3A%2F%2Flocalhost%3A8000%2Fissuers%2Facademy%2Foffers%2F"
        f"{offer.identifier}"
    )
    assert wallets.address(offer) == address
    assert answer["cache-control"] == "no-store"
    assert nina.get(page(held, "wallet_qr")).content.startswith(b"<svg")


def test_neither_code_is_kept_and_other_offers_have_others(nina, held):
    first, second = offered(nina, held), offered(nina, held)

    kept = str([list(model.objects.values()) for model in (WalletOffer, AuditEntry)])
    assert wallets.code(first) not in kept
    assert wallets.tx_code(first) not in kept
    assert wallets.code(first) != wallets.code(second)
    assert not first.is_open(first.made_at)
    assert second.is_open(second.made_at)


def test_both_codes_go_with_the_installations_secret(nina, held, settings):
    offer = offered(nina, held)
    codes = wallets.code(offer), wallets.tx_code(offer)
    settings.SECRET_KEY = "another"

    assert wallets.code(offer) != codes[0]
    assert wallets.offer_named(codes[0]) is None


def test_a_site_without_a_secure_address_says_that_wallets_refuse(nina, held, settings):
    offered(nina, held)

    settings.SECURE = False
    assert "no secure address" in text_of(nina.get(page(held)))
    settings.SECURE = True
    assert "no secure address" not in text_of(nina.get(page(held)))


def test_an_offer_ends_after_ten_minutes(nina, held, clock):
    offered(nina, held)
    clock.forward(minutes=10)

    assert headline(nina, held) == "The time of this offer is over. No wallet has fetched it."
    assert nina.get(page(held, "wallet_qr")).status_code == 404


def test_ten_offers_an_hour_are_the_most(nina, held, clock):
    answers = [nina.post(page(held)).status_code for _ in range(11)]

    assert answers == [302] * 10 + [409]
    assert AuditEntry.objects.filter(action="wallet.offer", by=held.award.enrolment.person).count() == 10
    clock.forward(hours=1)
    assert nina.post(page(held)).status_code == 302


def test_a_revoked_credential_is_not_offered(nina, held, owner, clock):
    credentials.revoke(row=held, reason="A slip.", by=owner, at=clock())

    assert "This credential was revoked, so it cannot go into a wallet." in text_of(nina.get(page(held)))
    assert '<form method="post">' not in nina.get(page(held)).content.decode()
    assert nina.post(page(held)).status_code == 409
    assert not WalletOffer.objects.exists()


def test_a_replaced_credential_is_not_offered(nina, held, clock):
    credentials.issue(award=held.award, by=None, at=clock())

    assert nina.post(page(held)).status_code == 409


def test_a_suspended_credential_is_not_offered_until_it_is_reinstated(nina, held, clock):
    suspension = Suspension.objects.create(credential=held, reason="A check.", at=clock())

    assert nina.post(page(held)).status_code == 409
    suspension.ended_at = clock()
    suspension.save()
    assert nina.post(page(held)).status_code == 302


def test_a_credential_whose_key_was_taken_back_is_not_offered(nina, held, owner, clock):
    compromise.declare(key=held.key, reason="A lost laptop.", by=owner, at=clock())

    assert nina.post(page(held)).status_code == 409
    assert "once it is signed anew" in text_of(nina.get(page(held)))


def take_up(offer, clock):
    request = TokenRequest(wallets.code(offer), wallets.tx_code(offer))
    organisation = offer.credential.award.enrolment.edition.organisation
    return organisation, actions.take_up(organisation=organisation, request=request, at=clock())[1]


def test_the_page_says_how_far_a_wallet_came(nina, held, clock):
    organisation, token = take_up(offered(nina, held), clock)

    assert headline(nina, held) == "A wallet has given both codes, and has not fetched it yet."
    assert nina.get(page(held, "wallet_qr")).status_code == 404
    asked = CredentialRequest(configuration="clinical-ai-cme.2026-1")
    actions.fetch(organisation=organisation, token=token, request=asked, at=clock())
    assert headline(nina, held) == "A wallet fetched it on 2 March, 09:00 UTC."
    clock.forward(hours=1)
    assert headline(nina, held) == "A wallet fetched it on 2 March, 09:00 UTC."


def test_the_page_says_that_a_wallet_gave_up(nina, held, clock):
    take_up(offered(nina, held), clock)
    clock.forward(minutes=5)

    assert headline(nina, held) == "A wallet gave both codes and then did not fetch it."


def test_the_page_counts_wrong_codes_and_says_that_they_ended_the_offer(nina, held, clock):
    offer = offered(nina, held)

    def wrong():
        with pytest.raises(WalletRefused):
            actions.take_up(
                organisation=held.award.enrolment.edition.organisation,
                request=TokenRequest(wallets.code(offer), "wrong"),
                at=clock(),
            )

    wrong()
    assert "The code was entered wrongly 1 time; with the fifth the offer ends." in text_of(nina.get(page(held)))
    for _ in range(4):
        wrong()
    assert headline(nina, held) == "The transaction code was entered wrongly five times, so this offer has ended."


def test_offers_are_removed_after_a_day_and_the_audit_stays(nina, held, clock):
    offered(nina, held)

    assert actions.remove_ended(at=clock() + timedelta(hours=23)) == 0
    assert actions.remove_ended(at=clock() + timedelta(hours=25)) == 1
    assert not WalletOffer.objects.exists()
    assert [entry.action for entry in AuditEntry.objects.filter(action__startswith="wallet")] == [
        "wallet.offer",
        "wallet.remove",
    ]
