"""Statements of how was assessed: published to the byte, bound to credentials, read out, doubted if changed."""

import hashlib
import io
import json
import zipfile
from base64 import b64encode
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.db import IntegrityError, transaction
from django.urls import reverse

from testamur import credential
from testamur.cli import command
from testamur.errors import Refused
from testamur.site.records import issuers
from testamur.site.records.actions import compromise, credentials, statements
from testamur.site.records.models import AuditEntry, Credential, IssuerKey, Statement

pytestmark = pytest.mark.django_db
ASSESSED = "How it was assessed"


@pytest.fixture
def stated(held):
    """Return the statement that was signed with the first credential of its edition."""
    return Statement.objects.get()


def page(row):
    return reverse("public:statement", args=[row.identifier])


def verified(client, text):
    return client.post("/verify/", {"text": text}).content.decode()


def test_the_first_credential_of_an_edition_comes_with_a_statement(held, stated, at):
    (related,) = credential.content_of(held.document.encode())["relatedResource"]
    digest = b64encode(hashlib.sha384(stated.document.encode()).digest()).decode()

    assert related == {
        "id": f"http://localhost:8000/statements/{stated.identifier}",
        "mediaType": "application/vc",
        "digestSRI": f"sha384-{digest}",
    }
    assert stated.edition == held.award.enrolment.edition
    assert AuditEntry.objects.get(action="statement.sign").organisation == stated.edition.organisation


def test_no_statement_is_left_where_the_credential_could_not_be_signed(held, at):
    Credential.objects.all().delete()
    Statement.objects.all().delete()
    IssuerKey.objects.update(retired_at=at)

    with pytest.raises(Refused):
        credentials.issue(award=held.award, by=None, at=at)

    assert not Statement.objects.exists()


@pytest.mark.parametrize("accept", ["application/json", "application/ld+json", "application/vc"])
def test_programs_get_the_very_bytes_that_the_digest_is_of(client, held, stated, accept):
    (related,) = credential.content_of(held.document.encode())["relatedResource"]
    answer = client.get(page(stated), headers={"accept": accept})

    assert credential.integrity_of(answer.content) == related["digestSRI"]
    assert answer["Content-Type"] == accept
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in answer["Vary"]


def test_people_get_the_three_criteria_with_their_evidence(client, stated):
    said = client.get(page(stated), headers={"accept": "text/html"}).content.decode()

    assert "Clinical AI, Certificate of Five Courses is assessed with a rigour of 2 of 5." in said
    for title in ("Domain alignment: 3 to 12 of 12", "Assessment rigour: 2 of 5", "Portability: 15 to 80 of 100"):
        assert title in said
    assert "does not apply" in said
    assert "Nobody outside has endorsed it." in said


def test_the_verify_page_reads_it_out(client, held, stated):
    said = verified(client, held.document)

    assert ASSESSED in said
    assert "The issuer signed how it is assessed, and not a letter was changed since." in said
    assert "Assessment rigour: 2 of 5" in said


def test_the_page_of_the_credential_reads_it_out(client, held, stated):
    said = client.get(reverse("public:credential", args=[held.identifier])).content.decode()

    assert "Assessment rigour: 2 of 5" in said


def test_a_statement_changed_is_a_warning_and_nothing_of_it_is_shown(client, held, stated):
    Statement.objects.update(document=stated.document.replace("Five self-paced", "Fifty rigorous"))

    said = verified(client, held.document)

    assert "This credential is genuine and current." in said
    assert "what is published now is not what was signed with the credential" in said
    assert "Whether the credential itself is genuine is another matter" in said
    assert "Assessment rigour" not in said


def test_of_a_credential_that_is_not_genuine_no_statement_is_asked_for(client, held, stated, monkeypatch):
    monkeypatch.setattr(issuers, "fetch_statement", lambda _: pytest.fail("a forger made the site ask"))

    said = verified(client, held.document.replace("Five Courses", "Six Courses"))

    assert ASSESSED not in said


def test_a_credential_without_one_says_so(client, held, monkeypatch):
    monkeypatch.setattr(statements, "bound", lambda *_, **__: ())
    row = credentials.issue(award=held.award, by=None, at=held.issued_at)

    assert "Its issuer gives no signed statement of how it was assessed." in verified(client, row.document)


def test_the_api_gives_it_to_programs(client, held, stated):
    answer = client.post("/api/verify", {"text": held.document}, content_type="application/json").json()
    (told,) = answer["statements"]
    domain, rigour, portability = told["criteria"]
    facts = {fact["key"]: fact for one in told["criteria"] for fact in one["facts"]}

    assert (told["answer"], told["address"]) == ("yes", issuers.statement_url(stated))
    assert (rigour["low"], rigour["high"]) == (0.4, 0.4)
    assert (domain["figure"], portability["figure"]) == ("3 to 12 of 12", "15 to 80 of 100")
    assert facts["items"]["state"] == "does not apply"
    assert facts["part.capstone"]["sentence"].startswith("An assignment on data")


