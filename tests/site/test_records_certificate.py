"""The certificate on paper: who, what, from whom, until when, what stands behind it, and the credential inside."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO

import pytest
from pypdf import PdfReader

from testamur.errors import Refused
from testamur.site.records.certificate import Certificate, assessed, paper_certificate
from testamur.site.records.library import library
from testamur.site.records.paper import A4, LETTER

CERTIFICATE = Certificate(
    name="Nina Nurse",
    organisation="Academy of Clinical AI",
    title="Healthcare AI Professional",
    criteria="At least 26 of 40 questions answered correctly in a watched examination.",
    facts=(("Awarded", "1 March 2026"), ("Holds until", "28 February 2029"), ("Class", "exam-based credential")),
    notes=("Our programme in a published format; not connected with anybody.",),
    url="https://academy.example/credentials/58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    digest="58172aacd8ba11ed83dd0b3aef56cc33" * 2,
    document=b'{"id": "https://academy.example/credentials/1"}',
    issued_at=datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
)


def sheet(certificate=CERTIFICATE, *, size=A4):
    return PdfReader(BytesIO(paper_certificate(certificate, size=size)), strict=True)


@cache
def words(certificate=CERTIFICATE):
    (page,) = sheet(certificate).pages
    return " ".join(page.extract_text().split())


def test_it_says_who_earned_what_from_whom_and_until_when():
    said = words()

    for part in ("Nina Nurse", "Academy of Clinical AI", "Healthcare AI Professional", "28 February 2029"):
        assert part in said
    assert CERTIFICATE.criteria in said
    assert CERTIFICATE.url in said.replace("/ ", "/")


def test_it_says_that_paper_proves_nothing_and_whose_it_is_not():
    assert "Paper proves nothing by itself. Scan the code" in words()
    assert "not connected with anybody" in words()


@pytest.mark.parametrize(("size", "sides"), [(A4, (842, 595)), (LETTER, (792, 612))])
def test_it_is_one_sheet_across(size, sides):
    (page,) = sheet(size=size).pages

    assert (round(page.mediabox.width), round(page.mediabox.height)) == sides


def test_the_credential_is_inside_and_associated():
    found = sheet()

    assert dict(found.attachments) == {"credential.json": [CERTIFICATE.document]}
    assert len(found.root_object["/AF"]) == 1


def test_it_is_named_and_links_to_where_it_is_checked():
    found = sheet()

    (annotation,) = found.pages[0]["/Annots"]
    assert found.metadata.title == "Certificate: Healthcare AI Professional"
    assert annotation.get_object()["/A"]["/URI"] == CERTIFICATE.url


def test_the_same_certificate_is_the_same_file():
    assert paper_certificate(CERTIFICATE, size=A4) == paper_certificate(CERTIFICATE, size=A4)


def test_what_does_not_hold_or_is_simulated_says_so():
    said = words(replace(CERTIFICATE, standing="Revoked on 2 April 2026.", is_simulated=True))

    assert "Revoked on 2 April 2026." in said
    assert "Simulated data" in said
    assert "Simulated data" not in words()


@pytest.mark.parametrize(
    "name",
    [
        "Maximiliane-Alexandra Freifrau von Hohenlohe-Waldenburg-Schillingsfürst " * 2,
        "x" * 200,
        "الدكتورة فاطمة بنت عبد الرحمن",
        "Nguyễn Thị Ước Mơ",
    ],
)
def test_no_name_leaves_the_sheet(name):
    content = sheet(replace(CERTIFICATE, name=name)).pages[0].get_contents().get_data().decode()

    places = [line.split() for line in content.splitlines() if line.endswith(" Tm")]
    assert all(0 < float(x) < 842 and 0 < float(y) < 595 for *_, x, y, _ in places)


def test_a_name_that_cannot_be_set_is_refused():
    with pytest.raises(Refused, match="no font here"):
        paper_certificate(replace(CERTIFICATE, name="漢"), size=A4)


def test_what_stands_behind_each_award_is_said_as_it_is():
    said = {name: assessed(edition.programme) for name, edition in library().programmes.items()}

    completion = "None: completed, without an examination"
    graded = "Graded work in the course, without an examination"
    assert said["ai-in-medicine-exam"] == ("Examination of 110 questions in 120 minutes; 70 correct pass (63.6 %)")
    assert {name: sentence for name, sentence in said.items() if "Examination" not in sentence} == {
        "ai-health-care-leadership": completion,
        "ai-in-healthcare-cohort": completion,
        "applied-ai-health-systems": graded,
        "clinical-ai-cme": graded,
    }
