"""PDF files with a credential inside: what pypdf puts in is found and judged; traps end with a reason."""

import json
import random
import zlib

import pytest
from example_badge import AWARDED, BADGE, CREDENTIAL, KEY, answers, judged, sentence, stopped_at
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from papers import associated, pdf, scanned, writer, written
from photographs import code, file, page, taken
from testamur.credential import Verdict, compose, unwrap, write_jwt
from testamur.credential.code import read_paper
from testamur.credential.confined import here
from testamur.credential.paper import MAX_FILES, MAX_OBJECTS, MAX_PDF_BYTES, is_pdf, read
from testamur.credential.screening import MAX_BYTES
from testamur.errors import DocumentError, Refused

JSON = json.dumps(CREDENTIAL, ensure_ascii=False).encode()
TOKEN = write_jwt(compose(BADGE), KEY, at=AWARDED).encode()
OTHER = json.dumps({**CREDENTIAL, "id": "urn:uuid:00000000-0000-4000-8000-000000000000"}).encode()
ENDORSEMENT = b'{"type": ["VerifiableCredential", "EndorsementCredential"]}'


def refusal(data):
    with pytest.raises((DocumentError, Refused)) as caught:
        read_paper(data)
    return str(caught.value)


@pytest.mark.parametrize("content", [JSON, TOKEN], ids=["JSON", "token"])
def test_a_credential_inside_comes_back_and_is_judged_like_the_bare_one(content):
    data = pdf(**{"credential.json": content})

    assert (unwrap(data).credential, unwrap(data).inside) == (content, "a PDF file")
    assert judged(data).verdict is Verdict.CURRENT
    assert sentence(judged(data), "well-formed") == (
        "It stands in a PDF file, and says the same to people and to programs."
    )


def test_a_file_that_is_only_associated_is_found():
    assert read(associated(JSON)) == JSON


def test_other_files_inside_are_left_alone():
    assert read(pdf(**{"a.txt": b"words", "b.json": b"{}", "credential.json": JSON, "c.csv": b"{,"})) == JSON


def test_a_badge_stands_beside_what_endorses_it():
    assert read(pdf(**{"a.json": ENDORSEMENT, "credential.json": JSON})) == JSON
    assert read(pdf(**{"a.json": ENDORSEMENT})) == ENDORSEMENT


def test_the_same_file_twice_is_one_credential():
    assert read(pdf(**{"a.json": JSON, "b.json": JSON})) == JSON


def test_of_two_credentials_none_counts():
    assert refusal(pdf(**{"a.json": JSON, "b.json": OTHER})) == (
        "picture: is a PDF file with more than one credential in it, so which one counts is not clear"
    )


def test_a_changed_credential_inside_is_not_genuine():
    assert judged(pdf(**{"credential.json": OTHER})).verdict is Verdict.NOT_GENUINE


def test_without_a_credential_it_says_what_to_do():
    verification = judged(pdf(**{"a.txt": b"words"}))

    assert answers(verification) == stopped_at("well-formed", "cannot tell")
    assert sentence(verification, "well-formed") == (
        "It is a PDF file without a credential in it, and without a scanned QR code. If there is a code on the "
        "page, take a picture of it and give that, or give the address beside it."
    )


def test_a_scanned_certificate_is_read_by_its_code():
    address = "https://academy.example/credentials/1"
    photograph = taken(page(address), seed=4)

    asked = []
    unwrapped = unwrap(scanned((file(photograph), photograph.size)), look_up=lambda url: asked.append(url) or JSON)

    assert (unwrapped.credential, asked) == (JSON, [address])
    assert unwrapped.inside == f"what a QR code leads to, {address}"


def test_a_scan_with_two_codes_is_refused():
    codes = [code(f"https://academy.example/credentials/{n}") for n in range(2)]

    assert "more than one QR code" in refusal(scanned(*((file(one), one.size) for one in codes)))


def encrypted():
    paper = writer(**{"credential.json": JSON})
    paper.encrypt("", "secret", algorithm="RC4-128")
    return written(paper)


def with_tree(change):
    paper = writer(**{"credential.json": JSON})
    tree = paper.root_object["/Names"]["/EmbeddedFiles"]
    change(paper, tree)
    return written(paper)


