"""The bank that comes with us keeps the law and the rules: item by item, and as a whole."""

from pathlib import Path

import pytest
from items_page import Page
from items_secrets import SECRET_PARTS, without_secrets

import testamur
from testamur.documents import write_xml
from testamur.items import bank_problems, key, maximum, read_bank, render, render_review, score, stripped, take
from testamur.items.item import item_of

BANK = read_bank(Path(testamur.__file__).parent / "content" / "items")

every_item = pytest.mark.parametrize("item", BANK.items.values(), ids=BANK.items)


def test_there_are_items():
    assert len(BANK.items) >= 130


@every_item
def test_a_candidate_gets_the_same_with_every_secret_and_without(item):
    keyless = item_of(without_secrets(item.document))

    public = write_xml(stripped(item).document)

    assert public == write_xml(stripped(keyless).document)
    assert render(item, prefix="q1-") == render(keyless, prefix="q1-")
    assert [part for part in SECRET_PARTS if part in public] == []


@every_item
def test_no_reason_or_reference_reaches_a_candidate(item):
    got = render(item, prefix="q1-") + write_xml(stripped(item).document)

    said = [feedback.node.text for feedback in item.feedback] + [item.record.reference]
    assert [text for text in said if text in got] == []


@every_item
def test_the_key_can_be_given_and_scores_everything(item):
    page = Page(render(item, response=key(item), prefix="q1-"))

    given = take(item, page.form, prefix="q1-")

    assert score(item, given)["SCORE"] == maximum(item) == 1
    assert score(item, {})["SCORE"] == 0


@every_item
def test_a_review_gives_a_reason_for_every_option(item):
    page = Page(render_review(item, {}))

    assert [feedback.identifier for feedback in item.feedback if feedback.node.text not in page.text] == []


def test_the_bank_as_a_whole_does_not_give_its_keys_away():
    assert list(bank_problems(BANK.items.values())) == []
