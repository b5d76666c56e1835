"""Search: what is found, in which order, how slips are read, and that every engine finds the same."""

import random

import numpy as np
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from people import AT

from testamur.catalogue import CLASSES, Claim, Offering, classified
from testamur.site.records import search
from testamur.site.records.actions.market import index_anew, record, record_content
from testamur.site.records.library import library
from testamur.site.records.models import AuditEntry, SearchEntry
from testamur.site.records.search import Question, find
from testamur.site.records.search.asked import understood
from testamur.site.records.search.facets import FACETS, Facts
from testamur.site.records.search.stand import shelf
from testamur.site.records.search.tantivy import Folder
from testamur.site.records.search.vocabulary import Vocabulary, distance
from testamur.site.records.search.words import placed, words_of

GROUPS = ("clinicians", "informatics-data")


def made(key, name, *, provider="Maker", skills=(), roles=(), price=None, countries=("US",), group=(), pacing=""):
    claims = [Claim("skills", "https://a.example", "B", skills)] if skills else []
    claims += [Claim("audience", "https://a.example", "B", roles)] if roles else []
    claims += [Claim("price", "https://a.example", "B", price, unit="USD")] if price is not None else []
    claims += [Claim("pacing", "https://a.example", "B", pacing)] if pacing else []
    return Offering(
        key,
        name,
        provider,
        "person",
        "confirmed-exists",
        countries=countries,
        role_groups=group,
        unknown=("much",),
        claim=tuple(claims),
        page=f"https://a.example/{key}",
    )


CATALOGUE = (
    made("a-title", "Sepsis alerts", price=0, group=GROUPS[:1], pacing="cohort"),
    made("b-provider", "Alerts", provider="Sepsis Society", price=400, group=GROUPS[:1], pacing="self-paced"),
    made("c-skill", "Wards", skills=("sepsis prediction",), price=400, countries=("GB", "US"), group=GROUPS),
    made("d-role", "Rounds", roles=("sepsis nurse",), countries=("IN",)),
    made("e-long", "Sepsis alerts and a great many other things that happen on a ward at night", price=9_000),
    made("f-other", "Médecine d'été", provider="Faculté de médecine", countries=("FR",)),
)


@pytest.fixture
def catalogue(db):
    for offering in CATALOGUE:
        record(offering, origin="import list", by=None, at=AT)


def keys(words="", **fields):
    ours = {offering.id for offering in CATALOGUE}
    return [hit.key for hit in find(Question(words, size=200, **fields)).hits if hit.key in ours]


def test_a_word_counts_by_the_field_that_holds_it_and_more_in_a_short_title(catalogue):
    assert keys("sepsis") == ["a-title", "e-long", "b-provider", "c-skill", "d-role"]


def test_every_word_must_be_held(catalogue):
    assert keys("sepsis alerts") == ["a-title", "b-provider", "e-long"]
    assert keys("sepsis rounds society") == []


def test_equal_scores_stand_by_key(db):
    for key in ("m-two", "m-three", "m-one"):
        record(made(key, "Quixotic"), origin="import list", by=None, at=AT)

    assert [hit.key for hit in find(Question("quixotic")).hits] == ["m-one", "m-three", "m-two"]


def test_accents_and_case_and_number_do_not_matter(catalogue):
    assert keys("MEDECINE ete") == keys("médecine été") == ["f-other"]
    assert keys("alert") == keys("alerts") != []
    assert keys("sepsis nurses") == ["d-role"]


def test_a_mistyped_word_is_read_as_the_nearest_and_can_be_taken_literally(catalogue):
    found = find(Question("spesis alrets"))

    assert found.read_as == "sepsis alerts"
    assert [hit.key for hit in found.hits] == keys("sepsis alerts")
    literal = find(Question("spesis alrets", literal=True))
    assert (literal.total, literal.read_as, literal.unknown) == (0, "", ("spesis", "alrets"))


def test_a_word_that_is_begun_finds_those_that_it_may_become(catalogue):
    assert keys("sepsis predi") == ["c-skill"]
    assert keys("predi sepsis") == []


