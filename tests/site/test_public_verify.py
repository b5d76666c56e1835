"""The verify page: any input gets a clear answer, and nothing unproved is shown as fact."""

import json
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from papers import pdf
from photographs import code, file, page, taken
from pictures import PNG, SVG
from testamur.credential import MAX_GIVEN_BYTES, Unreachable, bake
from testamur.credential.screening import MAX_BYTES
from testamur.errors import Refused
from testamur.site.public.said import link, said
from testamur.site.public.verify import of_few
from testamur.site.records import issuers
from testamur.site.records.actions import credentials
from testamur.site.records.models import AuditEntry, StatusList

pytestmark = pytest.mark.django_db
URL = "/verify/"
GOOD = "This credential is genuine and current."


def address(row):
    return f"http://localhost:8000/credentials/{row.identifier}"


def upload(content, name="badge.json"):
    return SimpleUploadedFile(name, content, content_type="application/json")


def said_on(answer):
    return answer.content.decode()


def test_the_page_asks(client):
    answer = client.get(URL)

    assert answer.status_code == 200
    assert 'name="file"' in said_on(answer)


def test_a_file_is_checked(client, held):
    answer = client.post(URL, {"file": upload(held.document.encode())})

    assert f"<h1>{GOOD}</h1>" in said_on(answer)
    assert "Clinical AI, Certificate of Five Courses" in said_on(answer)


def test_a_file_with_a_byte_order_mark_is_checked(client, held):
    answer = client.post(URL, {"file": upload(b"\xef\xbb\xbf" + held.document.encode())})

    assert GOOD in said_on(answer)


def test_text_is_checked(client, held):
    answer = client.post(URL, {"text": f"\n  {held.document} \n"})

    assert GOOD in said_on(answer)


def test_an_address_of_ours_is_checked(client, held):
    answer = client.post(URL, {"address": f" {address(held)} "})

    assert GOOD in said_on(answer)


def test_a_link_may_check_one_of_ours(client, held):
    answer = client.get(URL, {"credential": address(held)})

    assert f"<h1>{GOOD}</h1>" in said_on(answer)


def test_a_link_to_elsewhere_only_fills_in_the_address(client, monkeypatch):
    monkeypatch.setattr("testamur.credential.Network.fetch", lambda *_: pytest.fail("a link made the site ask"))

    answer = client.get(URL, {"credential": "https://issuer.example/badge"})

    assert answer.status_code == 200
    assert 'value="https://issuer.example/badge"' in said_on(answer)


def test_a_revoked_one_says_so(client, held, owner, at):
    credentials.revoke(row=held, reason="Found wrong.", by=owner, at=at)

    answer = client.post(URL, {"text": held.document})

    assert "<h1>This credential was revoked by its issuer.</h1>" in said_on(answer)


def test_one_that_was_changed_is_not_genuine_and_nothing_of_it_is_shown(client, held):
    changed = held.document.replace("Certificate of Five Courses", "Doctor of Everything")

    answer = client.post(URL, {"text": changed})

    assert "<h1>This is not a genuine credential as it stands.</h1>" in said_on(answer)
    assert "Doctor of Everything" not in said_on(answer)


def test_one_whose_issuer_cannot_be_asked_cannot_be_told(client, held):
    foreign = held.document.replace("did:web:localhost%3A8000", "did:web:127.0.0.1%3A9")

    answer = client.post(URL, {"text": foreign})

    assert "<h1>Whether this credential is good cannot be told now.</h1>" in said_on(answer)


@pytest.mark.parametrize(
    ("email", "title", "sentence"),
    [
        ("Nina.Nurse@people.example", GOOD, "It names that e-mail address as its holder's."),
        (
            "somebody.else@people.example",
            "This credential is not in the name of the person you asked about.",
            "It does not name that e-mail address. It is somebody else's, or was earned under another one.",
        ),
    ],
)
def test_it_is_compared_with_an_email_address(client, held, email, title, sentence):
    answer = client.post(URL, {"text": held.document, "email": email})

    assert f"<h1>{title}</h1>" in said_on(answer)
    assert unescape(said_on(answer)).count(sentence) == 2  # loud, and as the last step


