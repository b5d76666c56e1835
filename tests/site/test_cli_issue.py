"""`testamur credential issue PROGRAMME`: how many wait, all of them signed, and wrong use."""

import pytest
from click.testing import CliRunner
from people import AT, make_person

from testamur.cli import command
from testamur.site.records.models import Award, Credential, Decision


def run(*arguments):
    result = CliRunner().invoke(command(), ["credential", "issue", *arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def two_awards(enrol):
    for name in ("Nina Nurse", "Otto Officer"):
        enrolment = enrol(make_person(name), "clinical-ai-cme")
        decision = Decision.objects.create(enrolment=enrolment, outcome="award", reason="Met.", findings=[], at=AT)
        Award.objects.create(decision=decision, enrolment=enrolment, awarded_on=AT.date())


def test_it_says_how_many_wait_and_signs_them_when_told_to(two_awards):
    waiting = run("clinical-ai-cme")
    signed = run("clinical-ai-cme", "--all", "--organisation", "academy")
    done = run("clinical-ai-cme")

    assert waiting == (1, "2 awards wait for a credential. To sign them, add --all.\n", "")
    assert signed == (0, "2 credentials are signed and kept.\n", "2 of 2\n")
    assert done[0] == 0
    assert Credential.objects.count() == 2


def test_a_programme_that_is_not_here_is_wrong_use(two_awards):
    assert run("no-such-programme", "--all")[0] == 2
    assert run("clinical-ai-cme", "--all", "--organisation", "other-academy")[0] == 2
    assert run("clinical-ai-cme", "--all", "--edition", "1066")[0] == 2
    assert run("999999")[0] == 2
    assert Credential.objects.count() == 0
