"""Five judges, two rounds, a signed record, and the edition whose pass mark refers to it: by HTTP."""

import hashlib
import json
import re
from dataclasses import replace

import pytest
from django.core import mail
from django.urls import reverse
from people import make_person

from judges import DEFINITION, browser_of, judge_page, rate_all
from testamur.programme import Known, read
from testamur.programme.signals import signals_of
from testamur.site.records.library import library
from testamur.site.records.models import AuditEntry, Panel, PanelJudge, Person, ProgrammeEdition, Rating
from testamur.site.records.statement_facts import facts_of
from testamur.site.records.stored import parsed_programme

pytestmark = pytest.mark.django_db
NAMES = ("Jana Judge", "Jonas Judge", "Jude Judge", "Julia Judge", "June Judge")
SECRET = "61.25"
PROGRAMME = "healthcare-ai-professional"
DECLARED = {
    "discipline": "medicine",
    "qualifications": "Twenty years on wards.",
    "interests": "",
    "secret": "on",
    "not_candidate": "on",
}


@pytest.fixture
def desk(owner, exam_form):
    return browser_of(owner)


@pytest.fixture
def in_library(monkeypatch):
    """Put the text of a programme's file into the library, as if it lay in the content folder."""

    def put(text):
        made = read(text.encode(), known=Known(*[EVERYTHING] * 5), name=f"{PROGRAMME}.toml")
        shelf = replace(library(), programmes={PROGRAMME: made})
        monkeypatch.setattr("testamur.site.staff.programmes.library", lambda: shelf)

    return put


class Everything(frozenset):
    """Whatever a programme refers to is known."""

    def __contains__(self, _):
        return True


EVERYTHING = Everything()


def desk_page(name, panel, *, slug="academy"):
    return reverse(f"staff:{name}", args=[slug, panel.pk])


@pytest.fixture
def panel(desk, exam_form):
    """Return a panel that was set up, with five judges who have agreed, all by HTTP."""
    new = reverse("staff:panel_new", args=["academy", exam_form.edition_id])
    given = {"form": exam_form.pk, "method": "angoff", "definition": DEFINITION}
    desk.post(new, given)
    found = Panel.objects.get()
    for name in NAMES:
        desk.post(desk_page("panel_invite", found), {"email": make_person(name).email})
    for judge, name in zip(PanelJudge.objects.all(), NAMES, strict=True):
        browser = browser_of(Person.objects.get(name=name))
        assert judge_page(judge) in browser.get("/my/").content.decode()
        assert browser.post(judge_page(judge), DECLARED).status_code == 302
    return found


def judges(panel):
    found = {judge.person.name: judge for judge in panel.judges.select_related("person")}
    return [found[name] for name in NAMES]


def rated(panel, values):
    for judge, value in zip(judges(panel), values, strict=True):
        rate_all(judge, value)


def closed(panel, desk, values):
    desk.post(desk_page("panel_open", panel))
    rated(panel, values)
    return desk.post(desk_page("panel_close", panel))


def signed(panel, desk, **given):
    data = {"decision": "-1", "reason": "False passes weigh less here than false fails."}
    return desk.post(desk_page("panel_sign", panel), data | given)


def test_a_judge_rates_question_by_question_and_each_rating_is_kept(panel, desk, exam_form):
    desk.post(desk_page("panel_open", panel))
    judge = judges(panel)[0]
    browser = browser_of(judge.person)

    first = browser.get(judge_page(judge, "panel_question", 1))
    onwards = browser.post(judge_page(judge, "panel_question", 1), {"rating": "60"})
    script = browser.post(
        judge_page(judge, "panel_question", 2), {"rating": "61"}, headers={"accept": "application/json"}
    )
    browser.post(judge_page(judge, "panel_question", 2), {"rating": "62"})

    page = first.content.decode()
    assert DEFINITION in page.replace("&#x27;", "'")
    assert "Right answer" in page  # the key is shown
    assert onwards["location"] == judge_page(judge, "panel_question", 2)
    assert script.json() == {"done": 2, "total": 40}
    assert list(Rating.objects.values_list("round", "value")) == [(1, 60), (1, 61), (1, 62)]


def test_what_is_no_rating_is_said_and_not_kept(panel, desk):
    desk.post(desk_page("panel_open", panel))
    judge = judges(panel)[0]
    browser, address = browser_of(judge.person), judge_page(judge, "panel_question", 1)

    for text in ("", "many", "101", "-1", "nan", "inf"):
        assert browser.post(address, {"rating": text}).status_code == 422
        script = browser.post(address, {"rating": text}, headers={"accept": "application/json"})
        assert (script.status_code, script.json()["rule"]) == (409, "panel-rating")
    assert not Rating.objects.exists()