def test_no_email_is_compared_with_one_that_is_not_proved(client, held):
    changed = held.document.replace("Five Courses", "Six Courses")

    answer = client.post(URL, {"text": changed, "email": "nina.nurse@people.example"})

    assert "nina.nurse" not in said_on(answer)


DEEP = b'{"a":' * 400 + b"1" + b"}" * 400
HOSTILE = {
    "empty object": b"{}",
    "list": b"[]",
    "number": b"1e999",
    "not JSON": b"<html>",
    "not text": b"\xff\xfe\x00\xd8",
    "deep": DEEP,
    "deep list": b"[" * 50_000,
    "long number": b'{"a":' + b"9" * 6000 + b"}",
    "key twice": b'{"id":"a","id":"b"}',
    "half a character": b'{"id":"\\ud800"}',
    "NaN": b'{"a":NaN}',
    "null byte": b'{"id":"\x00"}',
    "odd shapes": json.dumps(
        {
            "@context": [{"x": "y"}],
            "type": {"a": 1},
            "issuer": [[]],
            "credentialSubject": 3,
            "proof": [{"type": 5}],
        }
    ).encode(),
    "markup": b'{"@context":["<script>alert(1)</script>"],"type":"<b>"}',
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("way", ["file", "text"])
def test_hostile_input_gets_a_clear_answer(client, content, way):
    given = upload(content) if way == "file" else content.decode("utf-8", "replace")

    answer = client.post(URL, {way: given})

    assert answer.status_code in (200, 422)
    assert said_on(answer).count("<h1>") == 1
    assert "<script>alert" not in said_on(answer)


@pytest.mark.parametrize(
    "hostile",
    [
        "http://localhost:8000/credentials/",
        "http://localhost:8000/credentials/../status/1",
        "http://localhost:8000/credentials/3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        "http://127.0.0.1:22/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "https://user:secret@127.0.0.1/",
        "javascript:alert(1)",
        "https://[",
        "x",
    ],
)
def test_an_address_that_may_not_be_asked_is_said_to_be_so(client, db, hostile):
    answer = client.post(URL, {"address": hostile})

    assert answer.status_code == 422
    assert "It cannot be had from there" in said_on(answer)


def test_too_large_a_file_is_refused(client):
    answer = client.post(URL, {"file": upload(b" " * (MAX_GIVEN_BYTES + 1))})

    assert answer.status_code == 422
    assert "larger than what is looked at (12 MB)" in said_on(answer)


@pytest.mark.parametrize(("name", "picture"), [("badge.png", PNG), ("badge.svg", SVG)])
def test_a_badge_picture_is_checked(client, held, name, picture):
    answer = client.post(URL, {"file": upload(bake(picture, held.document.encode()), name)})

    assert f"<h1>{GOOD}</h1>" in said_on(answer)
    assert f"It stands in a{'n SVG' if name == 'badge.svg' else ' PNG'} picture" in said_on(answer)


def test_a_picture_without_a_credential_is_told_so(client):
    answer = client.post(URL, {"file": upload(PNG, "badge.png")})

    assert "a PNG picture without a credential in it" in said_on(answer)


def test_a_pdf_certificate_is_checked(client, held):
    answer = client.post(URL, {"file": upload(pdf(**{"credential.json": held.document.encode()}), "a.pdf")})

    assert f"<h1>{GOOD}</h1>" in said_on(answer)
    assert "It stands in a PDF file" in said_on(answer)


@pytest.mark.parametrize("field", ["file", "photo"])
def test_a_photograph_of_a_code_of_ours_is_checked(client, held, field):
    photograph = file(taken(page(address(held)), seed=11))

    answer = client.post(URL, {field: upload(photograph, "photo.jpg")})

    assert f"<h1>{GOOD}</h1>" in said_on(answer)
    assert f"It stands in what a QR code leads to, {address(held)}" in said_on(answer)


def test_a_code_that_leads_to_nothing_leaves_the_answer_open(client, db):
    answer = client.post(URL, {"photo": upload(file(code("http://localhost:8000/credentials/none")), "photo.jpg")})

    assert "cannot be told now" in said_on(answer)
    assert "and no such credential was issued here." in said_on(answer)


def test_a_code_that_leads_into_a_private_network_is_not_followed(client, db):
    answer = client.post(URL, {"photo": upload(file(code("https://127.0.0.1/credentials/1")), "photo.jpg")})

    assert "cannot be told now" in said_on(answer)


def test_on_a_telephone_the_camera_opens(client):
    assert 'accept="image/jpeg,image/png" capture="environment"' in said_on(client.get(URL))


def test_too_large_a_text_is_refused(client):
    answer = client.post(URL, {"text": "é" * (MAX_BYTES // 2 + 1)})

    assert answer.status_code == 422


def test_far_too_large_a_text_is_refused_before_it_is_read(client):
    answer = client.post(URL, {"text": "x" * 1_100_000})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "given", [{}, {"text": " "}, {"text": "{}", "address": "https://a.example/b"}, {"email": "no address"}]
)
def test_one_way_must_be_chosen(client, given):
    assert client.post(URL, given).status_code == 422


def test_an_empty_file_is_no_credential(client):
    assert client.post(URL, {"file": upload(b"")}).status_code == 422


def test_a_check_leaves_no_trace(client, held):
    StatusList.objects.update(valid_until=held.issued_at + timedelta(days=365))
    before = AuditEntry.objects.count()

    client.post(URL, {"text": held.document, "email": "nina.nurse@people.example"})

    assert AuditEntry.objects.count() == before


def test_a_check_from_another_site_is_refused(held):
    assert Client(enforce_csrf_checks=True).post(URL, {"text": held.document}).status_code == 403


def test_the_page_is_at_its_published_address():
    assert reverse("public:verify") == URL


def test_only_web_addresses_become_links():
    assert link("https://issuer.example/a") == "https://issuer.example/a"
    for address in (
        "javascript:alert(1)",
        "data:text/html,x",
        "//issuer.example",
        "https://",
        "https://[",
        7,
        None,
    ):
        assert link(address) == ""


def test_what_a_foreign_credential_says_is_read_without_trusting_its_shape():
    read = said(
        {
            "issuer": "did:web:issuer.example",
            "credentialSubject": {
                "achievement": {
                    "name": {"@value": "Abzeichen", "@language": "de"},
                    "alignment": {"targetName": "A"},
                },
                "result": {"value": "80"},
            },
            "validFrom": "yesterday",
        }
    )

    assert read.achievement.name == "Abzeichen"
    assert read.issuer.name == "did:web:issuer.example"
    assert [a.name for a in read.alignments] == ["A"]
    assert [r.value for r in read.results] == ["80"]
    assert read.valid_from is None


def test_a_verifier_that_does_not_answer_is_asked_once_for_a_file_and_no_more_than_a_few_are():
    asked = []

    def ask(name):
        asked.append(name)
        raise Unreachable(f"{name} does not answer")

    resolve, reasons = of_few(ask), []
    for name in ["a", "a", "b", "c", "d", "e", "a"]:
        with pytest.raises(Refused) as refusal:
            resolve(name)
        reasons.append(refusal.value.reason)

    assert asked == ["a", "b", "c"]
    few = "at most 3 verifiers are asked for one file here"
    assert reasons == [
        "a does not answer", "a does not answer", "b does not answer", "c does not answer", few, few,
        "a does not answer",
    ]  # fmt: skip


def test_others_are_asked_about_a_credential_for_so_long_and_no_longer(client, held, monkeypatch):
    monkeypatch.setattr(issuers, "PATIENCE", 0.0)

    answer = client.post(URL, {"text": held.document})

    assert "Whether this credential is good cannot be told now." in said_on(answer)
    assert "others took too long to answer, and nobody else is asked" in said_on(answer)