def test_a_word_that_nobody_holds_is_named(catalogue):
    assert find(Question("sepsis zzzzzz")).unknown == ("zzzzzz",)


def test_what_was_looked_for_is_marked_in_the_title(catalogue):
    (hit,) = [hit for hit in find(Question("medecine")).hits if hit.key == "f-other"]

    assert [(part.text, part.is_found) for part in hit.parts] == [("Médecine", True), (" d'été", False)]


def test_values_of_one_facet_are_alternatives_and_several_facets_must_all_be_met(catalogue):
    assert keys("sepsis", chosen={"price": ("free", "to-500")}) == ["a-title", "b-provider", "c-skill"]
    assert keys("sepsis", chosen={"price": ("to-500",), "country": ("gb",)}) == ["c-skill"]
    assert keys("sepsis", chosen={"price": ("no such band",)}) == []


def test_counts_are_those_that_a_choice_would_give(catalogue):
    chosen = {"price": ("to-500",), "group": ("clinicians",)}
    found = find(Question("sepsis", chosen))

    for name, counts in found.facets.items():
        for count in counts:
            alone = find(Question("sepsis", {**chosen, name: (count.value,)}))
            assert alone.total == count.count, (name, count)


def test_pages_part_what_is_found(catalogue):
    parts = [find(Question("sepsis", page=page, size=2)) for page in (1, 2, 3)]

    assert [hit.key for part in parts for hit in part.hits] == keys("sepsis")
    assert {part.total for part in parts} == {5}


def test_our_content_is_found_before_it_is_recorded_and_the_same_after(db):
    questions = [Question(words, size=100) for words in ("", "nurse", "harvrad", "stanford medicine", "imaging")]
    before = [find(question) for question in questions]

    record_content(at=AT)

    assert [find(question) for question in questions] == before
    assert before[0].total == len(library().offerings)


def test_a_shelf_kept_in_step_is_the_shelf_made_anew(catalogue):
    find(Question("sepsis"))
    record(made("a-title", "Imaging", price=5_000, pacing="self-paced"), origin="import list", by=None, at=AT)
    record(made("g-new", "Sepsis anew", countries=("NL",)), origin="import list", by=None, at=AT)
    questions = [Question(words, size=100) for words in ("", "sepsis", "imaging", "alert")]

    kept = [find(question) for question in questions]
    search.forget()

    assert kept == [find(question) for question in questions]


def test_an_index_made_anew_finds_the_same(catalogue):
    record_content(at=AT)
    before = find(Question("sepsis", size=100))

    assert index_anew(by=None, at=AT) == len(CATALOGUE) + len(library().offerings)
    assert AuditEntry.objects.filter(action="catalogue.index").count() == 1

    assert find(Question("sepsis", size=100)) == before