def test_nobody_sees_what_is_said_before_the_round_is_closed(panel, desk, examiner):
    desk.post(desk_page("panel_open", panel))
    talker, *others = judges(panel)
    rate_all(talker, float(SECRET))
    seen_by = [(browser_of(judge.person), judge) for judge in others]

    pages = [
        *(browser.get(judge_page(judge)) for browser, judge in seen_by),
        *(browser.get(judge_page(judge, "panel_question", 1)) for browser, judge in seen_by),
        desk.get(desk_page("panel", panel)),
        browser_of(examiner).get(desk_page("panel", panel)),
    ]

    assert {page.status_code for page in pages} == {200}
    for page in pages:
        assert SECRET not in page.content.decode()
        assert not page.context.get("rounds")
        assert "mean" not in page.context
    assert "1 of 5 judges have finished" in pages[-2].content.decode()


def test_nobody_reaches_the_pages_of_another_judge(panel, desk, stranger, owner):
    desk.post(desk_page("panel_open", panel))
    judge, other = judges(panel)[:2]

    for person in (other.person, stranger, owner):
        browser = browser_of(person)
        for name, more in (("panel", ()), ("panel_question", (1,)), ("panel_limits", ())):
            assert browser.get(judge_page(judge, name, *more)).status_code == 404
        posted = browser.post(judge_page(judge, "panel_question", 1), {"rating": "50"})
        assert posted.status_code == 404
    assert not Rating.objects.exists()


def test_a_round_waits_for_everybody(panel, desk):
    desk.post(desk_page("panel_open", panel))
    rated(panel, [50] * 5)
    Rating.objects.filter(judge=judges(panel)[4]).last().delete()

    answer = desk.post(desk_page("panel_close", panel))

    assert answer.status_code == 409
    assert "1 of 5 judges have not finished" in answer.content.decode()


def test_what_is_closed_is_frozen(panel, desk):
    assert closed(panel, desk, [40, 50, 60, 70, 80]).status_code == 302
    judge = judges(panel)[0]
    browser = browser_of(judge.person)

    plain = browser.post(judge_page(judge, "panel_question", 1), {"rating": "99"})
    script = browser.post(
        judge_page(judge, "panel_question", 1), {"rating": "99"}, headers={"accept": "application/json"}
    )

    assert plain.status_code == script.status_code == 409
    assert script.json()["rule"] == "panel-closed"
    assert not Rating.objects.filter(value=99).exists()


def test_afterwards_each_sees_their_own_beside_all_without_names(panel, desk):
    closed(panel, desk, [40, 50, 60, 70, 80])
    desk.post(desk_page("panel_open", panel))
    judge = judges(panel)[0]

    page = browser_of(judge.person).get(judge_page(judge, "panel_question", 1))
    whole = browser_of(judge.person).get(judge_page(judge)).content.decode()

    assert (page.context["own"], page.context["mean"], page.context["sd"]) == ("40", "60", "16")
    assert page.context["range"] == "40 to 80"
    assert page.context["right"] == "no sittings yet"
    assert page.context["value"] == "40"  # what was said before stands in the field, and is not said yet
    assert "Saved when you go on" in page.content.decode()
    text = page.content.decode() + whole
    assert not [one for one in judges(panel)[1:] if one.person.name in text or one.alias in text]


