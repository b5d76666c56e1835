"""Whatever is done to an item's file, it is refused or can be scored and shown; nothing else happens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from items_vectors import EVERY_ITEM

from testamur.documents import Node, write_xml
from testamur.errors import DocumentError
from testamur.items import key, read, render, score

TAGS = sorted({node.tag for item in EVERY_ITEM.values() for node in item.document.walk()})
NAMES = sorted({name for item in EVERY_ITEM.values() for node in item.document.walk() for name in node.attributes})
TEXTS = [
    "",
    "0",
    "1",
    "-1",
    "true",
    "A",
    "RESPONSE",
    "SCORE",
    "A B",
    "1e99",
    "nan",
    "match",
    "ordered",
    "float",
    "point",
]


@pytest.mark.parametrize("name", EVERY_ITEM)
@given(data=st.data())
def test_a_damaged_file_is_refused_or_can_be_scored_and_shown(name, data):
    document = EVERY_ITEM[name].document
    for _ in range(data.draw(st.integers(1, 3))):
        document = damaged(document, data)
    try:
        item = read(write_xml(document).encode())
    except DocumentError:
        return

    assert "SCORE" in score(item, {})
    assert "SCORE" in score(item, key(item))
    if not item.stimulus_addresses:
        assert render(item, response=key(item), prefix="q1-")


def damaged(document, data):
    place = data.draw(st.integers(0, sum(1 for _ in document.walk()) - 1))
    target = list(document.walk())[place]
    damage = data.draw(st.sampled_from([drop, double, rename, forget, rewrite, fill]))

    def copy(node):
        if isinstance(node, str):
            return (node,)
        if node is target:
            return damage(node, data)
        children = tuple(part for child in node.children for part in copy(child))
        return (Node(node.tag, node.namespace, node.attributes, children),)

    found = copy(document)
    return found[0] if found else document


def drop(_, __):
    return ()


def double(node, _):
    return (node, node)


def rename(node, data):
    return (Node(data.draw(st.sampled_from(TAGS)), node.namespace, node.attributes, node.children),)


def forget(node, data):
    names = sorted(node.attributes)
    gone = data.draw(st.sampled_from(names)) if names else ""
    kept = {name: text for name, text in node.attributes.items() if name != gone}
    return (Node(node.tag, node.namespace, kept, node.children),)


def rewrite(node, data):
    name = data.draw(st.sampled_from(sorted(node.attributes) or NAMES))
    attributes = {**node.attributes, name: data.draw(st.sampled_from(TEXTS))}
    return (Node(node.tag, node.namespace, attributes, node.children),)


def fill(node, data):
    return (Node(node.tag, node.namespace, node.attributes, (data.draw(st.sampled_from(TEXTS)),)),)
