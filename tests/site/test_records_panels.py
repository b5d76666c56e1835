"""The rules of panels: who may judge, what is asked, what counts, and what a record holds."""

import json
from datetime import timedelta

import pytest
from people import make_person

from judges import agree, browser_of, judge_page, make_judge, make_panel, rate_all, signed_panel
from testamur.errors import Refused
from testamur.site.candidate.export import everything
from testamur.site.records.actions import judging, panels
from testamur.site.records.actions.enrolments import enrol as enrol_in
from testamur.site.records.actions.people import erase
from testamur.site.records.models import PanelJudge, PanelRecord, Rating
from testamur.site.records.panels.asked import pages
from testamur.site.records.panels.document import document_of, recorded, summary_of
from testamur.site.records.panels.evidence import evidence
from testamur.site.records.panels.results import rounds
from testamur.site.records.statement_facts import facts_of

pytestmark = pytest.mark.django_db


def said_no(rule):
    return pytest.raises(Refused, check=lambda refusal: refusal.rule == rule)


@pytest.fixture
def panel(exam_form, owner):
    return make_panel(exam_form, by=owner)


def two(panel, by):
    return [make_judge(panel, name, by=by) for name in ("Jana Judge", "Jonas Judge")]


def crowd_of(sit, at, *, n=32):
    """Let so many people sit, each with another number correct."""
    for k in range(n):
        sit(make_person(f"Crowd {k}"), correct=12 + k % 26, at=at)


def test_whoever_is_enrolled_does_not_judge_and_whoever_judges_does_not_enrol(panel, owner, enrol, candidate, at):
    enrol(candidate, "healthcare-ai-professional")
    asked = panels.invite(panel=panel, email=candidate.email, by=owner, at=at)
    judge = make_judge(panel, "Jana Judge", by=owner)

    with said_no("form-candidate"):
        agree(asked, candidate)
    with said_no("form-judge"):
        enrol_in(edition=panel.edition, person=judge.person, facts={"licence": "nurse"}, by=judge.person, at=at)
    assert not judge.person.enrolments.exists()


def test_a_judge_who_came_to_be_enrolled_reads_no_question(panel, owner, at):
    judge, _ = two(panel, owner)
    panels.open_round(panel=panel, by=owner, at=at)
    panel.edition.enrolments.create(person=judge.person, only="", started_on=at.date(), facts={}, enrolled_at=at)

    answer = browser_of(judge.person).get(judge_page(judge, "panel_question", 1))

    assert (answer.status_code, "so its items are not shown" in answer.content.decode()) == (409, True)


def test_real_and_simulated_people_do_not_sit_on_one_panel(panel, owner, at):
    nobody = make_person("Nobody Real", is_simulated=True)
    asked = panels.invite(panel=panel, email=nobody.email, by=owner, at=at)

    with said_no("panel-simulated"):
        agree(asked, nobody)


def test_an_invitation_is_by_address_and_found_by_who_has_it(panel, owner, at, new_person):
    panels.invite(panel=panel, email="Late.Comer@people.example", by=owner, at=at)
    with said_no("panel-invited"):
        panels.invite(panel=panel, email="late.comer@people.example", by=owner, at=at)

    late = new_person("Late Comer")

    judge = judging.judgeships(late).get()
    agree(judge, late)
    judge.refresh_from_db()
    assert (judge.person, judge.email) == (late, "")
    assert 10 <= judge.number < 100


def test_an_invitation_can_be_declined(panel, owner, at, new_person):
    late = new_person("Late Comer")
    asked = panels.invite(panel=panel, email=late.email, by=owner, at=at)

    answer = browser_of(late).post(judge_page(asked, "panel_leave"), {"reason": "No time."})

    assert answer["location"] == "/my/"
    asked.refresh_from_db()
    assert (asked.email, asked.excuse.reason, asked.person) == ("", "No time.", None)
    assert not judging.judgeships(late).exists()


def test_nobody_joins_after_the_first_round(panel, owner, at):
    judges = two(panel, owner)
    asked = panels.invite(panel=panel, email="late@people.example", by=owner, at=at)
    panels.open_round(panel=panel, by=owner, at=at)
    for judge in judges:
        rate_all(judge, 60)
    panels.close_round(panel=panel, by=owner, at=at)

    with said_no("panel-late"):
        panels.invite(panel=panel, email="later@people.example", by=owner, at=at)
    with said_no("panel-late"):
        agree(asked, make_person("late"))


