"""Screenings and reviews: what is found, what is not looked for, and what people may say of it."""

from datetime import timedelta

import pytest
from people import AT
from unusual import unusual

from testamur.delivery import ReviewState, ReviewWord, review_after
from testamur.errors import Refused
from testamur.site.candidate.export import sitting_data
from testamur.site.records.actions import people, reviews
from testamur.site.records.models import AuditEntry, Award, Decision, Incident, ReviewCase, Score, Screening
from testamur.site.records.reviews import open_cases
from testamur.site.records.screening import Wanted

pytestmark = pytest.mark.django_db
WANTED = Wanted(0.01, is_same_time=True, exposed=())


@pytest.fixture
def screen(exam_form, examiner, now):
    """Screen the exam."""

    def screen(wanted=WANTED):
        return reviews.screen(edition=exam_form.edition, wanted=wanted, by=examiner, at=now)

    return screen


@pytest.fixture
def pair(exam_form):
    """Return the sittings of two people with the same answers, among 60."""
    sittings = unusual(exam_form)
    return sittings[4], sittings[9]


def looks(screening):
    return {look["kind"]: look for look in screening.looks}


def test_two_who_answered_alike_wait_for_review_and_nobody_else(pair, screen):
    screening = screen()

    case = screening.cases.get()
    assert case.kind == ReviewCase.Kind.ANSWERS
    assert set(case.sittings.all()) == set(pair)
    assert case.state() == ReviewState.OPEN
    assert case.p <= looks(screening)["answers"]["level"] == pytest.approx(0.005 / (60 * 59))
    assert case.evidence["answers alike"] == 40
    assert screening.persons == 60
    assert len(screening.data_digest) == 64


def test_who_sat_at_another_time_is_compared_only_if_that_is_wanted(exam_form, screen):
    unusual(exam_form, apart=True)

    at_once, whenever = screen(), screen(Wanted(0.01, is_same_time=False, exposed=()))

    assert looks(at_once)["answers"]["tests"] == 0
    assert at_once.cases.count() == 0
    assert whenever.cases.count() == 1
    assert whenever.parameters["restricted_by"] == ["form"]
    assert whenever.parameters["not_recorded"] == ["seat", "network"]


def test_who_was_hasty_in_the_second_half_waits_for_review(exam_form, screen):
    sittings = unusual(exam_form, alike=None, hasty=7)

    case = screen().cases.get()

    assert case.kind == ReviewCase.Kind.TIMES
    assert case.sittings.get() == sittings[7]


def test_what_cannot_be_looked_for_says_why(pair, exam_form, screen):
    identifier = exam_form.places.first().version.identifier

    plain, exposed = screen(), screen(Wanted(0.01, is_same_time=True, exposed=(identifier,)))

    assert looks(plain)["exposed"]["why_not"] == "no item was said to be exposed"
    assert looks(exposed)["exposed"]["why_not"] == ("no calibration is signed that has these items")
    assert looks(plain)["retake"]["why_not"] == "no calibration is signed that has these items"
    assert plain.parameters["item_model"] == "rasch"
    assert not plain.parameters["is_signed"]


def test_too_few_are_not_screened_and_leave_no_trace(exam_form, screen):
    unusual(exam_form, 12)

    with pytest.raises(Refused, match="n = 12; at least 30 are needed"):
        screen()

    assert Screening.objects.count() == 0
    assert not AuditEntry.objects.filter(action="review.screen").exists()


def test_simulated_people_are_never_beside_real_ones(exam_form, screen):
    unusual(exam_form, is_simulated=True)
    unusual(exam_form, alike=None, seed=8)

    screening = screen()

    assert screening.persons == 60
    assert not screening.is_simulated
    assert screening.cases.count() == 0


def test_nothing_changes_a_score_a_decision_or_an_award(pair, screen, examiner, now):
    before = list(Score.objects.order_by("pk").values())

    reviews.say(case=screen().cases.get(), word=ReviewWord.HAND_ON, reason="Same desk.", by=examiner, at=now)

    assert list(Score.objects.order_by("pk").values()) == before
    assert not Decision.objects.exists()
    assert not Award.objects.exists()


def test_what_is_passed_on_is_an_incident_of_each_sitting_without_the_reason(pair, screen, examiner, now):
    case = screen().cases.get()

    reviews.say(case=case, word=ReviewWord.HAND_ON, reason="Same desk.", by=examiner, at=now)

    assert case.state() == ReviewState.PASSED_ON
    assert {incident.sitting for incident in Incident.objects.all()} == set(pair)
    assert {incident.text for incident in Incident.objects.all()} == {reviews.PASSED_ON % case.pk}
    assert AuditEntry.objects.get(action="review.hand_on").detail == {"kind": "answers"}


def test_a_closed_case_leaves_the_queue_and_comes_back_when_it_is_opened_again(
    academy, pair, screen, examiner, now
):
    case = screen().cases.get()

    def say(word):
        reviews.say(case=case, word=word, reason="Looked at.", by=examiner, at=now)
        return list(open_cases(academy))

    assert say(ReviewWord.NOTE) == [case]
    assert say(ReviewWord.EXPLAINED) == []
    assert say(ReviewWord.NOTE) == []
    assert say(ReviewWord.REOPEN) == [case]
    assert say(ReviewWord.NO_ACTION) == []


def test_nobody_reviews_a_case_of_their_own_and_nobody_without_a_reason(pair, screen, examiner, now):
    case = screen().cases.get()

    with pytest.raises(Refused, match="about a sitting of yours"):
        reviews.say(
            case=case, word=ReviewWord.NO_ACTION, reason="All is well.", by=pair[0].enrolment.person, at=now
        )
    with pytest.raises(Refused, match="Please write down"):
        reviews.say(case=case, word=ReviewWord.NO_ACTION, reason="  ", by=examiner, at=now)

    assert not case.said.exists()


def test_the_order_of_words_is_kept():
    assert review_after([]) == ReviewState.OPEN
    with pytest.raises(Refused, match="open already"):
        review_after([ReviewWord.REOPEN])
    with pytest.raises(Refused, match="has been closed"):
        review_after([ReviewWord.EXPLAINED, ReviewWord.NO_ACTION])


def test_a_person_gets_what_was_found_of_their_sitting_and_nothing_of_the_other_one(pair, screen, examiner, now):
    case = screen().cases.get()
    reviews.say(case=case, word=ReviewWord.EXPLAINED, reason="Crowd 9 shared a desk.", by=examiner, at=now)

    (told,) = sitting_data(pair[0])["reviews"]

    assert told["what"] == "answers"
    assert told["state"] == ReviewState.EXPLAINED
    assert told["said"] == [{"word": "explained", "at": now}]
    assert "Crowd 9" not in str(told)


def test_reasons_go_when_a_person_of_the_case_is_erased(pair, screen, examiner, owner, now):
    case = screen().cases.get()
    reviews.say(case=case, word=ReviewWord.EXPLAINED, reason="They shared a desk.", by=examiner, at=now)

    people.erase(person=pair[1].enrolment.person, by=owner, at=now + timedelta(days=1))

    assert [(said.word, said.reason) for said in case.said.all()] == [("explained", "")]


def test_a_screening_is_of_what_was_measured_by_then(exam_form, examiner):
    unusual(exam_form)

    with pytest.raises(Refused, match="n = 0"):
        reviews.screen(edition=exam_form.edition, wanted=WANTED, by=examiner, at=AT - timedelta(days=1))
