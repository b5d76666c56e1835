"""What if an item were scored otherwise: from the item's page to a signed change and a pass in question."""

import csv
import io

import pytest
from django.urls import reverse
from scoring import change_of, proposed, sat, signed, single, wrong_option

from testamur.site.records.actions.decisions import decide_by_rule
from testamur.site.records.models import Credential, PassReview, Score, ScoringChange
from testamur.site.records.rescoring.preview import Proposal, preview
from testamur.site.records.rescoring.rules import Do, rules_of
from testamur.site.staff.attention import notices
from testamur.site.staff.what_if_inputs import line_query

pytestmark = pytest.mark.django_db


@pytest.fixture
def almost(exam_form, enrol, new_person):
    """Return the first single choice of the form, and let three people sit: 26 and 27 of 40, 27 of which pass."""
    bad = single(exam_form)
    name, key = bad.version.identifier, rules_of(exam_form)[bad.position - 1].key
    for person, correct, answer in [("Ann", 26, wrong_option(bad)), ("Bea", 27, key), ("Cy", 20, key)]:
        sat(enrol(new_person(person), "healthcare-ai-professional"), correct=correct, answers={name: answer})
    return bad


def page(client, edition, query="", **fields):
    url = f"{reverse('staff:what_if', args=['academy', edition.pk])}?{query}"
    return client.post(url, fields) if fields else client.get(url)


def cells(rows):
    return [[str(cell.text) for cell in row.cells] for row in rows]


def test_from_the_items_page_to_what_it_would_do(client, examiner, exam_form, almost):
    client.force_login(examiner)
    item = client.get(reverse("staff:item", args=["academy", exam_form.pk, almost.position]))
    query = item.context["what_if"]
    assert "What if this key is wrong?" in item.content.decode()

    shown = page(client, exam_form.edition, query)

    assert shown.status_code == 200
    assert "1 who failed would pass." in shown.content.decode()
    ((_, form, before, after, would, *rest),) = cells(shown.context["people"])
    assert (form, before, after, would) == ("exam-1", "26", "27", "pass")
    assert rest[-1] == "it counts towards the award, which asks for more"
    assert shown.context["people"][0].cells[0].url
    (by_form,) = cells(shown.context["forms"])
    assert by_form == ["exam-1", "3", "27 of 40", "27 of 40", "1", "0", "too few", "too few"]
    assert cells(shown.context["items"])[0][2:4] == ["as written", "a point for everybody"]
    assert "Ann" not in shown.content.decode()
    assert Score.objects.count() == 3


def test_another_key_and_a_moved_pass_mark(client, examiner, exam_form, almost):
    client.force_login(examiner)
    digest = almost.version.digest

    keyed = page(client, exam_form.edition, f"1-item={digest}&1-do=rekey&1-key={wrong_option(almost)}&rule=number")
    moved = page(client, exam_form.edition, "rule=number&cut=26")
    wrong = page(client, exam_form.edition, f"1-item={digest}&1-do=rekey&1-key=Z&rule=number")

    assert "1 who failed would pass, 1 who passed would fail." in keyed.content.decode()
    assert [row[-1] for row in cells(keyed.context["people"])][
        1
    ] == "the pass stands until an examiner has decided"
    assert moved.context["against"] == [
        "The pass mark is moved by publishing a new edition; this edition's stands."
    ]
    assert "Propose this change" not in moved.content.decode()
    assert wrong.status_code == 422
    assert "names no choice" in wrong.content.decode()


def test_the_file_has_every_sitting_and_no_name(client, examiner, exam_form, almost):
    client.force_login(examiner)
    url = reverse("staff:what_if_sittings", args=["academy", exam_form.edition_id])

    answer = client.get(f"{url}?{line_query(almost.version.digest, Do.CREDIT)}")

    lines = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [(line["correct"], line["passes"], line["then_correct"], line["then_passes"]) for line in lines] == [
        ("26", "no", "27", "yes"),
        ("27", "yes", "27", "yes"),
        ("20", "no", "20", "no"),
    ]
    assert [line["consequence"] for line in lines] == ["counts", "", ""]
    assert client.get(f"{url}?1-item={almost.version.digest}&1-do=rekey&rule=number").status_code == 409


