"""What is shown is well-formed, named, from the allow-list, and gives back the response it was drawn with."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from items_page import Page
from items_vectors import CASES, CLEAN_ROOM, CLEAN_ROOM_ITEMS, COMPOSED, EVERY_ITEM, clean_room_item, every_item

from testamur.errors import DocumentError, Refused
from testamur.items import WORDS, key, read, render, render_review, take
from testamur.items.vocabulary import HTML, MATH

ALLOWED = {
    *HTML,
    *MATH,
    *("fieldset", "legend", "label", "input", "select", "option", "textarea"),
}
ALLOWED_ATTRIBUTES = {
    *(
        "class",
        "id",
        "for",
        "name",
        "type",
        "value",
        "checked",
        "selected",
        "inputmode",
        "maxlength",
        "size",
        "rows",
    ),
    *("min", "max", "step", "autocomplete", "spellcheck", "scope", "role"),
    *("aria-label", "aria-labelledby", "aria-describedby"),
}
ANSWERED = [
    pytest.param(name, case["responses"], id=f"{name}: {case['name']}")
    for name in CLEAN_ROOM_ITEMS
    for case in CASES[name]
] + [pytest.param(name, key(item), id=name) for name, item in COMPOSED.items()]


@every_item
def test_a_page_is_well_formed_and_of_allowed_parts(item):
    page = Page(render(item, response=key(item), prefix="q1-"))

    assert {tag for tag, _ in page.elements} <= ALLOWED
    assert {name for _, attributes in page.elements for name in attributes} <= ALLOWED_ATTRIBUTES
    assert len(set(page.ids())) == len(page.ids())
    assert all(identifier.startswith("q1-") for identifier in page.ids())


@every_item
def test_every_field_has_a_name_that_can_be_read_out(item):
    page = Page(render(item, prefix="q1-"))
    labelled = {attributes.get("for") for tag, attributes in page.elements if tag == "label"}
    ids = set(page.ids())

    fields = [attributes for tag, attributes in page.elements if tag in {"input", "select", "textarea"}]

    assert fields
    for field in fields:
        named = field["id"] in labelled or field.get("aria-label") or field.get("aria-labelledby") in ids
        inside = field.get("type") in {"radio", "checkbox"} and "hottext" in item.identifier
        assert named or inside, field


@every_item
def test_every_group_of_options_has_a_legend_with_words(item):
    html = render(item, prefix="q1-")

    legends = re.findall(r"<fieldset[^>]*><legend[^>]*>(.*?)</legend>", html, re.DOTALL)

    assert len(legends) == html.count("<fieldset")
    assert all(Page(legend).text.strip() for legend in legends)


@pytest.mark.parametrize(("name", "responses"), ANSWERED)
def test_a_page_posts_the_response_that_it_was_drawn_with(name, responses):
    item = EVERY_ITEM[name]

    page = Page(render(item, response=responses, prefix="q1-"))
    taken = take(item, page.form, prefix="q1-")

    assert {r: as_set(taken[r], r, item) for r in taken} == {r: as_set(responses.get(r), r, item) for r in taken}


def as_set(plain, response, item):
    """Several answers without order come back in the order of the page."""
    return (
        sorted(plain) if isinstance(plain, list) and item.responses[response].cardinality == "multiple" else plain
    )


@every_item
def test_a_page_without_a_response_posts_none(item):
    page = Page(render(item))

    assert take(item, page.form) == dict.fromkeys(item.responses)


@given(text=st.text(st.characters(categories=["L", "N", "P", "S", "Zs"], include_characters="\n"), max_size=300))
def test_a_long_answer_comes_back_as_it_was_written(text):
    item = clean_room_item("extended-text")
    written = take(item, {"RESPONSE": [text]})

    page = Page(render(item, response=written))

    assert take(item, page.form) == written


def test_two_items_on_one_page_do_not_share_an_id_or_a_field():
    item = clean_room_item("composite")

    page = Page(render(item, prefix="q1-") + render(item, prefix="q2-"))

    assert len(set(page.ids())) == len(page.ids())
    assert not {name for name in page.form if name.startswith("q1-")} & {
        n for n in page.form if n.startswith("q2-")
    }


@pytest.mark.parametrize("prefix", ['"', "1", "a b", "<", "é", "a:"])
def test_a_prefix_that_cannot_start_an_id_is_refused(prefix):
    with pytest.raises(ValueError, match="cannot start an id"):
        render(clean_room_item("choice-single"), prefix=prefix)


def test_text_is_escaped_wherever_it_stands():
    text = (CLEAN_ROOM / "items" / "choice-single.xml").read_text()
    hostile = "&lt;script>alert(1)&lt;/script>&amp;lt;b> \"'"
    item = read(text.replace("The colour of the alert", hostile).replace("What should", hostile).encode())

    html = render(item)

    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;&amp;lt;b&gt;") == 2


def test_a_response_is_escaped():
    html = render(clean_room_item("text-entry"), response={"RESPONSE": '"><script>'})

    assert 'value="&quot;&gt;&lt;script&gt;"' in html


def test_an_item_without_its_shared_text_is_not_shown():
    item = read(CLEAN_ROOM / "items" / "shared-stimulus.xml")

    with pytest.raises(DocumentError, match=r"the shared text '../stimuli/case.xml' is not there"):
        render(item)


def test_a_response_of_another_type_is_refused():
    with pytest.raises(Refused):
        render(clean_room_item("choice-multiple"), response={"RESPONSE": "A"})


def test_our_own_words_can_be_translated():
    html = render(clean_room_item("match"), words={**WORDS, "choose": "Bitte wählen", "statement": "Aussage"})

    assert html.count("Bitte wählen") == 2
    assert "Aussage" in html


def test_an_image_is_served_from_where_the_page_says():
    text = (CLEAN_ROOM / "items" / "choice-single.xml").read_text()
    image = '<p><img src="images/pipeline.svg" alt="Four circles"/></p><qti-choice-interaction '
    item = read(text.replace("<qti-choice-interaction ", image).encode())

    html = render(item, address=lambda src: f"/media/7/{src}")

    assert '<img src="/media/7/images/pipeline.svg" alt="Four circles">' in html


@every_item
def test_a_review_is_well_formed_and_asks_nothing(item):
    page = Page(render_review(item, key(item)))

    assert {tag for tag, _ in page.elements} <= ALLOWED - {"input", "select", "textarea", "option"} | {"section"}
    assert page.ids() == []


@pytest.mark.parametrize("name", COMPOSED)
def test_a_review_shows_key_reasons_reference_and_points(name):
    item = COMPOSED[name]

    page = Page(render_review(item, key(item)))

    for feedback in item.feedback:
        assert feedback.node.text in page.text
    assert item.record.reference in page.text
    assert "1 of 1" in page.text


def test_a_review_marks_the_right_and_the_given_option_in_words():
    html = render_review(COMPOSED["h4-1-flags-in-a-week"], {"RESPONSE": "D"})

    right, given = re.findall(
        r'<li class="option"><span class="identifier">(\w)[^<]*</span>.*?<strong class="(.*?)">', html
    )

    assert (right, given) == (("A", "key-mark"), ("D", "given-mark"))
    assert "0 of 1" in html


def shown(old, new, name="choice-single"):
    text = (CLEAN_ROOM / "items" / f"{name}.xml").read_text()
    assert old in text
    return read(text.replace(old, new).encode())


def test_a_rubric_for_candidates_is_shown_and_one_for_scorers_is_not():
    rubrics = (
        '<qti-rubric-block view="candidate"><qti-content-body><p>Ten minutes.</p></qti-content-body>'
        '</qti-rubric-block><qti-rubric-block view="scorer"><qti-content-body><p>Look for B.</p>'
        "</qti-content-body></qti-rubric-block>"
    )
    item = shown("<qti-item-body>", f"<qti-item-body>{rubrics}")

    html = render(item)

    assert '<div class="rubric"><div class="content"><p>Ten minutes.</p></div></div>' in html
    assert "Look for B." not in html
    assert "Look for B." in render_review(item)


def test_a_formula_is_shown_without_its_annotation():
    formula = (
        '<qti-prompt><math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mi mathvariant="bold">p</mi>'
        '<annotation encoding="application/x-tex">B is right</annotation></semantics></math> '
    )

    html = render(shown("<qti-prompt>", formula))

    assert '<math><semantics><mi mathvariant="bold">p</mi></semantics></math>' in html


def test_a_link_tells_the_other_side_nothing():
    html = render(shown("<qti-prompt>", '<qti-prompt><a href="https://example.org/">x</a> '))

    assert '<a href="https://example.org/" rel="noreferrer">x</a>' in html


def test_two_fields_in_one_sentence_are_told_apart():
    text = (CLEAN_ROOM / "items" / "composite.xml").read_text()
    declaration = '<qti-response-declaration identifier="R3" cardinality="single" base-type="integer"/>'
    field = '<qti-text-entry-interaction response-identifier="R3"/></p>'
    text = text.replace("<qti-outcome-declaration", f"{declaration}<qti-outcome-declaration", 1)
    item = read(text.replace('expected-length="10"/></p>', f'expected-length="10"/> and {field}').encode())

    page = Page(render(item, response={"R3": 7}))

    assert [attributes.get("aria-label") for tag, attributes in page.elements if tag == "input"] == [
        *(None, None),
        *("Answer 1", "Answer 2"),
    ]
    assert take(item, page.form) == {"R1": None, "R2": None, "R3": 7}
    with pytest.raises(Refused, match="write a whole number"):
        take(item, {"R3": ["7.5"]})


@pytest.mark.parametrize(
    ("limit", "words"), [("0", "Choose all that apply."), ("3", "Choose at most 3."), ("1", "Choose one.")]
)
def test_where_the_author_asks_nothing_the_page_says_how_many_to_choose(limit, words):
    text = (CLEAN_ROOM / "items" / "choice-map.xml").read_text()
    text = text.replace("<qti-prompt>Tick what a model card should state.</qti-prompt>", "")
    text = text.replace('max-choices="0"', f'max-choices="{limit}"')
    if limit == "1":
        text = text.replace('cardinality="multiple"', 'cardinality="single"').replace(
            "<qti-value>A</qti-value><qti-value>B</qti-value>", ""
        )

    html = render(read(text.encode()))

    assert f'<legend class="prompt">{words}</legend>' in html


@pytest.mark.parametrize("name", ["extended-text", "slider"])
def test_a_field_without_a_prompt_still_has_a_label(name):
    text = (CLEAN_ROOM / "items" / f"{name}.xml").read_text()
    item = read(re.sub(r"<qti-prompt>.*?</qti-prompt>", "", text).encode())

    assert '<label for="q1-RESPONSE">Answer</label>' in render(item, prefix="q1-")
