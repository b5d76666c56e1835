"""Versions of offerings: added and never changed, merged by their claims, imported in batches that are whole."""

from dataclasses import replace
from datetime import timedelta

import pytest
from people import AT

from testamur.catalogue import Claim, Offering
from testamur.catalogue.exchange import Entry
from testamur.errors import Problem, Refused
from testamur.site.records import market, search
from testamur.site.records.actions import imports
from testamur.site.records.actions.market import record, record_content
from testamur.site.records.library import library
from testamur.site.records.models import AuditEntry, CatalogueImport, OfferingVersion, SearchEntry, SearchWord

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)
PRICE = Claim("price", "https://maker.example/a", "B", 900, unit="USD")
DEARER = Claim("price", "https://maker.example/a", "B", 950, unit="USD")
HOURS = Claim("hours", "https://press.example/b", "C", 40, unit="hours")


def made(key="course-a", *claims, name="Course A", page="", **fields):
    page = page or f"https://maker.example/{key}"
    return Offering(
        key, name, "Maker", "person", "confirmed-exists", claim=claims or (PRICE,), page=page, **fields
    )


def versions(key="course-a"):
    return list(OfferingVersion.objects.filter(key=key).order_by("pk"))


def words():
    return dict(SearchWord.objects.values_list("word", "entries"))


def counted():
    """Count the words of the index anew, from its entries."""
    found = {}
    for entry in SearchEntry.objects.all():
        for word in set(entry.words.split()):
            found[word] = found.get(word, 0) + 1
    return found


def test_a_version_holds_the_offering_and_is_the_newest():
    offering = made(
        "course-a", PRICE, HOURS, countries=("US",), unknown=("start dates",), carried={"x": [1, {"y": 2}]}
    )

    version = record(offering, origin="contribution 1", by=None, at=AT)

    assert version.offering == offering
    assert market.offering("course-a") == offering
    assert market.revision() == version.pk
    assert AuditEntry.objects.get(action="offering.record").detail == {
        "key": "course-a",
        "origin": "contribution 1",
    }


def test_every_content_file_is_kept_as_it_is():
    assert record_content(at=AT) == len(library().offerings)

    kept = {version.key: version.offering for version in OfferingVersion.objects.all()}
    assert kept == library().offerings
    assert record_content(at=LATER) == 0


def test_the_same_again_makes_no_version():
    first = record(made(), origin="content", by=None, at=AT)

    assert record(made(), origin="content", by=None, at=LATER) == first
    assert record(made(), origin="contribution 1", by=None, at=LATER) == first
    assert len(versions()) == 1


def test_a_change_adds_a_version_and_the_earlier_answer_can_be_had_again():
    before = record(made(), origin="content", by=None, at=AT)
    record(made("course-a", PRICE, HOURS), origin="contribution 1", by=None, at=LATER)

    assert [version.is_newest for version in versions()] == [False, True]
    assert market.offering("course-a").claim == (PRICE, HOURS)
    assert market.offering("course-a", at_revision=before.pk).claim == (PRICE,)


def test_a_contribution_may_take_no_claim_away():
    record(made("course-a", PRICE, HOURS), origin="content", by=None, at=AT)

    with pytest.raises(Refused, match="take none away"):
        record(made("course-a", HOURS), origin="contribution 1", by=None, at=LATER)

    assert len(versions()) == 1
    assert AuditEntry.objects.filter(action="offering.record").count() == 1


def test_a_first_contribution_may_take_no_claim_of_our_own_file_away():
    ours = library().offerings["abaim-certification"]

    with pytest.raises(Refused, match="take none away"):
        record(replace(ours, claim=ours.claim[1:]), origin="contribution 1", by=None, at=AT)


def test_what_others_added_outlives_an_unchanged_file():
    record(made(), origin="content", by=None, at=AT)
    record(made("course-a", PRICE, HOURS), origin="contribution 1", by=None, at=AT)

    record(made(), origin="content", by=None, at=LATER)

    assert market.offering("course-a").claim == (PRICE, HOURS)
    assert len(versions()) == 2


def test_a_changed_file_replaces_its_own_claims_and_leaves_those_of_others():
    record(made(), origin="content", by=None, at=AT)
    record(made("course-a", PRICE, HOURS), origin="contribution 1", by=None, at=AT)

    record(made("course-a", DEARER), origin="content", by=None, at=LATER)
    record(made("course-a", DEARER), origin="content", by=None, at=LATER)

    assert market.offering("course-a").claim == (DEARER, HOURS)
    assert [version.origin for version in versions()] == ["content", "contribution 1", "content"]


def test_an_offering_recorded_first_by_a_contribution_takes_our_file_in():
    record(made("course-a", HOURS), origin="contribution 1", by=None, at=AT)

    record(made(), origin="content", by=None, at=LATER)

    assert market.offering("course-a").claim == (PRICE, HOURS)


