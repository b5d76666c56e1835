"""The roster takes what is genuine, says what each check found, and gives it away safely."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from papers import pdf
from photographs import code
from photographs import file as jpeg
from pictures import PNG, SVG
from testamur.credential import MAX_GIVEN_BYTES, Verdict, bake, write_jwt
from testamur.site.jobs.table import JOBS
from testamur.site.records import issuers
from testamur.site.records.actions import credentials
from testamur.site.records.models import AuditEntry, RosterEntry, VerificationRecord

pytestmark = pytest.mark.django_db
ADD = "/employer/academy/add/"
LARGE, LARGE_TEXT = MAX_GIVEN_BYTES + 1, 256 * 1024 + 1


@pytest.fixture
def signed_in(client, employer, held, now):
    """Return the employer's browser, on a day on which the issuer's status list is fresh."""
    credentials.publish_status(at=now)
    client.force_login(employer)
    return client


def file(document):
    return SimpleUploadedFile("credential.json", document, "application/json")


def added(client, **given):
    return client.post(ADD, {"label": "Nina, ward 4", "role": "Nurse leader", **given})


def entry_page(client):
    entry = RosterEntry.objects.get()
    return client.get(reverse("employer:entry", args=["academy", entry.pk]))


@pytest.mark.parametrize("way", ["file", "text", "address"])
def test_a_credential_is_taken_as_file_text_or_address_here(signed_in, employer, held, now, way):
    address = f"http://localhost:8000/credentials/{held.identifier}"
    given = {"file": file(held.document.encode()), "text": held.document, "address": address}

    answer = added(signed_in, **{way: given[way]})

    entry = RosterEntry.objects.get()
    assert answer["location"] == reverse("employer:entry", args=["academy", entry.pk])
    assert (entry.label, entry.role, entry.address) == ("Nina, ward 4", "Nurse leader", address)
    assert json.loads(entry.document) == json.loads(held.document)
    record = VerificationRecord.objects.get()
    assert (record.verdict, record.at, record.by) == (Verdict.CURRENT, now, employer)
    assert AuditEntry.objects.filter(action="roster.add", by=employer).count() == 1


def as_token(held):
    """Return the credential as its issuer would sign it as a token."""
    _, key = issuers.signing_key(held.award.enrolment.edition.organisation)
    content = {name: value for name, value in json.loads(held.document).items() if name != "proof"}
    return write_jwt(content, key, at=held.issued_at)


@pytest.mark.parametrize("picture", [PNG, SVG], ids=["PNG", "SVG"])
def test_of_a_badge_picture_the_credential_in_it_is_kept(signed_in, held, picture):
    added(signed_in, file=file(bake(picture, held.document.encode())))

    assert RosterEntry.objects.get().document == held.document
    assert "Clinical AI, Certificate of Five Courses" in entry_page(signed_in).content.decode()


def test_of_a_pdf_certificate_and_a_picture_of_our_code_the_credential_is_kept(signed_in, held):
    address = f"http://localhost:8000/credentials/{held.identifier}"
    for given in (pdf(**{"credential.json": held.document.encode()}), jpeg(code(address))):
        RosterEntry.objects.all().delete()

        added(signed_in, file=file(given))

        assert RosterEntry.objects.get().document == held.document


def test_where_a_code_leads_elsewhere_nothing_is_fetched(signed_in):
    answer = added(signed_in, file=file(jpeg(code("https://elsewhere.example/credentials/1"))))

    assert "nothing is fetched from elsewhere here" in answer.context["input"].non_field_errors()[0]
    assert not RosterEntry.objects.exists()


@pytest.mark.parametrize("way", ["file", "text"])
def test_a_token_is_kept_shown_and_checked_again(signed_in, held, way):
    token = as_token(held)

    added(signed_in, **{way: file(token.encode()) if way == "file" else token})
    entry = RosterEntry.objects.get()
    signed_in.post(reverse("employer:check", args=["academy", entry.pk]))

    assert entry.document == token
    assert "Clinical AI, Certificate of Five Courses" in entry_page(signed_in).content.decode()
    assert {record.verdict for record in VerificationRecord.objects.all()} == {Verdict.CURRENT}
    assert VerificationRecord.objects.count() == 2


def test_it_is_given_in_exactly_one_way(signed_in, held):
    both = added(signed_in, text=held.document, file=file(held.document.encode()))
    none = added(signed_in)

    for answer in (both, none):
        assert answer.status_code == 422
        assert answer.context["input"].non_field_errors() == [
            "Give the credential in exactly one way: file, text or address."
        ]
    assert not RosterEntry.objects.exists()


@pytest.mark.parametrize(
    ("given", "start"),
    [
        ({"text": "no JSON"}, "This is not a genuine credential as it stands. It cannot be read safely: line 1"),
        ({"text": "[]"}, "This is not a genuine credential as it stands. It cannot be read safely"),
        ({"text": "[" * 5000}, "This is not a genuine credential as it stands. It cannot be read safely"),
        ({"text": '{"a": 1, "a": 2}'}, "This is not a genuine credential as it stands. It cannot be read safely"),
        ({"text": "{}"}, "This is not a genuine credential as it stands."),
        ({"file": b"\xff\xfe\x00"}, "This is not a genuine credential as it stands. It cannot be read safely"),
        ({"address": "http://localhost:8000/credentials/none"}, "no such credential was issued here"),
    ],
)
def test_what_is_no_credential_is_refused_with_the_reason(signed_in, held, given, start):
    given = {name: file(value) if name == "file" else value for name, value in given.items()}

    answer = added(signed_in, **given)

    assert answer.status_code == 422
    (reason,) = answer.context["input"].non_field_errors()
    assert reason.startswith(start)
    assert not RosterEntry.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"file": b" " * LARGE}, "file"),
        ({"text": "x" * LARGE_TEXT}, "text"),
        ({"file": b""}, "file"),
        ({"address": "https://elsewhere.example/credentials/1"}, "address"),
        ({"address": "http://localhost:8000.elsewhere.example/credentials/1"}, "address"),
        ({"address": "file:///etc/passwd"}, "address"),
    ],
)
def test_what_is_too_large_or_elsewhere_is_refused_before_it_is_read(signed_in, given, field):
    given = {name: file(value) if name == "file" else value for name, value in given.items()}

    answer = added(signed_in, **given)

    assert answer.status_code == 422
    assert field in answer.context["input"].errors
    assert not RosterEntry.objects.exists()


def test_a_post_that_is_far_too_large_is_refused(signed_in):
    assert added(signed_in, text="x" * 2_000_000).status_code in {400, 413, 422}
    assert not RosterEntry.objects.exists()


def test_a_credential_that_was_tampered_with_is_refused(signed_in, held):
    forged = held.document.replace("Clinical AI", "Clinical A1", 1)
    assert forged != held.document

    answer = added(signed_in, text=forged)

    (reason,) = answer.context["input"].non_field_errors()
    assert reason.startswith("This is not a genuine credential as it stands.")
    assert not RosterEntry.objects.exists()


def test_the_same_credential_is_not_taken_twice(signed_in, held):
    added(signed_in, text=held.document)

    again = added(signed_in, text=held.document)

    assert again.context["input"].non_field_errors() == ["This credential stands in your roster already."]
    assert RosterEntry.objects.count() == 1


def test_a_revoked_credential_is_found_out_at_the_next_check(signed_in, held, owner, now):
    added(signed_in, text=held.document)
    credentials.revoke(row=held, reason="Somebody else sat.", by=owner, at=now)
    assert "Genuine and current." in entry_page(signed_in).content.decode()

    signed_in.post(reverse("employer:check_all", args=["academy"]))
    JOBS["check-lists"].run(now)

    page = entry_page(signed_in)
    assert "Revoked by its issuer." in page.content.decode()
    assert [record.verdict for record in VerificationRecord.objects.all()] == ["genuine and current", "revoked"]
    states = {str(step.name): step.state for step in page.context["steps"]}
    assert states["Not withdrawn"] == "failed"
    assert states["Signature"] == "passed"
    roster_page = signed_in.get(reverse("employer:roster", args=["academy"])).content.decode()
    assert "The one credential was not current when last checked." in roster_page


def test_one_entry_is_checked_alone(signed_in, held):
    added(signed_in, text=held.document)
    entry = RosterEntry.objects.get()

    signed_in.post(reverse("employer:check", args=["academy", entry.pk]))

    assert entry.verifications.count() == 2


def test_an_entry_is_removed_and_the_records_of_its_checks_stay(signed_in, held):
    added(signed_in, text=held.document)
    entry = RosterEntry.objects.get()

    signed_in.post(reverse("employer:remove", args=["academy", entry.pk]))

    assert not RosterEntry.objects.exists()
    assert VerificationRecord.objects.get().entry is None
    assert AuditEntry.objects.get(action="roster.remove").organisation.slug == "academy"


def test_assessed_and_completed_stand_apart(signed_in, held):
    added(signed_in, text=held.document)

    page = signed_in.get(reverse("employer:roster", args=["academy"]))

    (row,) = page.context["assessed"]
    assert [str(cell.text) for cell in row.cells] == [
        "Nina, ward 4",
        "Nurse leader",
        held.award.enrolment.edition.programme.award.title,
        "genuine and current",
        "9 March 2026, 09:00 UTC",
        "its issuer calls it Certificate",
    ]
    assert (page.context["completed"], page.context["not_said"]) == ([], [])


def test_the_roster_leaves_as_csv_that_no_spreadsheet_runs(signed_in, held):
    added(signed_in, text=held.document, label='=HYPERLINK("https://evil.example";"Nina")', role="+1")

    answer = signed_in.get(reverse("employer:export", args=["academy"]))

    assert answer["content-disposition"] == 'attachment; filename="roster-academy-2026-03-09.csv"'
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [
        (line["label"], line["role"], line["class"], line["verdict"], line["checked at"]) for line in lines
    ] == [
        (
            '\'=HYPERLINK("https://evil.example";"Nina")',
            "'+1",
            "assessed",
            "genuine and current",
            "2026-03-09T09:00:00+00:00",
        )
    ]


def test_an_empty_roster_says_so(signed_in):
    page = signed_in.get(reverse("employer:roster", args=["academy"])).content.decode()

    assert "The roster is empty." in page


def test_a_label_is_shown_as_text(signed_in, held):
    added(signed_in, text=held.document, label="<b onclick=x>Nina</b>")

    assert "<b onclick" not in entry_page(signed_in).content.decode()
