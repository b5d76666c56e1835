"""A credential in its holder's hands: the document, the certificate, LinkedIn, a CV, and the name by consent."""

import html
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from testamur.site.records import issuers
from testamur.site.records.actions import credentials
from testamur.site.records.models import AuditEntry, Award

pytestmark = pytest.mark.django_db


@pytest.fixture
def nina(client, candidate, now):
    client.force_login(candidate)
    return client


def page(row, name="credential"):
    return reverse(f"candidate:{name}", args=[row.identifier])


def text_of(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", answer.content.decode())).split())


def test_the_page_says_what_one_holds(nina, held):
    text = text_of(nina.get(page(held)))

    assert "You hold Clinical AI, Certificate of Five Courses. It does not end." in text
    assert f"http://localhost:8000/credentials/{held.identifier}" in text


def test_the_document_is_the_signed_one_byte_for_byte(nina, held, now):
    answer = nina.get(page(held, "credential_document"))

    assert answer.content.decode() == held.document
    assert answer["content-disposition"] == f'attachment; filename="credential-{held.identifier}.json"'
    assert issuers.verify(answer.content, at=held.issued_at).is_good


def test_the_line_for_a_cv_has_the_exact_title_issuer_and_class(nina, held):
    line = nina.get(page(held)).context["cv_line"]

    assert line == (
        "Clinical AI, Certificate of Five Courses (assessment-based certificate), Academy, March 2026. "
        f"http://localhost:8000/credentials/{held.identifier}"
    )
    assert "board" not in line.lower()


def test_linkedin_gets_the_fields_that_it_documents(nina, held):
    link = urlsplit(nina.get(page(held)).context["linkedin"])

    assert (link.scheme, link.netloc, link.path) == ("https", "www.linkedin.com", "/profile/add")
    assert parse_qs(link.query) == {
        "startTask": ["CERTIFICATION_NAME"],
        "name": ["Clinical AI, Certificate of Five Courses"],
        "organizationName": ["Academy"],
        "issueYear": ["2026"],
        "issueMonth": ["3"],
        "certUrl": [f"http://localhost:8000/credentials/{held.identifier}"],
        "certId": [str(held.identifier)],
    }


def test_an_end_is_told_to_linkedin_and_on_the_cv(nina, held):
    Award.objects.update(expires_on="2028-03-02")
    held.award.refresh_from_db()
    newer = credentials.issue(award=held.award, by=None, at=held.issued_at)

    context = nina.get(page(newer)).context

    query = parse_qs(urlsplit(context["linkedin"]).query)
    assert (query["expirationYear"], query["expirationMonth"]) == (["2028"], ["3"])
    assert "valid until March 2028" in context["cv_line"]
    assert context["held"].sentence == "You hold Clinical AI, Certificate of Five Courses until 2 March 2028."


def test_an_older_credential_leads_to_the_newer(nina, held):
    newer = credentials.issue(award=held.award, by=None, at=held.issued_at)

    text = nina.get(page(held)).content.decode()

    assert "A newer credential has taken the place of this one." in text
    assert page(newer) in text
    assert "You hold 1 credential." in text_of(nina.get(reverse("candidate:credentials")))


def test_a_revoked_one_says_so_with_the_reason_everywhere(nina, held, owner, now):
    credentials.revoke(row=held, reason="A slip of the office.", by=owner, at=now)

    said = "Clinical AI, Certificate of Five Courses was revoked on 9 March 2026."
    assert said in text_of(nina.get(page(held)))
    assert "A slip of the office." in text_of(nina.get(page(held)))
    assert text_of(nina.get(page(held, "certificate"))).count(said) == 2
    assert "You hold no credential now." in text_of(nina.get(reverse("candidate:credentials")))


def test_the_certificate_names_the_holder_and_how_to_check(nina, held):
    answer = nina.get(page(held, "certificate"))
    text = text_of(answer)

    for said in ("Academy", "Nina Nurse", "Clinical AI, Certificate of Five Courses", "2 March 2026"):
        assert said in text
    assert f"http://localhost:8000/credentials/{held.identifier}" in text
    assert answer.content.decode().count("<svg") >= 2
    assert "style=" not in answer.content.decode()


def test_the_certificate_of_a_simulated_person_says_so(nina, held, candidate):
    assert "Simulated" not in text_of(nina.get(page(held, "certificate")))
    candidate.is_simulated = True
    candidate.save()

    assert "Simulated data" in text_of(nina.get(page(held, "certificate")))


def test_the_qr_code_is_a_picture_without_style_or_script(nina, held):
    answer = nina.get(page(held, "credential_qr"))

    assert answer["content-type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")
    assert b"style" not in answer.content
    assert b"script" not in answer.content


def test_the_name_stands_on_the_public_page_only_while_its_holder_lets_it(nina, held):
    public = reverse("public:credential", args=[held.identifier])
    name = "Nina Nurse"

    def shown():
        nina.logout()
        found = name in nina.get(public, headers={"accept": "text/html"}).content.decode()
        nina.force_login(held.award.enrolment.person)
        return found

    assert not shown()
    nina.post(page(held, "show_name"), {"shown": "yes"})
    assert shown()
    nina.post(page(held, "show_name"), {"shown": "no"})
    assert not shown()
    assert AuditEntry.objects.filter(action="credential.name").count() == 2
    assert [consent.withdrawn_at is None for consent in held.name_consents.all()] == [False]


def test_the_document_never_holds_the_name(nina, held):
    nina.post(page(held, "show_name"), {"shown": "yes"})

    assert "Nina" not in json.dumps(nina.get(page(held, "credential_document")).json())