def test_the_whole_way_to_an_edition_that_refers_to_the_record(panel, desk, client, in_library):
    # Round 1 by all; in round 2 the cuts are 24, 26, 28, 28, 30: mean 27.2, sd 2.2804, error 1.0198.
    closed(panel, desk, [40, 50, 60, 70, 80])
    desk.post(desk_page("panel_open", panel))
    rated(panel, [60, 65, 70, 70, 75])
    desk.post(desk_page("panel_close", panel))

    assert signed(panel, desk).status_code == 302
    record = panel.record
    said = json.loads(record.text)
    last = said["rounds"][1]
    assert hashlib.sha256(record.text.encode()).hexdigest() == record.digest
    assert said["decision"] == {
        "correct": 27,
        "errors": -1,
        "of": 40,
        "reason": "False passes weigh less here than false fails.",
    }
    assert last["cut"]["correct"] == 28
    assert last["cut"]["expected"]["value"] == pytest.approx(27.2)
    assert last["cut"]["error"] == pytest.approx(1.0198, abs=1e-4)
    assert last["angoff"]["changed"] == pytest.approx(4 / 5)
    assert set(said["rounds"][0]["said"]) == {judge.alias for judge in judges(panel)}
    assert not [name for name in NAMES if name in record.text]

    file = desk.get(desk_page("panel_file", panel), {"edition": "2026.2"}).content.decode()
    in_library(file)
    published = desk.post(reverse("staff:publish", args=["academy"]), {"programme": PROGRAMME})
    kept = ProgrammeEdition.objects.get(edition="2026.2")
    assert published.status_code == 302
    assert kept.programme.exam.cut.panel == record.digest
    assert kept.programme.exam.cut.correct == 27

    sentence = "A panel of 5 judges, modified Angoff, 2 rounds, standard error 1.0 questions"
    public = client.get("/programmes/academy/healthcare-ai-professional/").content.decode()
    assert sentence in public
    assert f"/panels/{record.digest}/" in public
    assert sentence in desk.get(reverse("staff:edition", args=["academy", kept.pk])).content.decode()
    summary = client.get(f"/panels/{record.digest}/").content.decode()
    assert "1.0" in summary
    assert not [name for name in NAMES if name in summary]
    facts = {fact.key: fact for fact in facts_of(kept, at=record.at)}
    assert (facts["cut-panel"].value, facts["cut-panel"].unit) == ("5", "judges")
    assert f"/panels/{record.digest}/" in facts["cut-panel"].sentence
    assert (facts["cut-error"].value, facts["cut-error"].n) == ("1.02", "5")
    assert facts["cut-date"].value == record.at.date().isoformat()
    assert next(one for one in signals_of(kept.programme) if one.signal == "s7").answer is True


DISAGREEMENTS = [
    (("correct = 27", "correct = 26"), "exam.cut.correct: the panel's record decided 27; the file says 26"),
    (("panel = ", 'panel = "' + "0" * 64 + '" # '), "has no signed record with this digest"),
    (("items = 40", "items = 41"), "exam.items: the panel's record is about 40 questions"),
    (("decided_on", "simulated = true\ndecided_on"), "exam.cut.simulated: must be left out"),
]


def test_an_edition_that_does_not_agree_with_its_record_is_refused(panel, desk, other_academy, in_library):
    closed(panel, desk, [60, 65, 70, 70, 75])
    signed(panel, desk)
    file = desk.get(desk_page("panel_file", panel), {"edition": "2026.2"}).content.decode()

    for change, said in DISAGREEMENTS:
        assert change[0] in file
        in_library(file.replace(change[0], change[1], 1))
        answer = desk.post(reverse("staff:publish", args=["academy"]), {"programme": PROGRAMME})
        assert answer.status_code == 422
        assert said in answer.content.decode().replace("&#x27;", "'")

    in_library(file)
    theirs = browser_of(other_academy.memberships.get(duty="owner").person)
    assert (
        theirs.post(reverse("staff:publish", args=["other-academy"]), {"programme": PROGRAMME}).status_code == 422
    )
    assert not ProgrammeEdition.objects.filter(edition="2026.2").exists()


def test_the_lines_to_paste_are_what_the_file_says(panel, desk, exam_form):
    closed(panel, desk, [60, 65, 70, 70, 75])
    signed(panel, desk)
    page = desk.get(desk_page("panel", panel))

    lines = page.context["summary"].lines()
    file = desk.get(desk_page("panel_file", panel), {"edition": "2026.2"}).content.decode()

    assert lines in file
    before, after = exam_form.edition.programme, parsed_programme(file)
    assert replace(after, edition=before.edition, exam=before.exam) == before
    assert replace(after.exam, cut=before.exam.cut) == before.exam
    assert re.search(r'^edition = "2026.2"$', file, re.MULTILINE)


def test_every_write_stands_in_the_books_of_the_organisation(panel, desk, academy):
    closed(panel, desk, [60, 65, 70, 70, 75])
    signed(panel, desk)

    done = AuditEntry.objects.filter(organisation=academy, action__startswith="panel.")

    assert list(done.values_list("action", flat=True)) == [
        "panel.make",
        *["panel.invite"] * 5,
        *["panel.agree"] * 5,
        "panel.open",
        "panel.close",
        "panel.sign",
        "panel.record",
    ]
    assert not [entry for entry in done if "@" in str(entry.detail) or "Judge" in str(entry.detail)]


def test_judges_are_told_when_they_can_rate(panel, desk, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(desk_page("panel_open", panel))

    assert sorted(one.to[0] for one in mail.outbox) == sorted(judge.person.email for judge in judges(panel))
