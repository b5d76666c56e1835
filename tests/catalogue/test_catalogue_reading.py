import shutil
from pathlib import Path

import pytest

from testamur.catalogue import (
    content_folder,
    offering_problems,
    read_catalogue,
    read_offering,
    read_offerings,
    read_roles,
)
from testamur.errors import DocumentError

GOOD = """
id = "good"
name = "Good"
provider = "Provider"
holder = "person"
status = "confirmed-exists"
unknown = ["price"]
"""


def lines(folder: Path) -> list[str]:
    with pytest.raises(DocumentError) as refusal:
        read_offerings(folder)
    return refusal.value.lines()


def test_a_list_in_a_file_is_a_tuple_in_the_claim() -> None:
    text = GOOD + '[[claim]]\nfield = "covers"\nvalue = ["H1"]\nsource = "x"\ngrade = "C"\n'

    offering = read_offering(text.encode())

    assert offering.claim[0].value == ("H1",)
    assert list(offering_problems(offering, roles=frozenset(), codes=frozenset())) == []


def test_every_problem_of_every_file_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(GOOD)
    (tmp_path / "broken.toml").write_text("id = ")
    (tmp_path / "shape.toml").write_text(
        GOOD.replace('"good"', '"shape"').replace("person", "group") + "colour = 1"
    )
    (tmp_path / "sense.toml").write_text(
        GOOD + '[[claim]]\nfield = "prise"\nvalue = 1\nsource = ""\ngrade = "C"\n'
        '[[claim]]\nfield = "price"\nvalue = 1\nsource = "x"\ngrade = "F"\n'
    )
    (tmp_path / "other.toml").write_text(
        GOOD.replace('unknown = ["price"]', 'unknown = []\ncountries = ["usa", "*"]')
    )

    said = lines(tmp_path)

    assert said[0].startswith("broken.toml: is not TOML: ")
    assert said[1:] == [
        "other.toml:id: must be the file's name, 'other'; it is 'good'",
        "other.toml:countries[0]: must be a country code such as US, or *; it is 'usa'",
        "other.toml:unknown: is empty, and so is claim; say what is missing",
        "sense.toml:claim[1].grade: must be one of A, B, C, D, E, U; it is 'F'",
        "shape.toml:holder: must be one of person, organisation; it is 'group'",
        "shape.toml:colour: is not known here",
    ]


def test_the_sense_of_a_claim_is_checked_when_its_shape_is_right(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(GOOD + '[[claim]]\nfield = "prise"\nvalue = 1\nsource = ""\ngrade = "C"\n')

    assert lines(tmp_path) == [
        "good.toml:claim[0].source: is empty; every claim has a source",
        "good.toml:claim[0].field: no field is called 'prise'",
    ]


def test_what_an_offering_names_is_looked_up(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(content_folder() / "frameworks", content / "frameworks")
    shutil.copytree(content_folder() / "roles", content / "roles")
    (content / "offerings").mkdir()
    (content / "offerings/good.toml").write_text(
        GOOD + '[[claim]]\nfield = "covers"\nvalue = ["H1", "H99"]\nsource = "x"\ngrade = "C"\n'
        '[[claim]]\nfield = "audience_roles"\nvalue = ["clinicians", "wizard"]\nsource = "x"\ngrade = "C"\n'
    )

    with pytest.raises(DocumentError) as refusal:
        read_catalogue(content)

    assert refusal.value.lines() == [
        "good.toml:claim[0].value: nothing is called 'H99' among the roles and competencies",
        "good.toml:claim[1].value: nothing is called 'wizard' among the roles and competencies",
    ]


def test_a_role_file_is_checked_for_its_name_and_its_targets(tmp_path: Path) -> None:
    text = (content_folder() / "roles/physician.toml").read_text()
    (tmp_path / "surgeon.toml").write_text(text.replace('level = "foundation"', 'level = "basic"', 1))
    (tmp_path / "nurse.toml").write_text(text)

    with pytest.raises(DocumentError) as refusal:
        read_roles(tmp_path)

    assert refusal.value.lines() == [
        "nurse.toml:id: must be the file's name, 'nurse'; it is 'physician'",
        "surgeon.toml:target[0].level: must be one of foundation, apply, evaluate, lead; it is 'basic'",
    ]


def test_nothing_may_stand_twice() -> None:
    text = GOOD + 'countries = ["US", "US"]\nrole_groups = ["clinicians", "clinicians"]\n'

    said = offering_problems(read_offering(text.encode()), roles=frozenset(), codes=frozenset())

    assert [str(problem) for problem in said] == [
        "role_groups: holds something twice",
        "countries: holds something twice",
    ]


def test_without_roles_their_names_are_not_looked_up() -> None:
    text = GOOD + '[[claim]]\nfield = "audience_roles"\nvalue = ["wizard"]\nsource = "x"\ngrade = "C"\n'

    assert not list(offering_problems(read_offering(text.encode()), roles=frozenset(), codes=frozenset({"H1"})))


def test_an_empty_folder_holds_nothing(tmp_path: Path) -> None:
    assert read_offerings(tmp_path) == {}
