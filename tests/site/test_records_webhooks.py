"""Webhooks: signed as the open standard has it, to a real receiver, tried again, given up, switched off."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from people import AT
from receiver import Receiver

from testamur.credential import Unreachable, sealed, unsealed
from testamur.errors import Refused
from testamur.site.records.actions import webhooks
from testamur.site.records.models import AuditEntry, Delivery, StatusChange, Webhook

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "webhook.md"


@pytest.fixture
def receiver(settings):
    settings.DEMO = True
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def hook(academy, employer, receiver):
    return webhooks.set_up(organisation=academy, url=receiver.url, by=employer, at=AT)


@pytest.fixture
def change(held, academy, employer):
    entry = academy.roster.create(
        label="Nina", address="https://a.example/1", document=held.document, added_at=AT, added_by=employer
    )
    return StatusChange.objects.create(entry=entry, before="genuine and current", after="revoked", at=AT)


def put_out(hook, change):
    return Delivery.objects.create(webhook=hook, change=change, due_at=AT)


def test_a_message_is_signed_as_the_standards_own_example():
    """The vector that Standard Webhooks publishes with its libraries: secret, id, time, body, signature."""
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330, UTC)

    headers = webhooks.headers("msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', key=key, at=at)

    assert headers["webhook-id"] == "msg_p5jXN8AQM9LWM0D4loKWxJek"
    assert headers["webhook-timestamp"] == "1614265330"
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def documented_check():
    """Return the function that the reference page tells receivers to write."""
    text = PAGE.read_text()
    code = text.split("```python\n", 1)[1].split("```", 1)[0]
    names = {}
    exec(compile(code, str(PAGE), "exec"), names)  # noqa: S102  (our own page is tested as it stands)
    return names["is_genuine"]


def test_the_receiver_of_a_message_can_check_it_by_the_code_in_the_reference(hook, change, receiver, academy):
    row, secret = hook
    delivery = put_out(row, change)

    assert webhooks.deliver_due(at=AT) == 1

    ((headers, body),) = receiver.arrived
    is_genuine = documented_check()
    now = AT.timestamp()
    assert is_genuine(headers, body, secret, now=now + 200)
    assert not is_genuine(headers, body + b" ", secret, now=now)
    assert not is_genuine(headers, body, "whsec_" + base64.b64encode(bytes(32)).decode(), now=now)
    assert not is_genuine(headers, body, secret, now=now + 301)
    assert not is_genuine({**headers, "webhook-id": "another"}, body, secret, now=now)
    assert headers["webhook-id"] == delivery.identifier.hex
    assert json.loads(body) == {
        "type": "credential.status-changed",
        "timestamp": "2026-03-02T09:00:00Z",
        "data": {
            "organisation": "academy",
            "change": str(change.identifier),
            "entry": change.entry.pk,
            "page": f"http://localhost:8000/employer/academy/entries/{change.entry.pk}/",
            "credential": "https://a.example/1",
            "before": "genuine and current",
            "after": "revoked",
            "record": None,
            "recordSha256": None,
        },
    }
    assert "Nina" not in body.decode()


def test_what_arrived_is_sent_once(hook, change, receiver):
    put_out(hook[0], change)

    counts = [webhooks.deliver_due(at=AT + timedelta(hours=n)) for n in range(3)]

    assert counts == [1, 0, 0]
    assert len(receiver.arrived) == 1
    assert Delivery.objects.get().sent_at == AT


def test_a_message_is_tried_again_later_and_later_under_the_same_id_and_then_given_up(hook, change, receiver):
    receiver.status = 503
    put_out(hook[0], change)
    at, gaps = AT, []

    while not (delivery := Delivery.objects.get()).given_up_at:
        gaps.append(int((delivery.due_at - at).total_seconds() // 60))
        at = delivery.due_at
        assert webhooks.deliver_due(at=at - timedelta(seconds=1)) == 0
        assert webhooks.deliver_due(at=at) == 1

    assert gaps == [0, 1, 5, 30, 120, 360, 720, 1440]
    assert delivery.problem == "the answer was 503"
    assert len({headers["webhook-id"] for headers, _ in receiver.arrived}) == 1
    assert AuditEntry.objects.filter(action="webhook.attempt").count() == 8


def test_a_redirect_is_not_followed(hook, change, receiver):
    receiver.status = 302
    put_out(hook[0], change)

    webhooks.deliver_due(at=AT)

    assert Delivery.objects.get().problem == "the answer was 302"
    assert len(receiver.arrived) == 1


def test_an_address_that_keeps_failing_is_switched_off_with_word_to_its_people_and_on_again(
    hook, change, receiver, employer, django_capture_on_commit_callbacks
):
    receiver.status = 500
    row = hook[0]
    put_out(row, change)
    Webhook.objects.update(failures=webhooks.MOST_FAILURES - 1)

    with django_capture_on_commit_callbacks(execute=True):
        webhooks.deliver_due(at=AT)

    row.refresh_from_db()
    assert row.disabled_at == AT
    assert webhooks.deliver_due(at=AT + timedelta(days=1)) == 0
    assert employer.email in [address for message in mail.outbox for address in message.to]
    receiver.status = 200
    webhooks.switch_on(hook=row, by=employer, at=AT + timedelta(days=1))
    assert webhooks.deliver_due(at=AT + timedelta(days=1)) == 1
    row.refresh_from_db()
    assert (row.failures, row.disabled_at) == (0, None)


def test_a_process_that_died_over_a_message_is_followed_by_another(hook, change, receiver):
    put_out(hook[0], change)
    Delivery.objects.update(claimed_at=AT)

    at_once = webhooks.deliver_due(at=AT + timedelta(minutes=1))
    later = webhooks.deliver_due(at=AT + timedelta(minutes=6))

    assert (at_once, later) == (0, 1)


def test_a_trial_is_sent_at_once_and_not_again(hook, receiver, employer):
    receiver.status = 500

    failed = webhooks.send_trial(hook=hook[0], by=employer, at=AT)
    receiver.status = 200
    arrived = webhooks.send_trial(hook=hook[0], by=employer, at=AT)

    assert (failed.given_up_at, failed.problem) == (AT, "the answer was 500")
    assert arrived.sent_at == AT
    assert webhooks.deliver_due(at=AT + timedelta(days=1)) == 0
    assert json.loads(receiver.arrived[-1][1]) == {
        "type": "trial",
        "timestamp": "2026-03-02T09:00:00Z",
        "data": {"organisation": "academy"},
    }


@pytest.mark.parametrize(
    "url",
    [
        *("http://hospital.example/hook", "ftp://hospital.example/", "https://user@hospital.example/", "hospital"),
        *("file:///etc/passwd", "https://", "http://127.0.0.1/hook"),
    ],
)
def test_only_a_plain_https_address_is_told(academy, employer, url):
    with pytest.raises(Unreachable):
        webhooks.set_up(organisation=academy, url=url, by=employer, at=AT)

    assert not Webhook.objects.exists()


def test_an_address_on_a_private_network_is_never_connected_to(academy, employer, change):
    row, _ = webhooks.set_up(organisation=academy, url="https://127.0.0.1/hook", by=employer, at=AT)
    put_out(row, change)

    webhooks.deliver_due(at=AT)

    assert Delivery.objects.get().problem == "127.0.0.1 is not a public address"


def test_a_secret_that_cannot_be_opened_fails_as_an_address_does_and_stops_no_other(hook, change, settings):
    delivery = put_out(hook[0], change)
    settings.KEY_PASSPHRASE = "another passphrase than that of the secret"

    assert webhooks.deliver_due(at=AT) == 1

    delivery.refresh_from_db()
    assert (delivery.attempts, delivery.problem, delivery.due_at) == (
        1, "The secret cannot be opened with this passphrase.", AT + timedelta(minutes=1),
    )  # fmt: skip


def test_the_secret_is_kept_so_that_nobody_reads_it_and_another_address_gets_another(hook, academy, employer):
    row, secret = hook
    key = base64.b64decode(secret.removeprefix("whsec_"))
    assert secret.removeprefix("whsec_") not in row.secret
    assert len(key) == 32

    again, other = webhooks.set_up(organisation=academy, url="https://b.example/", by=employer, at=AT)

    assert other != secret
    assert Webhook.objects.get() == again
    assert secret not in "".join(map(str, AuditEntry.objects.values_list("detail", flat=True)))


def test_a_sealed_secret_opens_with_its_passphrase_only():
    text = sealed(b"secret", passphrase=b"one")

    assert unsealed(text, passphrase=b"one") == b"secret"
    for wrong in ((text, b"two"), (text[:-4] + "AAAA", b"one"), ("no base64", b"one")):
        with pytest.raises(Refused):
            unsealed(wrong[0], passphrase=wrong[1])
    with pytest.raises(Refused):
        sealed(b"secret", passphrase=b"")


def test_old_messages_are_removed(hook, change, receiver):
    put_out(hook[0], change)
    webhooks.deliver_due(at=AT)

    early, late = webhooks.remove_old(at=AT + timedelta(days=90)), webhooks.remove_old(at=AT + timedelta(days=91))

    assert (early, late) == (0, 1)
