import json

import pytest

from testamur.errors import DocumentError, Problem
from testamur.labs import FAMILIES, Family, from_document


def document(case):
    return json.loads(json.dumps(case.document()))


def problems(stored):
    with pytest.raises(DocumentError) as error:
        from_document(stored)
    return error.value.problems


def test_every_family_is_found_by_its_name():
    assert all(isinstance(family, Family) and family.name == name for name, family in FAMILIES.items())
    assert "diagnostic-aid" in FAMILIES


def test_changed_data_are_noticed(case):
    stored = document(case)
    stored["data"] = stored["data"].replace("positive", "negative", 1)

    assert problems(stored) == (Problem("data", "does not match its digest; the file was changed"),)


def test_everything_wrong_with_the_keys_is_said_at_once(case):
    stored = document(case)
    stored["keys"][0]["part"] = "nonsense"
    stored["keys"][2]["answers"] = ["many"]
    stored["keys"][-2]["answers"] = ["perhaps"]
    stored["keys"][-1]["answers"] = stored["keys"][-1]["answers"][:2]
    stored["questions"][1]["parts"][1]["tolerance"] = "some"

    assert problems(stored) == (
        Problem("keys", "the part 'without-reference' has 0 keys; it needs one"),
        Problem("keys", "the key 'nonsense' belongs to no part"),
        Problem("keys.tp", "'many' is no number"),
        Problem("questions.fp", "the tolerance 'some' is no number"),
        Problem("keys.decision", "'perhaps' is not offered"),
        Problem("keys.reasons", "has 2 answers; it needs 3"),
    )


def test_a_part_that_stands_twice_is_noticed(case):
    stored = document(case)
    stored["questions"][0]["parts"][1]["id"] = "without-reference"

    assert problems(stored) == (
        Problem("questions", "the part 'without-reference' stands twice"),
        Problem("keys", "the key 'indeterminate' belongs to no part"),
    )


@pytest.mark.parametrize("wrong", [None, [], "case", {}])
def test_what_is_no_case_is_refused(wrong):
    assert problems(wrong)


def test_unknown_and_missing_fields_are_refused(case):
    stored = document(case)
    del stored["engine"]
    stored["extra"] = 1

    assert {problem.path for problem in problems(stored)} == {"engine", "extra"}
