"""From a list of credentials to the file, and from a revocation to whoever has to know, by page."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from receiver import Receiver

from testamur.credential import check_record
from testamur.site.jobs.table import JOBS
from testamur.site.records import verifier
from testamur.site.records.models import AuditEntry, Delivery, Notice

pytestmark = pytest.mark.django_db
HOME = "/employer/academy/"


@pytest.fixture
def receiver(settings):
    settings.DEMO = True
    receiver = Receiver()
    yield receiver
    receiver.close()


def work(at):
    for name in ("check-lists", "check-watched", "send-notices", "send-webhooks"):
        JOBS[name].run(at)


def handed_in(client, *lines):
    text = "\ufefflabel,role,email,credential\r\n" + "\r\n".join(lines)
    return client.post(f"{HOME}list/", {"file": SimpleUploadedFile("roster.csv", text.encode())})


def own(held):
    return f"http://localhost:8000/credentials/{held.identifier}"


def test_from_a_list_to_the_file_and_from_a_revocation_to_webhook_and_mail_once(
    client, held, clock, employer, owner, candidate, receiver
):
    client.force_login(employer)
    shown = client.post(f"{HOME}changes/webhook/", {"url": receiver.url})
    assert shown.context["secret"].startswith("whsec_")
    assert "whsec_" not in client.get(f"{HOME}changes/").content.decode()
    client.post(f"{HOME}changes/people/", {"people": [employer.pk], "every_days": 1})

    wrong = handed_in(client, f"Nina,Nurse leader,,{own(held)}", "=1+1,,,")
    assert wrong.status_code == 422
    assert wrong.context["input"].errors["file"] == [
        "line 3, label: begins with '=', which a spreadsheet takes for a formula",
        "line 3, credential: is empty; give its address, or its text",
    ]
    answer = handed_in(client, f"Nina,Nurse leader,{candidate.email},{own(held)}", f"Nobody,,,{own(held)}x")
    before = client.get(answer["location"])
    assert "0 of 2 credentials are checked." in before.content.decode()
    assert before["refresh"]

    work(clock.at)

    after = client.get(answer["location"])
    assert "All 2 credentials are checked. 1 not added" in after.content.decode()
    assert "refresh" not in after
    lines = csv.DictReader(io.StringIO(client.get(f"{answer['location']}round.csv").content.decode("utf-8-sig")))
    assert [(line["label"], line["outcome"], line["verdict"]) for line in lines] == [
        ("Nina", "added", "genuine and current"),
        ("Nobody", "refused", ""),
    ]
    (record,) = client.get(f"{HOME}records.json").json()
    assert check_record(record, at=clock.at, resolve=verifier.resolve).is_good
    assert client.get(f"{HOME}records.pdf").content.startswith(b"%PDF")
    (line,) = csv.DictReader(io.StringIO(client.get(f"{HOME}roster.csv").content.decode("utf-8-sig")))
    assert (line["verdict"], f"http://localhost:8000/records/{line['record']}") == (
        "genuine and current",
        record["id"],
    )
    assert line["list of"] == "2026-03-02T09:00:00Z"

    clock.forward(hours=3)
    client.force_login(owner)
    place = reverse("staff:credential", args=["academy", held.pk])
    given = {"do": "revoke", "ground": "rules", "reason": "Somebody else sat the examination."}
    revoked = client.post(place, given)
    assert revoked.status_code == 302, revoked.content.decode()
    for _ in range(3):
        work(clock.forward(seconds=5))

    ((_, body),) = receiver.arrived
    data = json.loads(body)["data"]
    assert (data["before"], data["after"], data["credential"]) == ("genuine and current", "revoked", own(held))
    told = [message for message in mail.outbox if message.to == [employer.email]]
    assert [message.subject for message in told] == ["A credential is now: revoked"]
    client.force_login(employer)
    page = client.get(data["page"].removeprefix("http://localhost:8000")).content.decode()
    assert "Revoked by its issuer." in page
    kept = client.get(data["record"].removeprefix("http://localhost:8000") + ".json")
    assert json.loads(kept.content)["verdict"] == "revoked"
    assert json.loads(kept.content)["askedBy"] == {"organisation": "Academy"}
    changes = client.get(f"{HOME}changes/").context
    assert len(changes["changes"]) == len(changes["deliveries"]) == 1


def test_every_step_of_it_is_in_the_audit(client, held, clock, academy, employer, receiver):
    client.force_login(employer)
    client.post(f"{HOME}changes/webhook/", {"url": receiver.url})
    client.post(f"{HOME}changes/people/", {"people": [employer.pk], "every_days": 7})
    handed_in(client, f"Nina,,,{own(held)}")
    work(clock.at)
    client.post(f"{HOME}changes/webhook/trial/")
    client.post(f"{HOME}check/")
    entry = academy.roster.get()
    client.post(f"{HOME}entries/{entry.pk}/tell/", {"told": "yes"})
    client.post(f"{HOME}changes/webhook/on/")
    client.post(f"{HOME}changes/webhook/remove/")
    client.post(f"{HOME}entries/{entry.pk}/remove/")

    written = AuditEntry.objects.filter(by=employer).values_list("action", flat=True)
    assert {
        *("webhook.set", "webhook.trial", "webhook.on", "webhook.remove", "roster.told", "roster.watch"),
        *("roster.round", "roster.line", "roster.add", "verification.record", "roster.remove"),
    } <= set(written)
    text = "".join(f"{one.target}{one.detail}" for one in AuditEntry.objects.all())
    assert "Nina" not in text
    assert receiver.url not in text


def test_a_webhook_that_may_not_be_asked_is_refused_where_it_is_named(client, employer):
    client.force_login(employer)

    answer = client.post(f"{HOME}changes/webhook/", {"url": "http://10.0.0.1/hook"})

    assert answer.status_code == 422
    assert answer.context["address"].errors["url"] == ["It cannot be told: only plain https addresses are asked."]


def test_with_nothing_to_tell_nothing_is_sent(client, held, clock, employer, receiver):
    client.force_login(employer)
    client.post(f"{HOME}changes/webhook/", {"url": receiver.url})
    handed_in(client, f"Nina,,,{own(held)}")
    work(clock.at)

    work(clock.at + timedelta(days=2))

    assert receiver.arrived == []
    assert not Delivery.objects.exists()
    assert not Notice.objects.exists()