def cyclic(paper, tree):
    node = paper._add_object(DictionaryObject())
    node.get_object()[NameObject("/Kids")] = ArrayObject([node, node])
    del tree["/Names"]
    tree[NameObject("/Kids")] = ArrayObject([node])


def with_script():
    paper = writer(**{"credential.json": JSON})
    paper.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    return written(paper)


WHOLE = pdf(**{"credential.json": JSON})


def test_what_is_in_a_file_besides_is_not_looked_at():
    assert read(with_script()) == JSON


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (encrypted(), "is a PDF file that is encrypted; save it without a password"),
        (with_tree(cyclic), "is a PDF file whose list of files inside does not end"),
        (b"%PDF-1.7\n" + bytes(MAX_PDF_BYTES), "is a PDF file larger than the 5,242,880 bytes allowed"),
        (b"%PDF-1.7\n%%EOF", "is a PDF file that is broken"),
        (WHOLE[: len(WHOLE) // 3], "is a PDF file that is broken"),
        (WHOLE.replace(b"startxref", b"1 0 obj " * MAX_OBJECTS + b"startxref"), "of too many parts"),
        (WHOLE.replace(b"startxref", b"<" + b"41" * 120_000 + b">startxref"), "of too many parts"),
        (pdf(**{f"{n}.txt": b"x" * n for n in range(MAX_FILES + 1)}), "with more than 50 files inside"),
    ],
    ids=["encrypted", "cyclic", "huge", "empty", "cut off", "many objects", "long text", "many files"],
)
def test_a_trap_ends_with_a_reason(data, reason):
    assert reason in refusal(data)


def test_what_unpacks_to_more_than_a_credential_is_not_unpacked():
    padded = JSON[:-1] + b" " * 40_000_000 + b"}"
    paper = writer(**{"credential.json": padded})
    for one in paper._objects:
        if one is not None and one.get_object().get("/Type") == "/EmbeddedFile":
            one.get_object()._data = zlib.compress(padded)
            one.get_object()[NameObject("/Filter")] = NameObject("/FlateDecode")
    data = written(paper)

    assert len(padded) > MAX_BYTES
    assert len(data) < 100_000
    assert "without a credential in it" in refusal(data)


def test_a_tree_of_pages_in_a_circle_ends():
    paper = writer()
    pages = paper.root_object["/Pages"]
    pages[NameObject("/Kids")] = ArrayObject([paper.root_object.raw_get("/Pages")] * 2)

    assert "without a credential in it" in refusal(written(paper))


def test_json_that_tells_of_a_pdf_file_is_json():
    assert not is_pdf(b'{"a": "%PDF-1.7"}')
    assert is_pdf(b"\xef\xbb\xbf\r\n%PDF-1.4\n")


def mutants(data, count, *, seed):
    """The file with some bytes changed, moved, doubled, left out or cut off."""
    rng = random.Random(seed)  # noqa: S311  (mutants, not secrets)
    for _ in range(count):
        mutant = bytearray(data)
        for _ in range(rng.choice((1, 1, 3, 30))):
            if len(mutant) < 2:
                break
            place, length = rng.randrange(len(mutant)), rng.randrange(1, 40)
            piece = bytes(mutant[place : place + length])
            match rng.randrange(5):
                case 0:
                    mutant[place] = rng.randrange(256)
                case 1:
                    del mutant[place : place + length]
                case 2:
                    mutant[place:place] = piece
                case 3:
                    mutant[place : place + length] = rng.randbytes(len(piece))
                case 4 if len(mutant) > 200:
                    del mutant[rng.randrange(100, len(mutant)) :]
        yield bytes(mutant)


def test_no_mutant_is_more_than_what_was_put_in():
    """Whatever becomes of it, it gives the credential as it was, one that is judged by itself, or a reason."""
    for mutant in mutants(WHOLE, 150, seed=27):
        try:
            found = unwrap(mutant, confine=here).credential
        except (DocumentError, Refused):
            continue
        assert found in (JSON, mutant) or judged(found).verdict is not Verdict.CURRENT
