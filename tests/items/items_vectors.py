"""The items that every law is tried on: those of the clean room that are taken, and one composed of each kind."""

import json
from pathlib import Path

import pytest

from testamur.documents import read_toml
from testamur.errors import DocumentError
from testamur.items import compose, drafts, read

VECTORS = Path(__file__).parents[1] / "vectors" / "items"
CLEAN_ROOM = VECTORS / "clean-room"
STIMULI = {"../stimuli/case.xml": CLEAN_ROOM / "stimuli" / "case.xml"}
CASES = json.loads((CLEAN_ROOM / "cases.json").read_text())
DRAFTS = drafts(read_toml(VECTORS / "drafts.toml"))


def clean_room_item(name):
    return read(CLEAN_ROOM / "items" / f"{name}.xml", stimuli=STIMULI)


def _taken():
    for path in sorted((CLEAN_ROOM / "items").glob("*.xml")):
        try:
            yield path.stem, clean_room_item(path.stem)
        except DocumentError:
            continue  # test_items_conformance lists these by name


CLEAN_ROOM_ITEMS = dict(_taken())
COMPOSED = {draft.id: read(compose(draft)) for draft in DRAFTS}
EVERY_ITEM = {**CLEAN_ROOM_ITEMS, **COMPOSED}

every_item = pytest.mark.parametrize("item", EVERY_ITEM.values(), ids=EVERY_ITEM)
every_composed_item = pytest.mark.parametrize("draft", DRAFTS, ids=[draft.kind for draft in DRAFTS])