def test_the_words_of_the_index_keep_step():
    record(made(name="Sepsis alerts"), origin="content", by=None, at=AT)
    record(made("course-b", name="Sepsis scores"), origin="content", by=None, at=AT)
    record(made(name="Imaging alerts"), origin="content", by=None, at=LATER)

    assert words() == counted()
    assert words()["sepsis"] == 1
    assert {hit.key for hit in search.find(search.Question("sepsis")).hits} == {"course-b"}


def entries(count, **claims):
    for number in range(count):
        yield Entry(f"line {number + 2}", made(f"entry-{number}", name=f"Entry {number}", **claims))


def bring(file, *, digest="one", at=AT):
    told = []
    run = imports.import_entries(file, name="list", digest=digest, by=None, at=at, say=told.append)
    return run, told


def figures(run):
    return run.entries_done, run.added, run.changed, run.unchanged, run.refused


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(imports, "BATCH", 4)


def test_an_import_repeated_changes_nothing(small_batches):
    first, _ = bring(entries(10))
    again, _ = bring(entries(10), at=LATER)

    assert figures(first) == (10, 10, 0, 0, 0)
    assert figures(again) == (10, 0, 0, 10, 0)
    assert OfferingVersion.objects.count() == 10


def test_an_import_that_breaks_off_goes_on_after_its_last_whole_batch(small_batches):
    def broken():
        yield from list(entries(10))[:7]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(broken())
    assert OfferingVersion.objects.count() == 4
    assert words() == counted()

    run, told = bring(entries(10), at=LATER)

    assert figures(run) == (10, 10, 0, 0, 0)
    assert run.started_at == AT
    assert not told
    assert CatalogueImport.objects.count() == 1
    assert AuditEntry.objects.filter(action="catalogue.import.batch").count() == 3
    assert words() == counted()


def test_a_batch_that_fails_leaves_no_trace(small_batches, monkeypatch):
    def fails(*_):
        raise OSError

    monkeypatch.setattr(imports.search, "put", fails)

    with pytest.raises(OSError):  # noqa: PT011  (any failure of the machine)
        bring(entries(4))

    assert OfferingVersion.objects.count() == 0
    assert CatalogueImport.objects.get().entries_done == 0


def test_a_changed_file_makes_versions_of_what_changed_only(small_batches):
    bring(entries(6))

    file = [
        *list(entries(5)),
        Entry("line 7", made("entry-5", DEARER, name="Entry 5")),
        Entry("line 8", made("entry-6", name="Entry 6")),
    ]
    run, _ = bring(file, digest="two", at=LATER)

    assert figures(run) == (7, 1, 1, 5, 0)
    assert market.offering("entry-5").claim == (DEARER,)


def test_every_entry_that_cannot_be_kept_is_named_with_its_place_and_the_rest_is_kept(small_batches):
    file = [
        Entry("line 2", made("entry-0", name="Entry 0")),
        Entry("line 3", problems=(Problem("price", "is no number"), Problem("grade", "is missing"))),
        Entry("line 4", made("entry-0", name="Another")),
        Entry("line 5", made("other-key", name="ENTRY 0", page="https://maker.example/entry-0/")),
        Entry("line 6", made("entry-1", Claim("audience_roles", "x", "C", ("astronaut",)), name="Entry 1")),
        Entry("line 7", made("entry-2", name="Entry 2")),
        Entry("line 8", made("third-key", name="Entry 2", page="https://maker.example/entry-2")),
    ]

    run, told = bring(file)

    assert figures(run) == (7, 2, 0, 0, 5)
    assert told == [
        "line 3: price: is no number",
        "line 3: grade: is missing",
        "line 4: the key 'entry-0' stands in the file before",
        "line 5: has the provider, name and page of 'entry-0'",
        "line 6: claim[0].value: nothing is called 'astronaut' among the roles and competencies",
        "line 8: has the provider, name and page of 'entry-2'",
    ]
    assert set(OfferingVersion.objects.values_list("key", flat=True)) == {"entry-0", "entry-2"}


def test_an_import_takes_no_claims_of_others_away():
    bring([Entry("line 2", made())])
    record(made("course-a", PRICE, HOURS), origin="contribution 1", by=None, at=AT)

    bring([Entry("line 2", made("course-a", DEARER))], digest="two", at=LATER)

    assert market.offering("course-a").claim == (DEARER, HOURS)


def test_a_rehearsal_says_the_same_and_keeps_nothing(small_batches):
    told = []
    file = [*entries(5), Entry("line 9", problems=(Problem("", "is empty"),))]

    run = imports.rehearse(file, name="list", at=AT, say=told.append)

    assert figures(run) == (6, 5, 0, 0, 1)
    assert told == ["line 9: is empty"]
    assert OfferingVersion.objects.count() == CatalogueImport.objects.count() == AuditEntry.objects.count() == 0
