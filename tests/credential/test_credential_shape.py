"""A shape makes what the whole way makes, byte for byte, or says that it cannot."""

import json
import re
from dataclasses import replace

import pytest
from example_badge import BADGE, CREDENTIAL, STATUS_URL, copied, status_list

from testamur.credential import Result, compose
from testamur.credential.canonical import canonicalise
from testamur.credential.contexts import OPEN_BADGES, Contexts, vendored
from testamur.credential.shape import compile_shape
from testamur.credential.shape_values import ADDRESS, INDEX, MOMENT, TEXT
from testamur.credential.slots import Place, Slot, badge_values, slots_of
from testamur.errors import DocumentError, Refused

CONTENT = {key: value for key, value in CREDENTIAL.items() if key != "proof"}
SHAPE = compile_shape(CONTENT, slots_of(CONTENT), contexts=vendored())
VALUES = badge_values(BADGE)
ACHIEVEMENT = ("credentialSubject", "achievement")
NAMES = ("id", "from", "until", "hash", "salt", "value", "index")


def with_value(name, value):
    values = dict(zip(NAMES, VALUES, strict=True))
    return SHAPE.fitted([*{**values, name: value}.values()])


def shape_of(document, slots=None, contexts=None):
    return compile_shape(document, slots_of(document) if slots is None else slots, contexts=contexts or vendored())


def text_slot(*path):
    return Slot(TEXT, (Place(path),))


def address_slot(*path):
    return Slot(ADDRESS, (Place(path),))


def test_what_varies_in_a_badge_is_what_belongs_to_its_holder():
    assert [slot.places[0].value_in(CONTENT) for slot in SHAPE.slots] == list(VALUES)
    assert len(VALUES) == len(NAMES)


def test_canonical_form_and_text_are_those_of_the_whole_way():
    fitted = SHAPE.fitted(VALUES)

    assert SHAPE.canonical(fitted) == canonicalise(CONTENT, vendored())
    assert SHAPE.text(fitted) == json.dumps(CONTENT, ensure_ascii=False, separators=(",", ":"))


def test_a_status_list_has_a_shape_too():
    listing = {key: value for key, value in status_list(3).items() if key != "proof"}
    other = {key: value for key, value in status_list(3, 70_000).items() if key != "proof"}

    shape = shape_of(listing)

    assert shape.canonical(shape.fitted_of(other)) == canonicalise(other, vendored())


def test_a_document_of_the_shape_is_found_in_whatever_order_its_members_stand():
    backwards = dict(reversed(list(CONTENT.items())))

    assert SHAPE.fitted_of(backwards) == SHAPE.fitted_of(CONTENT) == SHAPE.fitted(VALUES)


@pytest.mark.parametrize("stranger", [1, 1.0, "true", False, None])
def test_to_json_true_is_not_one(stranger):
    document = copied(CONTENT)
    document["credentialSubject"]["identifier"][0]["hashed"] = stranger

    assert SHAPE.fitted_of(document) is None


@pytest.mark.parametrize("value", [7, True, None, ["81"], {"@value": "81"}])
def test_a_value_that_is_no_text_does_not_fit(value):
    document = copied(CONTENT)
    document["credentialSubject"]["result"][0]["value"] = value

    assert SHAPE.fitted_of(document) is None
    assert with_value("value", value) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("id", "relative"), ("id", "_:b0"), ("id", "urn:uuid:a b"), ("id", "schema:x"), ("id", ""),
        ("id", "https://x.example/a#b"), ("id", "https://x.example/%zz"), ("id", "https://x.example/\u00e9"),
        ("id", "https://x.example:port/"), ("id", "javascript:alert(1)"), ("id", VALUES[0] + "\n"),
        ("from", "2026-02-30T00:00:00Z"), ("from", "2026-03-01"), ("from", "0000-01-01T00:00:00Z"),
        ("until", "2028-03-01T09:00:00+01:00"), ("until", "2028-03-01T09:00:00Z\n"),
        ("until", "\u0662\u0660\u0662\u0668-03-01T09:00:00Z"),
        ("index", "-1"), ("index", "01"), ("index", "1e3"), ("index", "\u0663"), ("index", "99999999999"),
        ("value", ""), ("value", " 81"), ("value", "81\n"), ("value", "8\x001"), ("value", "\x7f"),
        ("value", "a\u2028b"), ("value", "e\u0301"), ("value", "\ud800"), ("value", "\ufffe"),
        ("value", "\u202e18"), ("salt", "a\nb"), ("hash", "\t"),
    ],
)  # fmt: skip
def test_a_hostile_value_does_not_fit(name, value):
    assert with_value(name, value) is None


@pytest.mark.parametrize(
    "value", ['"', "\\", '\\"', "{0}", "%s", "_:c14n0", "urn:slot:0001", "日本 \U0001f600", "'"]
)
def test_a_difficult_value_fits_and_comes_out_right(value):
    document = copied(CONTENT)
    document["credentialSubject"]["result"][0]["value"] = value

    fitted = with_value("value", value)

    assert json.loads(SHAPE.text(fitted)) == document
    assert SHAPE.canonical(fitted) == canonicalise(document, vendored())
    assert SHAPE.fitted_of(document) == fitted


