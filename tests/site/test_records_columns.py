"""A large catalogue is judged in columns, and its answer is the one that judging each offering gives."""

from dataclasses import replace
from datetime import date

import pytest
from people import AT

from testamur import fit
from testamur.catalogue import Claim
from testamur.errors import Refused
from testamur.fit import Profile
from testamur.fit.screen import screen
from testamur.site.records import advising, columns, market
from testamur.site.records.actions.market import record
from testamur.site.records.library import library
from testamur.site.records.stored import offering_document

NURSE = Profile("nurse-leader", country="US", budget=1600.0)
DAY = date(2026, 12, 1)


@pytest.fixture
def large(db, settings, tmp_path, monkeypatch):
    """Take our own small catalogue for a large one."""
    settings.DATA = tmp_path
    monkeypatch.setattr(columns, "LARGE", 20)
    for cached in (columns.is_large, columns.columns_at, advising.answered):
        cached.cache_clear()
    yield
    for cached in (columns.is_large, columns.columns_at, advising.answered):
        cached.cache_clear()


@pytest.fixture
def small(monkeypatch):
    """Return the answer of the catalogue as it is, offering by offering."""

    def answered(profile, **asked):
        with monkeypatch.context() as here:
            here.setattr(columns, "LARGE", 10_000)
            columns.is_large.cache_clear()
            advising.answered.cache_clear()
            answer = advising.advise(profile, **asked)
        columns.is_large.cache_clear()
        advising.answered.cache_clear()
        return answer

    return answered


def priced(key, amount, at=AT):
    """Record that an offering costs so much."""
    offering = market.offering(key)
    claim = Claim("price", "https://register.test/prices", "A", value=amount, unit="USD", seen="2026-11-01")
    return record(replace(offering, claim=(*offering.claim, claim)), origin="contribution 1", by=None, at=at)


def test_a_large_catalogue_answers_as_a_small_one(large, small):
    answer = advising.advise(NURSE, at=DAY)

    assert answer.fits == small(NURSE, at=DAY).fits
    assert answer.considered == len(library().offerings)
    assert answer.ruled_out == small(NURSE, at=DAY).ruled_out


def test_kept_columns_are_brought_up_to_date_and_back(large, small):
    first = priced("amia-ahic", 100).pk
    columns.make("graded", revision=first, at=DAY)
    second = priced("amia-ahic", 9_000).pk

    later, earlier = (advising.advise(NURSE, at=DAY, revision=number) for number in (second, first))

    assert later.fits == small(NURSE, at=DAY, revision=second).fits
    assert earlier.fits == small(NURSE, at=DAY, revision=first).fits
    assert later.fits != earlier.fits


def test_an_offering_that_came_later_is_not_in_an_earlier_revision(large):
    first = priced("amia-ahic", 100).pk
    new = record(
        replace(library().offerings["amia-ahic"], id="amia-ahic-two", name="Another"), origin="x", by=None, at=AT
    )
    columns.make("graded", revision=new.pk, at=DAY)

    earlier = columns.columns_at("graded", first, DAY, "")

    assert b"amia-ahic-two" not in earlier.keys
    assert len(earlier) == len(library().offerings)


def test_columns_made_in_shares_are_those_made_at_once(large):
    last = [priced(key, 100).pk for key in ("amia-ahic", "ancc-ni-bc", "abii-ciip")][-1]

    whole = columns.from_records("graded", last, DAY, shares=[(0, last)], work=map)
    shared = columns.from_records("graded", last, DAY, shares=[(0, last - 2), (last - 2, last)], work=map)

    assert shared.keys.tolist() == whole.keys.tolist() == sorted(key.encode() for key in library().offerings)
    asked = {"role": library().roles["nurse-leader"], "most": 40}
    assert screen(shared, NURSE, **asked) == screen(whole, NURSE, **asked)


def test_only_the_last_columns_are_kept(large, tmp_path):
    for amount in (100, 200, 300):
        columns.make("graded", revision=priced("amia-ahic", amount).pk, at=DAY)

    (folder,) = (tmp_path / "columns").iterdir()
    assert len(list(folder.iterdir())) == 2


def test_columns_are_prepared_only_where_the_catalogue_is_large(large, tmp_path, monkeypatch):
    newest = priced("amia-ahic", 100).pk

    assert columns.prepare(at=DAY)
    assert (next((tmp_path / "columns").iterdir()) / str(newest)).is_dir()
    columns.is_large.cache_clear()
    monkeypatch.setattr(columns, "LARGE", 10_000)
    assert not columns.prepare(at=DAY)


def test_damaged_columns_are_passed_over(large, small, tmp_path):
    columns.make("graded", revision=priced("amia-ahic", 100).pk, at=DAY)
    for table in tmp_path.rglob("tables.json"):
        table.write_text("{")

    assert advising.advise(NURSE, at=DAY).fits == small(NURSE, at=DAY).fits


def test_who_asks_too_much_at_once_is_told_what_to_do(large, monkeypatch):
    priced("amia-ahic", 100)
    monkeypatch.setattr(columns, "MOST_ANEW", 0)

    with pytest.raises(Refused, match="Ask as of today"):
        advising.advise(NURSE, at=DAY)


def test_a_recorded_document_is_read_as_it_was_written():
    for offering in library().offerings.values():
        assert columns.recorded_offering(offering_document(offering)) == offering


def test_the_policy_of_the_source_guide_is_judged_in_columns_too(large, small):
    answer = advising.advise(NURSE, at=DAY, policy=fit.AT_ITS_WORD.name)

    assert answer.fits == small(NURSE, at=DAY, policy=fit.AT_ITS_WORD.name).fits
