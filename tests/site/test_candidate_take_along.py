"""What a holder takes along: pictures and a kit that verify, an entry for a résumé; each of their own only."""

import json
import zipfile
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from testamur.credential import Verdict, read_kit, unwrap, verify_kit
from testamur.documents import read_xml
from testamur.site.records import issuers

pytestmark = pytest.mark.django_db
NAMES = ("certificate_a4", "certificate_letter", "badge_svg", "badge_png", "kit", "resume")


@pytest.fixture
def nina(client, candidate):
    client.force_login(candidate)
    return client


def page(row, name):
    return reverse(f"candidate:{name}", args=[row.identifier])


def test_the_page_leads_to_everything(nina, held):
    text = nina.get(page(held, "credential")).content.decode()

    assert all(f'href="{page(held, name)}"' in text for name in NAMES)


@pytest.mark.parametrize(("form", "media_type"), [("svg", "image/svg+xml"), ("png", "image/png")])
def test_the_badge_picture_holds_the_signed_document_and_verifies(nina, held, form, media_type):
    answer = nina.get(page(held, f"badge_{form}"))

    assert answer["content-type"] == media_type
    assert answer["content-disposition"] == f'attachment; filename="badge-{held.identifier}.{form}"'
    assert unwrap(answer.content).credential.decode() == held.document
    assert issuers.verify(answer.content, at=held.issued_at).is_good


@pytest.mark.parametrize("size", ["a4", "letter"])
def test_the_certificate_is_a_pdf_file_that_verifies(nina, held, size):
    answer = nina.get(page(held, f"certificate_{size}"))

    assert answer["content-type"] == "application/pdf"
    assert answer["content-disposition"] == f'attachment; filename="certificate-{held.identifier}.pdf"'
    assert unwrap(answer.content).credential.decode() == held.document
    assert issuers.verify(answer.content, at=held.issued_at).is_good


def test_the_certificate_names_its_holder_programme_and_class(nina, held, candidate):
    (sheet,) = PdfReader(BytesIO(nina.get(page(held, "certificate_a4")).content)).pages

    said = " ".join(sheet.extract_text().split())
    edition = held.award.enrolment.edition
    for words in (str(candidate), edition.programme.award.title, edition.programme.award.kind, edition.edition):
        assert words in said


def test_with_a_name_for_which_there_is_no_font_the_page_says_what_to_do(nina, held, candidate):
    candidate.name = "漢字"
    candidate.save()

    text = nina.get(page(held, "credential")).content.decode()
    refused = nina.get(page(held, "certificate_a4"))

    assert "Your name has letters for which this site has no font" in text
    assert page(held, "certificate_a4") not in text
    assert refused.status_code == 409


def test_the_badge_picture_names_what_it_is_and_not_who_holds_it(nina, held, candidate):
    root = read_xml(nina.get(page(held, "badge_svg")).content)

    assert root.attributes["aria-label"] == "Clinical AI, Certificate of Five Courses, Academy"
    assert str(candidate) not in nina.get(page(held, "badge_svg")).content.decode()


def test_the_kit_verifies_with_the_issuers_key_alone(nina, held, now):
    answer = nina.get(page(held, "kit"))
    kit = read_kit(answer.content)
    key = held.key.public

    checked = verify_kit(kit, at=now, keys=[key], known_issuers=kit.did_documents)
    unconfirmed = verify_kit(kit, at=now)

    assert answer["content-disposition"] == f'attachment; filename="kit-{held.identifier}.zip"'
    assert kit.credential.decode() == held.document
    assert checked.is_good
    assert unconfirmed.verdict is Verdict.CANNOT_TELL


def test_the_kit_says_how_to_check_it_and_asks_nobody_while_it_is_read(nina, held):
    with zipfile.ZipFile(BytesIO(nina.get(page(held, "kit")).content)) as archive:
        text = archive.read("how-to-check.html").decode()

    assert f"testamur credential verify kit-{held.identifier}.zip --key KEY" in text
    assert f"http://localhost:8000/credentials/{held.identifier}" in text
    assert held.key.public not in text
    assert not any(word in text for word in ("src=", "<link", "<script", "@import", "url("))


def test_the_entry_for_a_resume_has_the_fields_of_its_schema(nina, held):
    answer = nina.get(page(held, "resume"))

    assert json.loads(answer.content) == {
        "certificates": [
            {
                "name": "Clinical AI, Certificate of Five Courses",
                "date": "2026-03-02",
                "issuer": "Academy",
                "url": f"http://localhost:8000/credentials/{held.identifier}",
            }
        ]
    }


@pytest.mark.parametrize("name", NAMES)
def test_what_is_another_persons_is_not_given(client, held, owner, name):
    assert client.get(page(held, name)).status_code == 302
    client.force_login(owner)

    assert client.get(page(held, name)).status_code == 404
