"""A list of credentials is taken whole or not at all, worked off one by one, and goes on where it stopped."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import AT

from testamur.errors import DocumentError, Refused
from testamur.site.records.actions import credentials, roster, rounds
from testamur.site.records.models import AuditEntry, RosterEntry, RosterLine, RosterRound, VerificationRecord

pytestmark = pytest.mark.django_db
HEAD = "label,role,email,credential\n"
NEITHER = "is neither an address that starts with https:// nor the text of a credential"
ADDRESS = "https://academy.example/credentials/1"


def own(held):
    return f"http://localhost:8000/credentials/{held.identifier}"


def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def taken(academy, employer, *lines):
    source = (HEAD + "\n".join(lines)).encode()
    return rounds.take_list(organisation=academy, source=source, by=employer, at=AT)


def problems(text):
    with pytest.raises(DocumentError) as error:
        rounds.read_list(text.encode() if isinstance(text, str) else text, name="list.csv")
    return error.value.lines()


def test_everything_that_is_wrong_with_a_list_is_said_at_once_with_its_lines():
    text = HEAD + (
        f",Nurse,,{ADDRESS}\n"
        f"=HYPERLINK(1),+1,,{ADDRESS}\n"
        f"{'x' * 201},,nobody,http://plain.example/1\n"
        'Otto,,,\n"two\nlines",,,no credential\n'
    )

    assert problems(text) == [
        "list.csv:line 2, label: is empty; it is how you know the person",
        "list.csv:line 3, label: begins with '=', which a spreadsheet takes for a formula",
        "list.csv:line 3, role: begins with '+', which a spreadsheet takes for a formula",
        "list.csv:line 3, credential: is the same as in line 2",
        "list.csv:line 4, label: is longer than 200 characters",
        "list.csv:line 4, email: is no e-mail address; it may be left empty",
        f"list.csv:line 4, credential: {NEITHER}",
        "list.csv:line 5, credential: is empty; give its address, or its text",
        "list.csv:line 7, label: holds a control character",
        f"list.csv:line 7, credential: {NEITHER}",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty; the first line must name the columns"),
        (HEAD, "names no credential; each line after the first is one"),
        ("label,role,credential\n", "line 1: the column 'email' is missing"),
        ("label,role,email,credential,salary\n", "line 1: the column 'salary' is not known"),
        (HEAD + "Nina,,\n", "line 2: has 3 cells; the first line names 4"),
        (HEAD + f"Nina,,,{ADDRESS}\n" * 2001, "has 2,001 lines; 2,000 are taken at a time"),
        (b"\xff\xfe\x00", "byte 0: is not UTF-8 text"),
        (HEAD + "Nina,,,{" + "x" * 140_000 + "}\n", "line 2: field larger than field limit (131072)"),
    ],
)
def test_what_is_no_list_is_refused(text, said):
    assert problems(text)[0].endswith(said)


def test_a_list_with_one_fault_leaves_nothing(academy, employer, held):
    with pytest.raises(DocumentError):
        taken(academy, employer, f"Nina,,,{own(held)}", "Otto,,,")

    assert not RosterRound.objects.exists()
    assert not RosterLine.objects.exists()


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: (HEAD + text).encode(errors="replace")))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_handed_in_is_read_or_refused(source):
    try:
        lines = rounds.read_list(source)
    except DocumentError:
        lines = []

    assert all(row.cells["label"].strip() and row.cells["credential"].strip() for row in lines)


def test_each_credential_has_its_answer_and_its_record(academy, employer, held, candidate):
    forged = held.document.replace("Clinical", "Clinica1", 1)
    made = taken(
        academy,
        employer,
        f"Nina,Nurse leader,{candidate.email},{own(held)}",
        f"Forged,,,{quoted(forged)}",
        "Nobody,,,http://localhost:8000/credentials/none",
    )

    assert rounds.work(at=AT) == 3
    assert rounds.work(at=AT) == 0
    found = [(line.outcome, line.record and line.record.verdict, bool(line.entry)) for line in made.lines.all()]
    assert found == [
        ("added", "genuine and current", True),
        ("refused", "not genuine", False),
        ("refused", None, False),
    ]
    entry = RosterEntry.objects.get()
    assert (entry.label, entry.role, entry.email) == ("Nina", "Nurse leader", candidate.email)
    steps = {step["name"]: step["answer"] for step in entry.verifications.get().steps}
    assert steps["holder"] == "yes"
    reasons = [line.reason for line in made.lines.all()]
    assert reasons[1].startswith("This is not a genuine credential as it stands.")
    assert reasons[2] == "It cannot be had from its address: no such credential was issued here."
    assert not RosterLine.objects.exclude(given="").exists()
    assert not RosterLine.objects.exclude(email="").exists()
    assert AuditEntry.objects.filter(action="roster.line").count() == 3


def test_the_same_list_again_checks_again_and_adds_nothing(academy, employer, held, owner):
    taken(academy, employer, f"Nina,,,{own(held)}")
    rounds.work(at=AT)
    credentials.revoke(row=held, reason="Somebody else sat.", by=owner, at=AT + timedelta(hours=1))
    again = taken(academy, employer, f"Nina,,,{own(held)}")

    rounds.work(at=AT + timedelta(hours=2))

    line = again.lines.get()
    assert (line.outcome, line.reason) == ("checked", "It stood in the roster already.")
    assert line.record.verdict == "revoked"
    assert RosterEntry.objects.count() == 1


def test_it_is_not_theirs_if_it_names_another_address(academy, employer, held):
    made = taken(academy, employer, f"Nina,,somebody.else@people.example,{own(held)}")

    rounds.work(at=AT)

    assert made.lines.get().record.verdict == "not theirs"


def test_work_stops_when_its_time_is_over_and_goes_on_there(academy, employer, held):
    lines = [f"Nobody {n},,,http://localhost:8000/credentials/{n}" for n in range(5)]
    made = taken(academy, employer, *lines)
    goes = iter([True, True, False])

    first = rounds.work(at=AT, goes_on=lambda: next(goes))
    rest = rounds.work(at=AT)

    assert (first, rest) == (2, 3)
    assert {line.outcome for line in made.lines.all()} == {"refused"}


def test_a_line_whose_process_died_is_taken_up_by_another_later(academy, employer, held):
    taken(academy, employer, f"Nina,,,{own(held)}")
    RosterLine.objects.update(claimed_at=AT)

    counts = [rounds.work(at=AT + timedelta(minutes=minutes)) for minutes in (1, 6)]

    assert counts == [0, 1]
    assert VerificationRecord.objects.count() == 1


def test_all_of_a_roster_is_checked_once_at_a_time(academy, employer, held):
    with pytest.raises(Refused):
        rounds.take_all(organisation=academy, by=employer, at=AT)
    entry = roster.add(
        organisation=academy, label="N", role="", document=held.document.encode(), by=employer, at=AT
    )
    rounds.take_all(organisation=academy, by=employer, at=AT)
    with pytest.raises(Refused) as refusal:
        rounds.take_all(organisation=academy, by=employer, at=AT)

    assert refusal.value.rule == "round-once"
    assert rounds.work(at=AT) == 1
    assert entry.verifications.count() == 2


def test_an_entry_that_was_removed_meanwhile_is_said_to_be(academy, employer, held):
    entry = roster.add(
        organisation=academy, label="N", role="", document=held.document.encode(), by=employer, at=AT
    )
    made = rounds.take_all(organisation=academy, by=employer, at=AT)
    roster.remove(entry=entry, by=employer, at=AT)

    rounds.work(at=AT)

    assert made.lines.get().reason == "It was removed from the roster meanwhile."


def test_lines_are_removed_after_thirty_days_once_they_are_done(academy, employer, held):
    taken(academy, employer, f"Nina,,,{own(held)}")
    late = AT + timedelta(days=31)

    waiting = rounds.remove_old_lines(at=late)
    rounds.work(at=AT)
    done = rounds.remove_old_lines(at=late)

    assert (waiting, done) == (0, 1)
    assert VerificationRecord.objects.count() == 1
