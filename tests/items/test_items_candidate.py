"""The law: what a candidate gets does not depend on the key, and holds nothing that was not meant for them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from items_secrets import CANARY, SECRET_PARTS, with_canaries, without_secrets
from items_vectors import CLEAN_ROOM_ITEMS, COMPOSED, DRAFTS, EVERY_ITEM, clean_room_item, every_item

from testamur.documents import write_xml
from testamur.errors import Refused
from testamur.items import compose, read, render, score, stripped, take
from testamur.items.binding import interactions_of
from testamur.items.item import item_of

every_name = pytest.mark.parametrize("name", EVERY_ITEM)


@every_item
def test_nothing_changes_for_the_candidate_when_every_secret_is_taken_out(item):
    keyless = replace(item_of(without_secrets(item.document)), stimuli=item.stimuli)

    assert stripped(keyless) == stripped(item)
    assert render(keyless, prefix="q1-") == render(item, prefix="q1-")


@every_item
def test_no_canary_in_a_secret_place_reaches_the_candidate(item):
    document = replace(item.document, children=tuple(with_canaries(child) for child in item.document.children))
    poisoned = replace(item, body=document.first("qti-item-body"), document=document)
    assert CANARY in write_xml(document)

    page, text = render(poisoned, prefix="q1-"), write_xml(stripped(poisoned).document)

    assert CANARY not in page + text
    assert page == render(item, prefix="q1-")


@every_item
def test_the_public_document_holds_no_part_that_tells_the_key(item):
    public = stripped(item)

    parts = {node.tag for node in public.document.walk()}
    views = {node.attributes["view"] for node in public.document.walk() if "view" in node.attributes}

    assert parts & SECRET_PARTS == set()
    assert views <= {"candidate"}
    assert [*public.outcomes] == ["SCORE"]
    assert (public.feedback, public.processing, public.record, public.digest) == ((), None, None, "")
    assert all(declared.correct is declared.mapping is None for declared in public.responses.values())


@every_item
def test_the_public_document_tells_no_line_numbers_because_they_tell_the_length_of_the_key(item):
    assert {node.line for node in stripped(item).document.walk()} == {0}


@every_item
def test_the_public_document_is_an_item_that_can_be_read_and_looks_the_same(item):
    public = stripped(item)

    again = replace(read(write_xml(public.document).encode()), stimuli=public.stimuli)

    assert render(again, prefix="q1-") == render(item, prefix="q1-")


@every_item
def test_the_public_item_scores_nothing(item):
    public = stripped(item)

    assert score(public, {}) == {"SCORE": 0.0}


@pytest.mark.parametrize("draft", DRAFTS, ids=[draft.kind for draft in DRAFTS])
def test_no_rationale_reference_or_record_of_a_composed_item_reaches_the_candidate(draft):
    item = read(compose(draft))

    got = render(item, prefix="q1-") + write_xml(stripped(item).document)

    said = [draft.rationale, draft.reference, draft.second_reading, *draft.enemies, draft.title, draft.competency]
    said += [option.rationale for option in draft.options]
    assert [text for text in said if text and text in got] == []


@given(data=st.data(), words=st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1))
@pytest.mark.parametrize("draft", DRAFTS, ids=[draft.kind for draft in DRAFTS])
def test_two_items_that_differ_only_in_key_and_reasons_look_the_same(draft, data, words):
    said = f"x{words}"
    options = tuple(replace(option, rationale=said) for option in draft.options)
    other = replace(draft, options=options, reference=said, **another_key(draft, data))
    if draft.kind == "numeric":
        other = replace(other, rationale=said, tolerance=data.draw(st.integers(0, 10**6)) / 1000)

    first, second = read(compose(draft)), read(compose(other))

    assert write_xml(stripped(first).document) == write_xml(stripped(second).document)
    assert render(first, prefix="q1-") == render(second, prefix="q1-")


def another_key(draft, data):
    ids = [option.id for option in draft.options]
    if draft.kind == "numeric":
        return {"number": data.draw(st.integers(-(10**6), 10**6)) / 1000}
    if draft.kind == "match":
        targets = st.sampled_from([target.id for target in draft.targets])
        return {"pairs": tuple((identifier, data.draw(targets)) for identifier in ids)}
    shuffled = data.draw(st.permutations(ids).filter(lambda order: order != ids))
    return {"key": tuple(shuffled[: len(draft.key)])}


@every_name
@given(data=st.data())
def test_taking_a_response_tells_nothing_of_the_key(name, data):
    """Whatever is posted, the same is taken or refused in the same words, with the key and without."""
    item = EVERY_ITEM[name]
    keyless = item_of(without_secrets(item.document))
    names = [identifier for identifier in offered(item) for _ in range(2)]
    fields = [*item.responses, *(f"{r}:{identifier}" for r in item.responses for identifier in offered(item))]
    values = st.lists(st.sampled_from([*names, "", "1", "2", "3", "20", "12.5", "x"]), max_size=3)
    form = data.draw(st.dictionaries(st.sampled_from(fields), values, max_size=4))

    assert outcome(item, form) == outcome(keyless, form)


def offered(item):
    return [
        choice.identifier
        for node, kind in interactions_of(item.body)
        for choices in (kind.offer(node).first, kind.offer(node).second)
        for choice in choices
    ] or ["none"]


def outcome(item, form):
    try:
        return take(item, form)
    except Refused as refusal:
        return refusal.rule, refusal.reason


def test_options_that_may_be_shuffled_do_not_show_their_order_in_the_file():
    item = clean_room_item("order")
    node = next(node for node in item.body.walk() if node.tag == "qti-order-interaction")
    turned = replace(node, children=node.children[::-1])
    body = replace(item.body, children=tuple(turned if child is node else child for child in item.body.children))

    assert render(replace(item, body=body), seed="s") == render(item, seed="s").replace("  ", "  ")


def test_a_seed_gives_one_order_and_seeds_differ():
    item = clean_room_item("order")

    pages = {render(item, seed=str(seed)) for seed in range(20)}

    assert render(item, seed="3") == render(item, seed="3")
    assert len(pages) > 1


def test_an_option_that_is_fixed_keeps_its_place():
    text = compose(DRAFTS[0]).decode()
    text = text.replace('shuffle="false"', 'shuffle="true"').replace(
        'identifier="D">85', 'identifier="D" fixed="true">85'
    )
    item = read(text.encode())

    last = [render(item, seed=str(seed)).rfind("85 per cent") for seed in range(10)]
    others = [render(item, seed=str(seed)).rfind("15 per cent") for seed in range(10)]

    assert all(ours > theirs for ours, theirs in zip(last, others, strict=True))


def test_the_law_is_tried_on_every_item_there_is():
    assert (len(CLEAN_ROOM_ITEMS), len(COMPOSED)) == (17, 5)
