"""Records by page, JSON and PDF; asked for from the verify page; checked by the verify page and by the command."""

import base64
import io
import json

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from people import AT
from pypdf import PdfReader

from testamur.cli import command
from testamur.credential import check_record
from testamur.site.records import verification_paper, verifier
from testamur.site.records.actions import credentials, people, roster, verifications
from testamur.site.records.models import AuditEntry, VerificationRecord, VerifierKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, employer, held, now):
    credentials.publish_status(at=now)
    client.force_login(employer)
    return client


@pytest.fixture
def entry(academy, employer, held, signed_in, now):
    document = held.document.encode()
    return roster.add(organisation=academy, label="Nina, ward 4", role="", document=document, by=employer, at=now)


def page(client, name, record):
    return client.get(reverse(f"records:{name}", args=[record.identifier]))


def asked(client, document, **further):
    given = base64.b64encode(document).decode()
    return client.post(reverse("employer:ask", args=["academy"]), {"document": given, **further})


def test_a_record_is_shown_with_verdict_asker_steps_sources_and_digest(signed_in, entry, employer, held):
    record = entry.verifications.get()

    shown = page(signed_in, "record", record)
    text = shown.content.decode()

    assert "Genuine and current." in text
    facts = dict(shown.context["facts"])
    assert facts["Filed under"] == "Nina, ward 4 (your own words; not signed)"
    assert facts["Asked by"] == "Academy, Hiring manager"
    assert facts["Person"] == f"{employer.name}, number {employer.pk} (the number is signed)"
    assert facts["Checked by"] == "did:web:localhost%3A8000:verifier"
    assert facts["SHA-256 of the credential"] == held.digest
    list_row, keys_row = [[str(cell.text) for cell in row.cells] for row in shown.context["sources"]][::-1]
    assert list_row[0].startswith("http://localhost:8000/status/")
    assert list_row[1].startswith("status list, of 9 March 2026, 09:00:00 UTC, place ")
    assert keys_row[0] == "did:web:localhost%3A8000:issuers:academy"
    assert record.digest in text


def test_the_json_is_exactly_what_was_signed_and_names_nobody(signed_in, entry, employer, candidate):
    record = entry.verifications.get()

    answer = page(signed_in, "json", record)

    assert answer.content.decode() == record.document
    assert answer["content-disposition"] == f'attachment; filename="record-{record.identifier}.json"'
    for name in (employer.name, employer.email, candidate.name, candidate.email, "ward 4"):
        assert name not in record.document
    assert check_record(json.loads(answer.content), at=AT, resolve=verifier.resolve).is_good


def test_the_pdf_is_for_the_file_and_has_the_signed_record_inside(signed_in, entry):
    record = entry.verifications.get()

    answer = page(signed_in, "pdf", record)

    read = PdfReader(io.BytesIO(answer.content), strict=True)
    text = " ".join("".join(sheet.extract_text() for sheet in read.pages).split())
    assert len(read.pages) <= 2
    for said in ("Genuine and current.", "Nina, ward 4", "Academy, Hiring manager", "Signature", record.digest):
        assert said in text
    assert read.attachments["record.json"] == [record.document.encode()]


def test_the_whole_roster_is_given_as_one_list_and_one_pdf(signed_in, entry):
    roster.check(entry=entry, by=entry.added_by, at=entry.added_at)
    last = entry.verifications.last()

    as_json = signed_in.get(reverse("employer:records_json", args=["academy"]))
    as_pdf = signed_in.get(reverse("employer:records_pdf", args=["academy"]))

    assert as_json.json() == [json.loads(last.document)]
    read = PdfReader(io.BytesIO(as_pdf.content), strict=True)
    assert "1 of 1 credentials were genuine and current" in " ".join(read.pages[0].extract_text().split())


def test_of_a_large_roster_the_list_alone_is_printed(signed_in, entry, monkeypatch):
    monkeypatch.setattr(verification_paper, "MOST_IN_FULL", 0)

    answer = signed_in.get(reverse("employer:records_pdf", args=["academy"]))

    (sheet,) = PdfReader(io.BytesIO(answer.content), strict=True).pages
    text = " ".join(sheet.extract_text().split())
    assert "the list alone is printed" in text
    assert str(entry.verifications.get().identifier)[:8] in text
    assert "What was checked" not in text


def test_a_person_who_may_keep_records_is_offered_one_on_the_verify_page(signed_in, held, employer):
    answer = signed_in.post(reverse("public:verify"), {"text": held.document})
    again = answer.context["again"]

    kept = signed_in.post(reverse("employer:ask", args=["academy"]), {"document": again, "email": ""})

    record = VerificationRecord.objects.get()
    assert kept["location"] == reverse("records:record", args=[record.identifier])
    assert (record.entry, record.by, record.verdict) == (None, employer, "genuine and current")
    assert json.loads(record.document)["credential"]["sha256"] == held.digest
    assert AuditEntry.objects.get(action="verification.record").detail == {
        "verdict": "genuine and current",
        "digest": record.digest,
    }


def test_others_are_offered_none(client, held, candidate):
    assert "Keep a signed record" not in client.post("/verify/", {"text": held.document}).content.decode()

    client.force_login(candidate)
    text = client.post("/verify/", {"text": held.document}).content.decode()

    assert "Keep a signed record" not in text
    assert "Tell me when its status changes" in text


