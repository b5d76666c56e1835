"""Every single change to a signed badge is refused, wherever it is made."""

import pytest
from example_badge import CREDENTIAL, copied, judged, status_list

from testamur.credential import Verdict
from testamur.credential.confined import here

ADDITIONS = {
    "shoeSize": "42",
    "narrative": "and more",
    "validUntil": "2099-01-01T00:00:00Z",
    "url": "https://evil.example",
}


def places(value, path=()):
    """Yield the path of every value in a JSON tree, the root left out."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield (*path, key)
        yield from places(child, (*path, key))


def at(document, path):
    for key in path:
        document = document[key]
    return document


def changed(value):
    """Return another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return value[:-1] + ("0" if value[-1] != "0" else "1")
    return value * 2 if isinstance(value, list) else {}


PLACES = list(places(CREDENTIAL))
LEAVES = [path for path in PLACES if not isinstance(at(CREDENTIAL, path), dict | list)]
OBJECTS = [(), *(path for path in PLACES if isinstance(at(CREDENTIAL, path), dict))]
LISTS = [path for path in PLACES if isinstance(at(CREDENTIAL, path), list)]


def name(path):
    return ".".join(map(str, path)) or "root"


def refused(document):
    return judged(document, listing=status_list(), confine=here).verdict in {
        Verdict.NOT_GENUINE,
        Verdict.CANNOT_TELL,
    }


def test_the_badge_itself_is_good():
    assert judged(CREDENTIAL).is_good
    assert len(LEAVES) == 57


@pytest.mark.parametrize("path", LEAVES, ids=name)
def test_a_changed_value(path):
    document = copied(CREDENTIAL)
    at(document, path[:-1])[path[-1]] = changed(at(document, path))

    assert refused(document)


@pytest.mark.parametrize("path", LEAVES, ids=name)
def test_a_value_of_another_kind(path):
    for other in (None, 7, [], {}, [[at(CREDENTIAL, path)]], {"@value": str(at(CREDENTIAL, path))}):
        document = copied(CREDENTIAL)
        at(document, path[:-1])[path[-1]] = other

        assert refused(document)


@pytest.mark.parametrize("path", PLACES, ids=name)
def test_a_missing_value(path):
    document = copied(CREDENTIAL)
    del at(document, path[:-1])[path[-1]]

    assert refused(document)


@pytest.mark.parametrize("path", OBJECTS, ids=name)
@pytest.mark.parametrize("member", ADDITIONS)
def test_an_added_member(path, member):
    document = copied(CREDENTIAL)
    at(document, path)[member] = ADDITIONS[member]

    assert refused(document)


@pytest.mark.parametrize("path", LISTS, ids=name)
def test_an_element_added_to_a_list(path):
    for other in ("https://evil.example/x", {"type": ["Evidence"], "name": "Forged"}):
        document = copied(CREDENTIAL)
        at(document, path).append(other)

        assert refused(document)


@pytest.mark.parametrize("path", [path for path in PLACES if isinstance(path[-1], str)], ids=name)
def test_a_member_under_another_name(path):
    """As a full address, a keyword, or with a capital: so could a value hide with the signature intact."""
    *above, last = path
    names = {
        f"https://www.w3.org/2018/credentials#{last}",
        f"https://purl.imsglobal.org/spec/vc/ob/vocab.html#{last}",
        f"https://schema.org/{last}",
        f"@{last}",
        last[0].upper() + last[1:],
    }
    for other in names - {last}:
        document = copied(CREDENTIAL)
        holder = at(document, above)
        holder[other] = holder.pop(last)

        assert refused(document)


@pytest.mark.parametrize("wrapper", ["@graph", "@included", "@set", "@list", "@nest"])
def test_a_badge_wrapped_in_a_keyword(wrapper):
    content = {key: value for key, value in CREDENTIAL.items() if key not in {"@context", "proof"}}
    document = {"@context": CREDENTIAL["@context"], wrapper: [content], "proof": CREDENTIAL["proof"]}

    assert refused(document)


def test_an_end_hidden_in_a_second_description_of_the_badge():
    """The graph stays the same, so the signature holds; the reader of `validUntil` would see none."""
    document = copied(CREDENTIAL)
    end = document.pop("validUntil")
    document["evidence"][0]["image"] = {"id": document["id"], "type": ["VerifiableCredential"], "validUntil": end}

    assert refused(document)


def test_a_status_moved_out_of_sight():
    document = copied(CREDENTIAL)
    status = document.pop("credentialStatus")
    document["credentialStatus"] = {"id": status["id"]}
    document["evidence"].append(status)

    assert refused(document)


@pytest.mark.parametrize("member", ["termsOfUse", "relatedResource"])
def test_only_an_empty_list_may_be_added_for_it_says_nothing(member):
    assert judged({**CREDENTIAL, member: []}).is_good
    assert refused({**CREDENTIAL, member: [{}]})