def test_every_entry_has_its_facets_and_no_other(catalogue):
    stand = shelf(search.engine())
    for entry in SearchEntry.objects.all():
        offering = next(o for o in CATALOGUE if o.id == entry.key)
        for name, facet in FACETS.items():
            values = stand.facets[name]
            held = {
                n
                for n, bits in zip(values.names, values.bits, strict=True)
                if bits[entry.pk // 64] >> np.uint64(entry.pk % 64) & np.uint64(1)
            }
            assert held == {value.lower() for value in facet.values(Facts(offering))}


def test_the_facet_of_kinds_holds_every_kind_that_the_rubric_leaves(catalogue):
    ours = library().offerings.values()

    for offering in (*ours, *CATALOGUE):
        assert tuple(FACETS["kind"].values(Facts(offering))) == classified(offering).classes
    assert {count.value for count in find(Question()).facets["kind"]} <= CLASSES.keys()


QUESTIONS = (
    Question(size=100),
    Question("sepsis", size=100),
    Question("sepsis alert", {"price": ("free", "unknown")}, size=100),
    Question("spesis", {"country": ("gb",)}, size=100),
    Question("été faculte", size=100),
    Question("nurse lead", {"group": ("clinicians",)}, size=100),
    Question("zzzz", size=100),
)


def test_tantivy_finds_what_the_database_finds_and_follows_what_changes(
    catalogue, settings, tmp_path, monkeypatch
):
    settings.DATA = tmp_path
    embedded = [find(question) for question in QUESTIONS]
    folder = Folder(tmp_path / "search")
    monkeypatch.setattr(search, "engine", lambda: folder)
    search.forget()

    assert [find(question) for question in QUESTIONS] == embedded

    record(made("a-title", "Imaging"), origin="import list", by=None, at=AT)
    assert "a-title" not in keys("sepsis")
    assert keys("imaging") == ["a-title"]
    search.forget()


def test_tantivy_makes_its_folder_anew_where_the_records_are_others(catalogue, tmp_path, monkeypatch):
    folder = Folder(tmp_path)
    folder.follow()
    (tmp_path / "follows.json").write_text('[1, "another digest", 1]')

    folder.follow()

    assert folder.holding("title", ("sepsis",)).size == 2


@pytest.mark.django_db
@given(
    words=st.text(max_size=40)
    | st.sampled_from(['"', "a AND b", "title:x", "NEAR(a b)", "'; DROP TABLE", "*", "-x"])
)
def test_any_text_is_a_question(words):
    found = find(Question(words))

    assert found.total >= 0
    if not words_of(words):
        assert found.total == len(library().offerings)


def test_a_very_long_question_is_cut(db):
    assert find(Question("sepsis " + "x" * 100_000 + " " + " ".join(map(str, range(5_000))))).total == 0


letters = st.text("abcde", min_size=1, max_size=7)


@given(one=letters, other=letters)
def test_the_distance_is_even_handed_and_zero_only_for_the_same(one, other):
    apart = distance(one, other, most=9)

    assert apart == distance(other, one, most=9)
    assert (apart == 0) == (one == other)
    assert apart >= abs(len(one) - len(other))
    assert distance(one, other, most=1) == min(apart, 2)


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    # Worked by hand: one of each slip, two at once, and a swap about a letter that changed, which is three.
    [
        ("nurse", "nurs", 1),
        ("nurse", "nursse", 1),
        ("nurse", "nurze", 1),
        ("nurse", "nusre", 1),
        ("sepsis", "spesiss", 2),
        ("ca", "abc", 3),
    ],
)
def test_slips_are_counted(one, other, slips):
    assert distance(one, other, most=5) == slips


@given(word=st.text("abcdefghij", min_size=4, max_size=12), seed=st.integers(0, 10**6))
def test_one_slip_from_four_letters_on_finds_a_word(word, seed):
    rng = random.Random(seed)  # noqa: S311  (a test)
    at = rng.randrange(len(word))
    slipped = word[:at] + rng.choice("abcdefghij") + word[at + rng.choice((0, 1)) :]
    if len(slipped) >= 4:
        meant = Vocabulary({word: 3}).nearest(slipped)

        assert meant == word


def test_the_nearest_word_wins_then_the_right_first_letter_then_the_most_frequent():
    words = Vocabulary({"nursing": 5, "pursing": 90, "nursery": 50, "cursing": 70})

    assert words.nearest("nursign") == "nursing"
    assert words.nearest("xursing") == "pursing"
    assert words.nearest("nur") == ""
    assert words.nearest("12345") == ""


def test_a_question_is_understood_word_by_word():
    words = Vocabulary({"nurse": 3, "nurses": 2, "leader": 4, "leadership": 9, "policy": 1, "policies": 1})

    assert understood("Nurse, lead", vocabulary=words).groups == (("nurse", "nurses"), ("leadership", "leader"))
    assert understood("policies", vocabulary=words).groups == (("policies", "policy"),)
    assert understood("leadre nurse", vocabulary=words).read_as == "leader nurse"


@given(st.text(max_size=60))
def test_words_are_alike_however_they_are_typed(text):
    assert words_of(text) == tuple(word for word, _, _ in placed(text))
    assert words_of(" ".join(words_of(text))) == words_of(text)


def test_the_database_at_hand_has_its_own_engine(db):
    assert type(search.engine()).__name__ == ("Tsvector" if connection.vendor == "postgresql" else "Fts5")