def test_what_is_not_genuine_has_a_record_too_which_repeats_nothing_of_it(signed_in, held):
    forged = held.document.replace("Clinical AI", "Clinical A1").encode()

    asked(signed_in, forged)

    record = VerificationRecord.objects.get()
    content = json.loads(record.document)
    assert record.verdict == "not genuine"
    assert set(content["credential"]) == {"sha256"}
    assert page(signed_in, "pdf", record).status_code == page(signed_in, "record", record).status_code == 200


def test_the_record_says_whose_it_is_if_that_was_asked(signed_in, held, candidate):
    asked(signed_in, held.document.encode(), email=candidate.email)
    asked(signed_in, held.document.encode(), email="somebody.else@people.example")

    theirs, not_theirs = VerificationRecord.objects.all()
    assert (theirs.verdict, not_theirs.verdict) == ("genuine and current", "not theirs")
    assert candidate.email not in theirs.document


@pytest.mark.parametrize("document", ["", "!", base64.b64encode(b"x" * 300_000).decode()])
def test_without_a_credential_there_is_no_record(signed_in, document):
    answer = signed_in.post(reverse("employer:ask", args=["academy"]), {"document": document})

    assert answer.status_code == 422
    assert not VerificationRecord.objects.exists()


def test_the_verify_page_knows_a_record_and_what_was_done_to_it(client, entry):
    record = entry.verifications.get()
    text, paper = record.document, verification_paper.paper(record)
    client.logout()

    genuine = client.post("/verify/", {"text": text})
    forged = client.post("/verify/", {"text": text.replace("genuine and current", "revoked", 1)})
    on_paper = client.post("/verify/", {"file": SimpleUploadedFile("record.pdf", paper)})
    several = client.post("/verify/", {"file": SimpleUploadedFile("records.json", f"[{text},{text}]".encode())})

    for answer in (genuine, on_paper):
        assert "This record is what its verifier signed." in answer.content.decode()
    assert "This is not a genuine record as it stands." in forged.content.decode()
    assert "What it says is not shown" in forged.content.decode()
    assert "2 records were checked." in several.content.decode()


def test_the_verifiers_keys_are_published_and_old_ones_keep_verifying(client, entry, now):
    record = json.loads(entry.verifications.get().document)

    verifications.make_key(by=None, at=now)
    published = client.get("/verifier/did.json")

    document = published.json()
    assert [name.partition("#")[2] for name in document["assertionMethod"]] == ["key-2026-1", "key-2026-2"]
    assert VerifierKey.objects.filter(retired_at=None).get().name == "key-2026-2"
    assert "PRIVATE" not in published.content.decode()
    assert check_record(record, at=now, resolve=lambda _: document).is_good


def test_before_the_first_record_there_are_no_keys(client, academy):
    assert client.get("/verifier/did.json").status_code == 404


def test_a_record_stays_when_entry_and_person_go(signed_in, entry, employer, now):
    record = entry.verifications.get()
    text = record.document

    roster.remove(entry=entry, by=employer, at=now)
    people.erase(person=employer, by=employer, at=now)

    record.refresh_from_db()
    assert (record.document, record.entry) == (text, None)
    assert AuditEntry.objects.filter(action="verification.record").get().detail["digest"] == record.digest


def test_records_are_removed_after_ten_years(entry, now):
    assert verifications.remove_old(at=now.replace(year=now.year + 10)) == 0
    assert verifications.remove_old(at=now.replace(year=now.year + 10, month=12)) == 1
    assert AuditEntry.objects.filter(action="verification.remove").exists()


@pytest.fixture
def files(tmp_path, entry, held, client):
    written = {
        "record.json": entry.verifications.get().document,
        "did.json": client.get("/verifier/did.json").content.decode(),
        "credential.json": held.document,
    }
    for name, text in written.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "forged.json").write_text(written["record.json"].replace("genuine and current", "revoked"))
    (tmp_path / "record.pdf").write_bytes(verification_paper.paper(entry.verifications.get()))
    return tmp_path


def run(*arguments):
    result = CliRunner().invoke(command(), ["credential", "record", *map(str, arguments)])
    return result.exit_code, result.stdout


def test_the_command_checks_a_record_with_what_one_has_kept(files):
    key = VerifierKey.objects.get().public
    record, forged = files / "record.json", files / "forged.json"

    by_document = run(record, "--did", files / "did.json", "--credential", files / "credential.json")
    by_key = run(record, "--key", key, "--json")
    changed = run(forged, "--key", key)
    on_paper = run(files / "record.pdf", "--key", key)
    about_another = run(record, "--key", key, "--credential", files / "did.json")

    assert by_document[0] == by_key[0] == on_paper[0] == 0
    assert by_document[1].splitlines() == [
        "This record is what its verifier signed.",
        "  ✓ well-formed: It is a verification record with everything that one must have.",
        "  ✓ verifier: The verifier did:web:localhost%3A8000:verifier publishes its keys.",
        "  ✓ proof: The signature matches: nothing was changed since the check on 9 March 2026.",
        "  ✓ credential: It is about the credential that you gave.",
        "  It says of 2026-03-09T09:00:00Z: This credential is genuine and current.",
    ]
    assert json.loads(by_key[1])[0]["title"] == "This record is what its verifier signed."
    assert changed[0] == about_another[0] == 1
    assert changed[1].startswith("This is not a genuine record as it stands.")


def test_the_command_says_of_what_is_no_record_that_it_is_none(files):
    (files / "none.json").write_text("{}")

    assert run(files / "none.json", "--did", files / "did.json")[0] == 1
    assert run(files / "credential.json", "--did", files / "did.json")[0] == 1