@pytest.mark.parametrize("kind", [ADDRESS, MOMENT, INDEX, TEXT], ids=lambda kind: kind.name)
def test_what_is_plain_fits(kind):
    """The quick look may pass nothing that the close look does not."""
    days = [f"2027-{month:02}-{day:02}T00:00:00Z" for month in range(14) for day in range(33)]
    candidates = [*days, "0999-01-01T00:00:00Z", "2027-01-01T24:00:00Z", "2027-01-01T00:60:00Z"]
    candidates += [
        "0",
        "7",
        "2028-02-29T23:59:59Z",
        "2027-02-29T00:00:00Z",
        "a b",
        " a",
        "a ",
        "https://a.example/b",
    ]
    candidates += [
        VALUES[0],
        "9999-12-28T23:59:59Z",
        '"',
        "\\",
        "\x7f",
        "~",
        "!",
        "http://a",
        "https://a.example:1",
    ]

    plain = [value for value in candidates if re.fullmatch(kind.plain, value)]

    assert plain
    assert [value for value in plain if not kind.fits(value)] == []


def test_an_address_that_is_there_already_needs_the_whole_way():
    """The badge would be described twice under one name; the graph would merge the two."""
    taken = [BADGE.achievement.id, BADGE.issuer.url, STATUS_URL, CONTENT["@context"][0]]

    made = {address: SHAPE.canonical(with_value("id", address)) is None for address in taken}

    assert made == {
        BADGE.achievement.id: True,
        BADGE.issuer.url: False,  # stands in the graph as text only
        STATUS_URL: True,
        CONTENT["@context"][0]: False,
    }


def two_holders(first, second):
    document = copied(CONTENT)
    identifier = document["credentialSubject"]["identifier"]
    identifier.append({**identifier[0], "salt": second})
    identifier[0]["salt"] = first
    return document


def test_a_tie_is_told_and_without_one_the_names_are_right():
    """Two blank nodes that hash alike need the complete algorithm; RDFC-1.0, section 4.4.3, step 5."""
    document = two_holders("0" * 20, "1" * 20)
    place = ("credentialSubject", "identifier", 1, "salt")
    shape = shape_of(document, (*slots_of(document), text_slot(*place)))

    tied = shape.canonical(shape.fitted([*VALUES, VALUES[4]]))
    untied = {
        second: shape.canonical(shape.fitted([*VALUES, second]))
        for second in ("x", "1", "~", "é", '"', "0f8fad5b")
    }

    assert tied is None
    for second, made in untied.items():
        assert made == canonicalise(two_holders(VALUES[4], second), vendored())


def test_the_key_of_a_shape_tells_templates_and_contexts_apart():
    other = shape_of({**CONTENT, "name": "Clinical AI Safety, level 2"})
    bodies = {**vendored().bodies, OPEN_BADGES: {**vendored().bodies[OPEN_BADGES], "revised": "yes"}}
    revised = shape_of(CONTENT, contexts=Contexts(bodies))

    assert shape_of(CONTENT).key == SHAPE.key
    assert len({SHAPE.key, other.key, revised.key}) == 3


def test_a_shape_holds_for_badges_with_other_values_only():
    badge = replace(BADGE, results=(Result(BADGE.results[0].description, "99", status="Completed"),))

    assert SHAPE.fitted_of(compose(badge)) is not None
    assert SHAPE.fitted_of(compose(replace(badge, valid_until=None))) is None
    assert SHAPE.fitted_of(compose(replace(badge, name="Another"))) is None


REFUSED = {
    "a type": ({}, [text_slot("type", 1)], "shape-address"),
    "an address that is to be text": ({}, [text_slot("issuer", "id")], "shape-address"),
    "two free addresses": ({}, [address_slot("id"), address_slot(*ACHIEVEMENT, "id")], "shape-address"),
    "what is no text": ({}, [text_slot("credentialSubject", "identifier", 0, "hashed")], "shape-values"),
    "what is not there": ({}, [text_slot("termsOfUse")], "shape-values"),
    "two values of one property": (
        {"relatedResource": [{"id": "urn:x:1", "mediaType": ["a", "b"]}]},
        [text_slot("relatedResource", 0, "mediaType", 0)],
        "shape-repeat",
    ),
    "a word of our own": ({"name": "urn:slot:0001"}, [text_slot("name")], "shape-mark"),
}


@pytest.mark.parametrize(("members", "slots", "rule"), REFUSED.values(), ids=REFUSED)
def test_what_substitution_would_not_be_right_for_has_no_shape(members, slots, rule):
    with pytest.raises(Refused) as caught:
        shape_of({**CONTENT, **members}, slots)

    assert caught.value.rule == rule


def test_a_context_that_defines_the_beginning_of_addresses_makes_no_shape():
    url = "https://example.org/context"
    contexts = Contexts({**vendored().bodies, url: {"@context": {"urn": "https://example.org/"}}})

    with pytest.raises(Refused) as caught:
        shape_of({**CONTENT, "@context": [*CONTENT["@context"], url]}, contexts=contexts)

    assert caught.value.rule == "shape-scheme"


@pytest.mark.parametrize("members", [{"shoeSize": "42"}, {"name": None}, {"@context": ["https://example.org/x"]}])
def test_what_may_not_be_signed_has_no_shape(members):
    with pytest.raises(DocumentError):
        shape_of({**CONTENT, **members}, ())
