"""`testamur credential statement` and `endorse`: the same actions as the desk, with answers for programs."""

import json

import pytest
from click.testing import CliRunner
from people import member

from testamur.cli import command
from testamur.site.records.models import Endorsement, Membership, Statement

pytestmark = pytest.mark.django_db


def run(*arguments):
    return CliRunner().invoke(command(), ["credential", *arguments])


def test_it_shows_then_signs_then_has_nothing_to_sign(editions):
    shown = run("statement", "ai-in-medicine-exam")
    signed = run("statement", "ai-in-medicine-exam", "--sign")
    again = run("statement", "ai-in-medicine-exam", "--sign")
    told = json.loads(run("statement", "ai-in-medicine-exam", "--json").output)

    assert (shown.exit_code, signed.exit_code) == (1, 0)
    assert "Signed: nothing yet" in shown.output
    assert "Assessment rigour: 3 of 5." in signed.output
    assert "says the same" in str(again.exception)
    assert (told["is_current"], told["changed"]) == (True, [])
    assert told["address"].endswith(str(Statement.objects.get().identifier))
    assert next(fact for fact in told["facts"] if fact["key"] == "cut")["value"] == "70"


def test_a_programme_that_is_not_here_is_wrong_use(db):
    assert run("statement", "nothing-of-ours").exit_code == 2


def test_an_owner_endorses_for_their_organisation(editions, other_academy, examiner):
    run("statement", "ai-in-medicine-exam", "--sign")
    address = str(Statement.objects.get().identifier)
    owner = member(other_academy, Membership.Duty.OWNER)
    words = ("--organisation", "other-academy", "--comment", "Sound.", "--by")

    denied = run("endorse", address, *words, examiner.email)
    made = run("endorse", address, *words, owner.email)

    assert "Only an owner" in str(denied.exception)
    assert json.loads(made.output) == json.loads(Endorsement.objects.get().document)
