"""What the tests of changes of scoring share: sittings with chosen answers, proposals, signing."""

from datetime import timedelta

from numpy.random import default_rng
from people import AT, let_in

from testamur.delivery import Kind, Response
from testamur.items import key, read_key
from testamur.items.facts import key_position
from testamur.site.jobs.simulated import answer_form
from testamur.site.records.actions import rescore, scoring, sittings
from testamur.site.records.models import PassReview, Score, ScoringChange, ScoringSignature
from testamur.site.records.rescoring.preview import Proposal, preview
from testamur.site.records.rescoring.rules import Do, ItemChange
from testamur.site.records.stored import read_item


def places(form):
    return list(form.places.select_related("version"))


def single(form, number=0):
    """Return the place of the n-th single choice of a form."""
    singles = [place for place in places(form) if key_position(read_item(place.version.document))]
    return singles[number]


def wrong_option(place):
    return next(option for option in "ABCD" if option != key_position(read_item(place.version.document)))


def sat(enrolment, *, correct, at=AT, answers=None):
    """Let a person sit with so many right answers; `answers` says what they answer to some items."""
    sitting = sittings.book(
        enrolment=enrolment,
        component_id=next(c.id for c in enrolment.edition.programme.component if c.kind == "exam"),
        by=enrolment.person,
        at=at,
    )
    return answered(sitting, correct=correct, at=at, answers=answers)


def answered(sitting, *, correct, at=AT, answers=None):
    """Let the person of a booked sitting answer and hand in."""
    answers, person = answers or {}, sitting.enrolment.person
    sittings.happen(sitting=let_in(sitting, at), kind=Kind.START, by=person, at=at)
    rows = answer_form(sitting, correct=0, rng=default_rng(sitting.pk))
    by_item = {place.version.identifier: read_item(place.version.document) for place in places(sitting.form)}
    free = [row for row in rows if row.item not in answers]
    right_already = sum(text == key_position(by_item[item]) for item, text in answers.items())
    good = {row.item for row in free[: correct - right_already]}
    given = [Response(row.sequence, row.item, _values(by_item[row.item], row, good, answers)) for row in rows]
    sittings.respond(sitting=sitting, responses=given, generation=None, at=at + timedelta(minutes=5))
    sittings.happen(sitting=sitting, kind=Kind.SUBMIT, by=person, at=at + timedelta(minutes=9))
    assert sitting.score.correct == correct
    return sitting


def _values(item, row, good, answers):
    if row.item in answers:
        return read_key(item, answers[row.item]) if answers[row.item] else {}
    return key(item) if row.item in good else row.values


def items_right(sitting):
    return {item for item, right in sitting.score.by_item.items() if right}


def change_of(place, do, *keys):
    return ItemChange(place.version.identifier, place.version.digest, Do(do), keys)


def proposed(edition, *items, by, at=AT, reason="The key was wrong.", **fields):
    proposal = Proposal(tuple(items), **fields)
    shown = scoring.state_digest(preview(edition, proposal, at=at).document)
    return scoring.propose(edition=edition, proposal=proposal, digest=shown, reason=reason, by=by, at=at)


def signed(change, *, by, at=AT):
    scoring.sign(change=change, digest=change.digest, by=by, at=at)
    change.refresh_from_db()
    return rescore.apply(change=change, at=at)


def in_question(sitting, *, by, at=AT):
    """Return the review of a pass in a sitting, written down without walking the way there."""
    item = change_of(single(sitting.form), "drop")
    preview_of = preview(sitting.form.edition, Proposal((item,)), at=at)
    change = ScoringChange.objects.create(
        edition=sitting.form.edition,
        document={**Proposal((item,)).plain, "forms": [sitting.form.pk]},
        reason="The question was wrong.",
        preview=preview_of.text,
        digest="0" * 64,
        proposed_by=by,
        proposed_at=at,
    )
    ScoringSignature.objects.create(change=change, by=by, at=at, applied_at=at)
    right = {place.version.identifier: True for place in places(sitting.form)}
    fields = {"by_area": [], "by_item": right, "form_digest": "", "receipt": "", "measured_at": at}
    before = Score.objects.create(sitting=sitting, correct=27, of=40, **fields)
    after = Score.objects.create(sitting=sitting, correct=26, of=39, change=change, supersedes=before, **fields)
    return PassReview.objects.create(score=after, opened_at=at)
