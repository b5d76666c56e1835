"""Somebody proposes a fact with its source; an editor accepts or declines; every version is kept."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.core import mail
from people import make_person, member

from testamur.catalogue import Claim, shown
from testamur.cli.offering import COMMAND
from testamur.errors import DocumentError, Refused
from testamur.site.records import market
from testamur.site.records.actions import contributions
from testamur.site.records.actions.contributions import MOST_A_DAY
from testamur.site.records.actions.market import record
from testamur.site.records.library import library
from testamur.site.records.models import AuditEntry, Contribution, Membership, OfferingVersion

pytestmark = pytest.mark.django_db

KEY = "rsna-imaging-ai-foundational"
PAGE = "https://www.rsna.org/ai-certificate"
PRICE = Claim("price", PAGE, "B", 1, unit="USD", seen="2026-03-01")


@pytest.fixture
def editor(academy):
    return member(academy, Membership.Duty.EDITOR)


@pytest.fixture
def propose(candidate, at):
    """Propose a claim as the candidate, unless somebody else is named."""

    def propose(claim=PRICE, *, key=KEY, kind="add", reason="", interest="", by=candidate, at=at):
        return contributions.propose(
            key=key, claim=claim, kind=kind, reason=reason, interest=interest, by=by, at=at
        )

    return propose


@pytest.fixture
def decide(editor, academy, at):
    def decide(contribution, *, accepted=True, by=editor, organisation=academy, **said):
        said = {"reason": "", "has_no_interest": True, "at": at + timedelta(days=1), **said}
        return contributions.decide(
            contribution=contribution, accepted=accepted, organisation=organisation, by=by, **said
        )

    return decide


def problems_of(refusal):
    return {(problem.path, problem.sentence) for problem in refusal.value.problems}


def test_an_accepted_fact_is_shown_and_every_version_is_kept(propose, decide, editor, at):
    before = market.offering(KEY)
    made = propose()
    assert market.offering(KEY) == before

    decision = decide(made)

    first, second = OfferingVersion.objects.order_by("pk")
    assert (first.origin, first.offering, first.recorded_by) == ("content", before, None)
    assert (second.origin, second.recorded_by, second.is_newest) == (f"contribution {made.pk}", editor, True)
    assert decision.version == second
    assert market.offering(KEY).claim == (*before.claim, PRICE)
    assert PRICE in shown(market.offering(KEY), "price", at=at.date()).claims
    assert market.offering(KEY, at_revision=first.pk) == before


def test_both_steps_stand_in_the_audit_without_a_word_of_the_text(propose, decide, candidate, editor, academy):
    made = propose(reason="It says so at the foot of the page.")
    decide(made, reason="Seen.")

    proposed, decided = AuditEntry.objects.filter(action__startswith="contribution").order_by("pk")
    assert (proposed.by, proposed.organisation, decided.by, decided.organisation) == (
        candidate,
        None,
        editor,
        academy,
    )
    assert proposed.detail == {"key": KEY, "field": "price", "kind": "add"}
    assert decided.detail == {"key": KEY, "accepted": True, "grade": "B"}


def test_the_contributor_is_told(propose, decide, candidate, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        decide(propose(), accepted=False, reason="The page names another course.")

    (letter,) = mail.outbox
    assert letter.to == [candidate.email]
    assert "was not accepted" in letter.body
    assert "The page names another course." in letter.body


def test_a_declined_fact_leaves_the_catalogue_as_it_was(propose, decide):
    before = market.offering(KEY)

    decision = decide(propose(), accepted=False, reason="No such page.")

    assert (decision.version, OfferingVersion.objects.count()) == (None, 0)
    assert market.offering(KEY) == before


def test_a_correction_replaces_and_a_dispute_stands_beside(propose, decide, at):
    decide(propose())
    newer = replace(PRICE, value=2, seen="2026-03-02", supersedes=PRICE.id)
    decide(propose(newer, kind="correct"))
    dispute = replace(PRICE, value=3, grade="C", source="https://press.example.org/a", disputes=newer.id)
    decide(propose(dispute, kind="dispute"))

    found = shown(market.offering(KEY), "price", at=at.date())
    assert (found.interval, found.best, found.conflicts, found.history) == ((2, 2), (newer,), (dispute,), (PRICE,))


def test_the_editor_may_mend_the_grade_and_says_why(propose, decide):
    made = propose()

    with pytest.raises(Refused, match="Say why"):
        decide(made, grade="E")
    decide(made, grade="E", reason="It is a copy of the page.")

    assert market.offering(KEY).claim[-1] == replace(PRICE, grade="E")


def test_nobody_decides_on_their_own_proposal(propose, decide, editor):
    made = propose(by=editor)

    with pytest.raises(Refused, match="another editor"):
        decide(made)


@pytest.mark.parametrize("duty", [duty for duty in Membership.Duty if duty != Membership.Duty.EDITOR])
def test_only_an_editor_decides(propose, decide, academy, duty):
    with pytest.raises(Refused, match="Only an editor"):
        decide(propose(), by=member(academy, duty))


def test_an_editor_decides_for_their_own_organisation_only(propose, decide, other_academy):
    with pytest.raises(Refused, match="Only an editor"):
        decide(propose(), organisation=other_academy)


def test_an_editor_with_an_interest_does_not_decide(propose, decide):
    with pytest.raises(Refused, match="leaves the decision to another"):
        decide(propose(), has_no_interest=False)


def test_the_provider_does_not_decide_on_itself(propose, decide, academy):
    academy.name = market.offering(KEY).provider.upper()
    academy.save()

    with pytest.raises(Refused, match="another organisation decides"):
        decide(propose())


def test_who_runs_the_format_does_not_decide_on_its_model(propose, decide, editions, academy):
    modelled_on = editions["clinical-ai-cme"].programme.modelled_on

    with pytest.raises(Refused, match="runs a programme in its format"):
        decide(propose(key=modelled_on))


def test_a_decision_is_made_once(propose, decide):
    made = propose()
    decide(made)

    with pytest.raises(Refused, match="already"):
        decide(made, accepted=False, reason="No.")
    assert OfferingVersion.objects.count() == 2


def test_what_the_offering_has_become_counts_when_the_editor_decides(propose, decide, new_person, candidate):
    decide(propose())
    one = propose(replace(PRICE, value=2, seen="2026-03-02", supersedes=PRICE.id), kind="correct")
    other = propose(
        replace(PRICE, value=3, seen="2026-03-02", supersedes=PRICE.id),
        kind="correct",
        by=new_person("Per Second"),
    )
    decide(one)
    versions = OfferingVersion.objects.count()

    with pytest.raises(Refused, match="has been replaced already"):
        decide(other)
    assert (OfferingVersion.objects.count(), hasattr(other, "decision")) == (versions, False)


def test_the_same_fact_from_the_same_source_waits_once(propose, new_person):
    propose()

    with pytest.raises(Refused, match="waits for an editor already"):
        propose(replace(PRICE, grade="E", note="Seen on my way."), by=new_person("Per Second"))
    assert Contribution.objects.count() == 1


def test_a_fact_that_is_there_already_is_not_proposed_again(propose, decide):
    decide(propose())

    with pytest.raises(DocumentError) as refusal:
        propose()
    assert problems_of(refusal) == {("", "this offering holds exactly this fact already")}


def test_a_person_has_so_many_open_proposals_a_day(propose, at):
    for n in range(MOST_A_DAY):
        propose(replace(PRICE, value=n + 10))

    with pytest.raises(Refused, match=f"{MOST_A_DAY} proposals"):
        propose(replace(PRICE, value=5))
    propose(replace(PRICE, value=5), at=at + timedelta(days=1, minutes=1))


def test_everything_wrong_is_said_at_once_and_nothing_is_kept(propose):
    wrong = replace(
        PRICE, unit="ducats", source="http://10.0.0.1/price", seen="2026-03-09", note="ask me@hospital.org"
    )

    with pytest.raises(DocumentError) as refusal:
        propose(wrong, reason="Call +44 20 7946 0958.")

    assert {problem.path for problem in refusal.value.problems} == {"unit", "source", "seen", "note", "reason"}
    assert (Contribution.objects.count(), AuditEntry.objects.filter(action="contribution.propose").count()) == (
        0,
        0,
    )


def test_an_offering_that_is_not_there_gets_no_facts(propose):
    with pytest.raises(Refused, match="no such offering"):
        propose(key="nothing")


@pytest.mark.parametrize(("kind", "link"), [("add", "supersedes"), ("correct", ""), ("dispute", "supersedes")])
def test_what_a_proposal_is_and_what_it_names_agree(propose, kind, link):
    old = market.offering(KEY).claim[0]
    claim = replace(
        old, value="Something else", seen="2026-03-01", source=PAGE, **({link: old.id} if link else {})
    )

    with pytest.raises(DocumentError, match="a correction names the fact it replaces"):
        propose(claim, kind=kind)


def test_a_stub_becomes_confirmed_when_a_good_source_states_that_it_exists(propose, decide):
    stub = next(key for key, one in sorted(library().offerings.items()) if one.status == "unconfirmed")
    exists = Claim(
        "existence", "https://www.example.org/course", "C", "It has a page of its own.", seen="2026-03-01"
    )

    decide(propose(PRICE, key=stub))
    assert market.offering(stub).status == "unconfirmed"
    decide(propose(exists, key=stub))
    assert market.offering(stub).status == "confirmed-exists"


def test_any_past_page_can_be_had_again(propose, decide, at):
    decide(propose(), at=at)
    decide(propose(replace(PRICE, value=2, seen="2026-03-02", supersedes=PRICE.id), kind="correct"), at=at)
    revisions = list(OfferingVersion.objects.order_by("pk").values_list("pk", flat=True))

    prices = [shown(market.offering(KEY, at_revision=n), "price", at=date(2026, 3, 2)) for n in revisions]

    assert [PRICE in price.best for price in prices] == [False, True, False]


def test_a_version_that_says_the_same_is_not_kept_twice(at):
    offering = library().offerings[KEY]

    one, two = (record(offering, origin="content", by=None, at=at) for _ in range(2))

    assert one == two
    assert OfferingVersion.objects.count() == 1
    assert not make_person("Nobody Else").contributions.exists()


def test_the_check_reads_what_is_recorded(propose, decide):
    decide(propose())

    result = CliRunner().invoke(
        COMMAND, ["check", "--recorded", "--at", "2026-12-31", "--only", "stale", "--json"]
    )

    # From 1 March to 31 December: 30 + 30 + 31 + 30 + 31 + 31 + 30 + 31 + 30 + 31 = 305 days.
    assert result.exit_code == 1
    assert [(one["file"], one["path"]) for one in json.loads(result.stdout)] == [(KEY, "claim[6].seen")]
    assert "305 days ago" in result.stdout


def test_a_database_in_which_nothing_is_recorded_is_not_taken_for_one_in_order():
    result = CliRunner().invoke(COMMAND, ["check", "--recorded"])

    assert result.exit_code == 2
    assert "nothing is recorded" in result.stderr