def test_proposed_signed_by_another_and_applied(client, examiner, owner, exam_form, almost):
    client.force_login(examiner)
    query = line_query(almost.version.digest, Do.CREDIT)
    shown = page(client, exam_form.edition, query).context["proposal"].initial["shown"]
    kept = page(client, exam_form.edition, query, shown=shown, reason="Two answers are right.")
    change = ScoringChange.objects.get()
    url = reverse("staff:scoring_change", args=["academy", change.pk])
    assert kept["location"] == url
    own = client.get(url)
    assert "You proposed it: somebody else has to sign." in own.content.decode()
    assert "Sign this change" not in own.content.decode()
    assert client.post(url, {"digest": change.digest}).status_code == 422

    client.force_login(owner)
    desk = client.get(reverse("staff:organisation", args=["academy"])).content.decode()
    assert "waits for a signature" in desk
    assert client.post(url, {"digest": "0" * 64}).status_code == 422
    done = client.post(url, {"digest": change.digest}, follow=True)

    assert "This change is signed: 1 score is superseded." in done.content.decode()
    assert Score.objects.standing().order_by("pk").last().correct == 27
    assert "signed and applied" in page(client, exam_form.edition).content.decode()


def test_what_has_moved_is_said_on_the_page_and_not_signed(
    client, examiner, owner, exam_form, almost, sit, stranger
):
    change = proposed(exam_form.edition, change_of(almost, "credit"), by=examiner)
    sit(stranger, correct=10)
    client.force_login(owner)

    shown = client.get(reverse("staff:scoring_change", args=["academy", change.pk])).content.decode()

    assert "Something has moved since, so it cannot be signed" in shown
    assert "exam-1: 3 sittings had been measured, 4 are now." in shown
    assert "Sign this change" not in shown


def test_a_change_is_withdrawn_with_a_reason(client, examiner, exam_form, almost):
    change = proposed(exam_form.edition, change_of(almost, "credit"), by=examiner)
    client.force_login(examiner)
    url = reverse("staff:withdraw_change", args=["academy", change.pk])

    assert client.post(url, {"reason": ""}).status_code == 409
    shown = client.post(url, {"reason": "The key is right."}, follow=True).content.decode()

    assert "This change was withdrawn." in shown


def test_a_pass_in_question_waits_on_the_desk_until_it_is_answered(
    client, examiner, owner, exam_form, almost, academy, at
):
    change = proposed(exam_form.edition, change_of(almost, "rekey", wrong_option(almost)), by=owner)
    signed(change, by=examiner)
    review = PassReview.objects.get()
    client.force_login(examiner)
    desk = client.get(reverse("staff:decisions", args=["academy"])).content.decode()
    url = reverse("staff:pass_review", args=["academy", review.pk])
    assert url in desk
    assert "27 of 40" in desk

    assert client.post(url, {"stands": "no", "reason": ""}).status_code == 422
    shown = client.post(url, {"stands": "no", "reason": "Below the mark."}, follow=True).content.decode()

    assert "The pass of Bea does not stand." in shown
    assert "Keep this answer" not in shown
    assert notices(academy, frozenset({"result.view", "scoring.sign"}), at=at) == []


def test_the_candidate_reads_why_and_keeps_the_pass(client, examiner, owner, exam_form, almost):
    change = proposed(exam_form.edition, change_of(almost, "rekey", wrong_option(almost)), by=owner)
    signed(change, by=examiner)
    review = PassReview.objects.get()
    client.force_login(review.score.sitting.enrolment.person)

    report = client.get(reverse("candidate:report", args=[review.score.sitting_id])).content.decode()

    assert "Your pass stands." in report
    assert "before, 27 of 40 were right" in report
    assert "The key was wrong." in report


def test_whoever_takes_part_sees_nothing(client, owner, exam_form, enrol, almost, at):
    change = proposed(exam_form.edition, change_of(almost, "credit"), by=owner)
    enrol(owner, "healthcare-ai-professional")
    client.force_login(owner)

    for name, pk in [("what_if", exam_form.edition_id), ("scoring_change", change.pk)]:
        answer = client.get(reverse(f"staff:{name}", args=["academy", pk]))
        assert answer.status_code == 409
        assert "27 of 40" not in answer.content.decode()


def test_a_programme_without_exam_has_no_what_if(client, examiner, editions):
    client.force_login(examiner)

    assert page(client, editions["clinical-ai-cme"]).status_code == 404