def test_the_kit_holds_it_and_the_command_reads_it_without_a_network(device, held, stated, tmp_path, settings):
    data = device.get(reverse("candidate:kit", args=[held.identifier])).content
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.read("statements/1.json").decode() == stated.document
    file = tmp_path / "kit.zip"
    file.write_bytes(data)

    said = CliRunner().invoke(command(), ["credential", "verify", str(file), "--key", stated.key.public])

    assert "✓ statement: The issuer signed how it is assessed" in said.output
    assert "Assessment rigour: 2 of 5." in said.output


def test_a_newer_statement_supersedes_and_changes_no_byte(client, held, stated, at, owner, monkeypatch):
    edition, later = stated.edition, at + timedelta(days=1)
    more = credential.Fact("accreditation", "Accreditation", "Listed by X.", value="X")
    others = [fact for fact in statements.facts_of(edition, at=later) if fact.key != "accreditation"]
    monkeypatch.setattr(statements, "facts_of", lambda *_, **__: (*others, more))

    newer = statements.sign(edition=edition, by=owner, at=later)
    again = credentials.issue(award=held.award, by=owner, at=later)

    assert Statement.objects.get(pk=stated.pk).document == stated.document
    assert (newer.supersedes, statements.newest(edition)) == (stated, newer)
    assert issuers.statement_url(newer) in again.document
    assert (
        "A newer statement takes its place"
        in client.get(page(stated), headers={"accept": "text/html"}).content.decode()
    )
    assert "Assessment rigour" in verified(client, held.document)  # still bound to the one before


def test_what_is_the_same_is_not_signed_again(stated, at, owner):
    with pytest.raises(Refused, match="says the same"):
        statements.sign(edition=stated.edition, by=owner, at=at + timedelta(days=9))

    assert Statement.objects.count() == 1


def test_an_edition_has_one_first_statement(stated):
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.create(
            edition=stated.edition, key=stated.key, document="{}", integrity="", signed_at=stated.signed_at
        )


def test_simulated_sittings_are_labelled_and_few_are_not_counted(sit, new_person, exam_form, at, monkeypatch):
    monkeypatch.setattr("testamur.programme.measured.LEAST", 3)
    monkeypatch.setattr("testamur.programme.measured.TENS", 3)
    for number in range(4):
        sit(new_person(f"Person {number}", is_simulated=True), correct=20 + 5 * number)
    later = at + timedelta(days=1)

    simulated = {fact.key: fact for fact in statements.facts_of(exam_form.edition, at=later)}
    for number in range(2):
        sit(new_person(f"Real {number}"), correct=30)
    real = {fact.key: fact for fact in statements.facts_of(exam_form.edition, at=later)}

    assert (simulated["first-attempts"].value, simulated["first-attempts"].is_simulated) == ("3", True)
    assert simulated["pass-rate"].sentence.startswith("Simulated people: 33 %")  # 20, 25 and 30 correct; 27 needed
    assert real["first-attempts"].state == "not yet enough data"  # two real people, and never mixed


def test_the_page_of_the_programme_leads_to_it(client, held, stated):
    edition = stated.edition
    said = client.get(reverse("public:edition", args=["academy", edition.identifier, edition.edition]))

    assert page(stated) in said.content.decode()


def test_unknown_addresses_are_not_found(client, held):
    assert client.get("/statements/00000000-0000-4000-8000-000000000000").status_code == 404
    assert client.get("/endorsements/00000000-0000-4000-8000-000000000000").status_code == 404
    with pytest.raises(Refused):
        issuers.fetch_statement("http://localhost:8000/statements/nonsense")


def test_its_document_is_no_badge_and_names_nobody(held, stated):
    document = json.loads(stated.document)

    assert document["type"] == ["VerifiableCredential"]
    assert held.award.enrolment.person.name not in stated.document
    assert held.award.enrolment.person.email not in stated.document


def test_a_key_that_others_may_know_takes_its_statements_along(client, held, stated, owner, at):
    declared = compromise.declare(key=stated.key, reason="A laptop was lost.", by=owner, at=at)

    compromise.reissue_all(declared=declared, by=owner, at=at)

    newer = statements.newest(stated.edition)
    again = Credential.objects.get(superseded_by=None)
    assert (newer.supersedes, newer.key) == (stated, again.key)
    assert issuers.statement_url(newer) in again.document
    assert "Assessment rigour: 2 of 5" in verified(client, again.document)
    old = client.get(page(stated), headers={"accept": "text/html"}).content.decode()
    assert "This statement is not to be relied on any more." in old
    assert "Assessment rigour" not in old