def test_who_is_excused_drops_out_of_every_round(panel, owner, at):
    judges = [*two(panel, owner), make_judge(panel, "Harsh Judge", by=owner)]
    panels.open_round(panel=panel, by=owner, at=at)
    for judge, value in zip(judges, (50, 60, 100), strict=True):
        rate_all(judge, value)
    panels.close_round(panel=panel, by=owner, at=at)

    panels.excuse(judge=judges[2], reason="Sells a course.", by=owner, at=at)

    (only,) = rounds(panel, evidence(panel))
    assert only.cut.expected.value == pytest.approx(22)
    assert Rating.objects.filter(judge=judges[2]).count() == 40
    with said_no("panel-few"):
        panels.excuse(judge=judges[1], reason="Ill.", by=owner, at=at)
    with said_no("panel-excused"):
        judging.rate(judge=PanelJudge.objects.get(pk=judges[2].pk), values={}, by=judges[2].person, at=at)


def test_a_panel_that_is_ended_shows_what_was_closed_and_nothing_of_the_open_round(panel, owner, at):
    judges = two(panel, owner)
    panels.open_round(panel=panel, by=owner, at=at)
    for judge in judges:
        rate_all(judge, 60)
    panels.close_round(panel=panel, by=owner, at=at)
    panels.open_round(panel=panel, by=owner, at=at)
    with said_no("panel-reason"):
        panels.end(panel=panel, reason=" ", by=owner, at=at)
    panels.end(panel=panel, reason="The form was withdrawn.", by=owner, at=at)

    page = browser_of(owner).get(f"/staff/academy/panels/{panel.pk}/")

    assert [one.number for one in page.context["rounds"]] == [1]
    assert "The form was withdrawn." in page.content.decode()
    with said_no("panel-order"):
        panels.open_round(panel=panel, by=owner, at=at)


def test_what_is_not_said_anew_is_kept_on_request(panel, owner, at):
    judges = two(panel, owner)
    panels.open_round(panel=panel, by=owner, at=at)
    with said_no("panel-first"):
        judging.keep_rest(judge=judges[0], by=judges[0].person, at=at)
    for judge in judges:
        rate_all(judge, 60)
    panels.close_round(panel=panel, by=owner, at=at)
    panels.open_round(panel=panel, by=owner, at=at)
    first = pages(panel)[0].item
    judging.rate(judge=judges[0], values={first: 80}, by=judges[0].person, at=at)

    kept = [judging.keep_rest(judge=judge, by=judge.person, at=at) for judge in judges]
    panels.close_round(panel=panel, by=owner, at=at)

    assert kept == [39, 40]
    _, last = rounds(panel, evidence(panel))
    assert last.angoff.changed == pytest.approx(1 / 80)
    assert last.of(judges[0])[first] == 80


def test_nobody_signs_off_a_panel_in_which_they_judged(panel, owner, at):
    judges = [make_judge(panel, "Jana Judge", by=owner)]
    own = panels.invite(panel=panel, email=owner.email, by=owner, at=at)
    agree(own, owner)
    panels.open_round(panel=panel, by=owner, at=at)
    for judge in (*judges, PanelJudge.objects.get(pk=own.pk)):
        rate_all(judge, 60)
    panels.close_round(panel=panel, by=owner, at=at)

    with said_no("panel-own"):
        panels.sign_off(panel=panel, reason="Because.", by=owner, at=at)
    assert not PanelRecord.objects.exists()


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"reason": " "}, "panel-reason"),
        ({"reason": "So.", "errors": None}, "panel-cut"),
        ({"reason": "So.", "errors": None, "correct": 41}, "panel-cut"),
    ],
)
def test_a_decision_has_a_reason_and_is_a_pass_mark(panel, owner, at, given, rule):
    judges = two(panel, owner)
    panels.open_round(panel=panel, by=owner, at=at)
    with said_no("panel-order"):
        panels.sign_off(panel=panel, by=owner, at=at, **given)
    for judge in judges:
        rate_all(judge, 60)
    panels.close_round(panel=panel, by=owner, at=at)

    with said_no(rule):
        panels.sign_off(panel=panel, by=owner, at=at, **given)