def test_before_anybody_sat_it_is_said(client, examiner, exam_form):
    client.force_login(examiner)
    bad = single(exam_form)

    shown = page(client, exam_form.edition, line_query(bad.version.digest, Do.DROP))

    assert shown.status_code == 200
    assert "Nobody would change sides." in shown.content.decode()


def test_real_and_simulated_people_are_not_mixed(client, examiner, exam_form, almost, enrol, new_person):
    ghost = new_person("Gus Ghost", is_simulated=True)
    sat(enrol(ghost, "healthcare-ai-professional"), correct=26, answers={almost.version.identifier: ""})
    client.force_login(examiner)

    shown = page(client, exam_form.edition, line_query(almost.version.digest, Do.CREDIT))

    assert shown.context["n"] == 3
    assert "1 sitting of a simulated person would be scored anew too" in shown.content.decode()
    assert len(shown.context["people"]) == 1


def test_the_queries_do_not_grow_with_the_sittings(
    exam_form, almost, enrol, new_person, at, django_assert_max_num_queries
):
    proposal = Proposal((change_of(almost, "rekey", wrong_option(almost)),))

    with django_assert_max_num_queries(30) as few:
        preview(exam_form.edition, proposal, at=at)
    for number in range(3):
        sat(
            enrol(new_person(f"More {number}"), "healthcare-ai-professional"),
            correct=26,
            answers={almost.version.identifier: wrong_option(almost)},
        )
    with django_assert_max_num_queries(len(few)):
        found = preview(exam_form.edition, proposal, at=at)

    assert len(found.people) == 5


def test_an_item_that_is_scored_otherwise_already_says_so(client, examiner, owner, exam_form, almost):
    signed(proposed(exam_form.edition, change_of(almost, "credit"), by=owner), by=examiner)
    client.force_login(examiner)

    shown = page(client, exam_form.edition, line_query(almost.version.digest, Do.AS_WRITTEN))

    assert "1 who passed would fail." in shown.content.decode()
    assert cells(shown.context["items"])[0][2:4] == ["a point for everybody", "as written"]
    assert cells(shown.context["items"])[0][4] == "does not measure"


def test_the_way_from_a_wrong_key_to_a_revoked_credential(client, rule_form, doctor, owner, examiner, at, now):
    bad = single(rule_form)
    name, other = bad.version.identifier, wrong_option(bad)
    fails = doctor("Ann Almost", correct=69, answers={name: other})
    holds = doctor("Bea Holder", correct=70, answers={name: rules_of(rule_form)[bad.position - 1].key})
    credential = decide_by_rule(enrolment=holds.enrolment, by=examiner, at=at).award.credentials.get()
    query = f"1-item={bad.version.digest}&1-do=rekey&1-key={other}&rule=number"

    client.force_login(examiner)
    shown = page(client, rule_form.edition, query)
    assert [row[5:7] + row[9:] for row in cells(shown.context["people"])] == [
        ["none", "none", "the rule makes the award"],
        ["award", "valid", "the pass stands until an examiner has decided"],
    ]
    digest = shown.context["proposal"].initial["shown"]
    page(client, rule_form.edition, query, shown=digest, reason="The key was wrong.")
    change = ScoringChange.objects.get()
    client.force_login(owner)
    client.post(reverse("staff:scoring_change", args=["academy", change.pk]), {"digest": change.digest})

    assert fails.enrolment.award.credentials.get().issued_at == now
    assert client.get(f"/credentials/{credential.identifier}", headers={"accept": "text/html"}).status_code == 200
    assert not hasattr(Credential.objects.get(pk=credential.pk), "revocation")
    (review,) = PassReview.objects.all()
    client.force_login(examiner)
    answer = {"stands": "no", "reason": "The right answer was not given."}
    client.post(reverse("staff:pass_review", args=["academy", review.pk]), answer)
    assert not hasattr(Credential.objects.get(pk=credential.pk), "revocation")
    client.force_login(owner)
    desk = client.get(reverse("staff:organisation", args=["academy"])).content.decode()
    where = reverse("staff:credential", args=["academy", credential.pk])
    assert where in desk
    client.post(where, {"do": "revoke", "reason": "The pass does not stand.", "ground": "error"})
    assert Credential.objects.get(pk=credential.pk).revocation.by == owner
    assert where not in client.get(reverse("staff:organisation", args=["academy"])).content.decode()
