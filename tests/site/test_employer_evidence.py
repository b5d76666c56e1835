"""What a document says of itself, whoever wrote it, and a CSV that no spreadsheet takes for a programme."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testamur.site.employer.evidence import AwardClass, said
from testamur.site.records.spreadsheet import STARTS_A_FORMULA, safe


def document(**subject):
    return json.dumps({"id": "urn:x", "name": "Given name", "credentialSubject": subject})


@pytest.mark.parametrize(
    ("type_", "award_class"),
    [
        ("Certificate", AwardClass.ASSESSED),
        ("Certification", AwardClass.ASSESSED),
        ("CertificateOfCompletion", AwardClass.COMPLETED),
        ("Course", AwardClass.COMPLETED),
        ("Badge", AwardClass.NOT_SAID),
        ("", AwardClass.NOT_SAID),
    ],
)
def test_the_type_tells_assessed_from_completed(type_, award_class):
    found = said(document(achievement={"name": "A", "achievementType": type_}))

    assert (found.award_class, found.type) == (award_class, type_)


def test_a_result_is_evidence_of_an_assessment():
    achievement = {
        "achievementType": "CertificateOfCompletion",
        "resultDescription": [{"id": "urn:scale", "requiredValue": "27"}],
    }

    found = said(document(achievement=achievement, result=[{"resultDescription": "urn:scale", "value": "34"}]))

    assert found.award_class == AwardClass.ASSESSED
    assert found.because == "it carries a result: 34, where 27 were required"


def test_what_was_required_is_said_only_of_its_own_scale():
    achievement = {"resultDescription": [{"id": "urn:other", "requiredValue": "27"}]}

    found = said(document(achievement=achievement, result=[{"resultDescription": "urn:scale", "value": "34"}]))

    assert found.because == "it carries a result: 34"


def test_a_document_that_says_nothing_says_nothing():
    found = said("{}")

    assert (found.name, found.issuer, found.address, found.valid_until) == ("", "", "", None)
    assert found.award_class == AwardClass.NOT_SAID
    assert found.because == "it gives neither a type nor a result"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["credentialSubject", "achievement", "result", "issuer", "name", "value", "id"]),
                inner,
            )
        ),
        max_leaves=12,
    )
)
def test_whatever_stands_in_a_document_it_is_read(content):
    found = said(json.dumps(content))

    assert found.award_class in AwardClass
    assert isinstance(found.because, str)


@given(st.text())
def test_no_cell_starts_a_formula_and_every_other_is_left_as_it_is(text):
    cell = safe(text)

    assert not cell.startswith(STARTS_A_FORMULA)
    assert not cell.lstrip().startswith(STARTS_A_FORMULA)
    assert cell in (text, f"'{text}")