def test_a_record_says_what_was_computed_and_is_read_as_it_stands(panel, owner, at):
    found = signed_panel(panel.form, by=owner)

    said, (only,) = document_of(found.record), rounds(found, evidence(found))

    (kept,), seen = recorded(found.record)
    assert (kept.cut, kept.angoff) == (only.cut, only.angoff)
    assert seen == evidence(found)
    assert said["sittings"]["n"] == 0
    assert said["judges"] == {judge.alias: "nursing" for judge in found.judges.all()}
    summary = summary_of(found.record)
    # 24 and 28 expected by two judges: 26, sd 2.83, error 2.
    assert (summary.correct, summary.judges, summary.rounds, summary.error) == (26, 2, 1, pytest.approx(2))


def test_bookmark_judges_read_from_easy_to_hard_and_place_one_page(exam_form, owner, sit, at):
    panel = make_panel(exam_form, by=owner, method="bookmark")
    judges = two(panel, owner)
    with said_no("panel-sittings"):
        panels.open_round(panel=panel, by=owner, at=at)
    crowd_of(sit, at)
    later = at + timedelta(hours=1)
    panels.open_round(panel=panel, by=owner, at=later)
    browser = browser_of(judges[0].person)

    assert browser.get(judge_page(judges[0], "panel_question", 20)).status_code == 200
    browser.post(judge_page(judges[0], "panel_question", 20))
    judging.rate(judge=judges[1], values={"bookmark": 30}, by=judges[1].person, at=later)
    with said_no("panel-rating"):
        judging.rate(judge=judges[1], values={"bookmark": 41}, by=judges[1].person, at=later)
    panels.close_round(panel=panel, by=owner, at=later)

    seen = evidence(panel)
    shares = dict(zip(seen.items, seen.correct, strict=True))
    order = [shares[page.item] for page in pages(panel)]
    assert order == sorted(order, reverse=True)  # under the Rasch model the easier was answered right by more
    (only,) = rounds(panel, seen)
    assert only.cut.error > 0
    assert only.cut.expected.low < only.cut.expected.value < only.cut.expected.high
    record = panels.sign_off(panel=panel, reason="So.", by=owner, at=later)
    assert json.loads(record.text)["booklet"]["persons"] == 32


def test_hofstee_limits_meet_the_candidates(exam_form, owner, sit, at):
    panel = make_panel(exam_form, by=owner, method="hofstee")
    judges = two(panel, owner)
    with said_no("panel-sittings"):
        panels.open_round(panel=panel, by=owner, at=at)
    crowd_of(sit, at)
    later = at + timedelta(hours=1)
    panels.open_round(panel=panel, by=owner, at=later)
    for judge in judges:
        stated = dict(zip(("least_cut", "most_cut", "least_fail", "most_fail"), (20, 30, 10, 60), strict=True))
        browser, address = browser_of(judge.person), judge_page(judge, "panel_limits")
        assert browser.post(address, stated | {"least_cut": 31}).status_code == 422
        assert browser.post(address, stated).status_code == 302
        assert 'value="20"' in browser.get(address).content.decode()
        with said_no("panel-rating"):
            judging.rate(judge=judge, values={"least-cut": 31}, by=judge.person, at=later)
    panels.close_round(panel=panel, by=owner, at=later)

    (only,) = rounds(panel, evidence(panel))

    assert only.limits.limits == (20, 30, 0.1, 0.6)
    assert 20 <= only.cut.correct <= 30


def test_a_name_is_public_with_consent_and_no_longer(panel, owner, client, at):
    found = signed_panel(panel.form, by=owner)
    judge = found.judges.first()
    address = f"/panels/{found.record.digest}/"

    for shown in (True, False):
        browser_of(judge.person).post(judge_page(judge, "panel_name"), {"shown": "yes" if shown else "no"})
        assert (judge.person.name in client.get(address).content.decode()) is shown


def test_erasure_takes_what_was_declared_and_leaves_the_ratings(panel, owner, at):
    found = signed_panel(panel.form, by=owner)
    judge = found.judges.first()
    browser_of(judge.person).post(judge_page(judge, "panel_name"), {"shown": "yes"})
    before = found.record.text

    data = everything(judge.person, at=at)["panels"]
    erase(person=judge.person, by=judge.person, at=at)

    assert data[0]["declaration"]["qualifications"] == "Ten years."
    assert len(data[0]["ratings"]) == 40
    declared = PanelJudge.objects.get(pk=judge.pk).declaration
    assert (declared.qualifications, declared.interests, declared.may_be_named) == ("", "", False)
    assert judge.ratings.count() == 40
    assert PanelRecord.objects.get().text == before


def test_the_statement_of_an_edition_without_a_panel_says_nothing_of_its_error(panel, at):
    assert "cut-error" not in {fact.key for fact in facts_of(panel.edition, at=at)}
