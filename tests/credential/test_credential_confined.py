"""What reads the documents of others runs with limits: it ends, it opens nothing, and nothing of it is left."""

import json
import os
import select
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from example_badge import CREDENTIAL, answers, judged, sentence, stopped_at

import confined_tasks as tasks
from testamur.credential import confined
from testamur.credential.confined import Limits, Stopped
from testamur.errors import DocumentError, Problem, Refused

SHORT = Limits(cpu_seconds=0.1, seconds=5)
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def children(process):
    return Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()


@pytest.mark.parametrize("data", [b"", b"x", bytes(range(256)) * 4096])
def test_a_task_answers_as_it_would_here(data):
    assert confined.run(tasks.echo, data) == confined.here(tasks.echo, data) == data


def test_what_a_task_says_of_a_document_comes_through():
    with pytest.raises(DocumentError) as wrong:
        confined.run(tasks.say_wrong, b"badge.json")

    assert (wrong.value.name, wrong.value.problems) == (
        "badge.json",
        (Problem("a[1]", "is odd"), Problem("", "is empty")),
    )


def test_a_refusal_comes_through():
    with pytest.raises(Refused) as refused:
        confined.run(tasks.say_no, b"Not so.")

    assert (refused.value.rule, refused.value.reason) == ("a-rule", "Not so.")


@pytest.mark.parametrize(
    ("task", "limits", "reason"),
    [
        (tasks.burn, SHORT, confined.TOO_LONG),
        (tasks.burn, Limits(cpu_seconds=60, seconds=0.1), confined.TOO_LONG),
        (tasks.hoard, confined.LIMITS, confined.TOO_LARGE),
        (tasks.answer_at_length, confined.LIMITS, confined.TOO_LARGE),
        (tasks.abort, confined.LIMITS, confined.BROKEN),
        (tasks.break_off, confined.LIMITS, confined.BROKEN),
    ],
)
def test_what_goes_too_far_is_stopped_and_the_next_is_read(task, limits, reason):
    with pytest.raises(Stopped) as stopped:
        confined.run(task, b"secret", limits=limits)

    assert stopped.value.reason == reason
    assert confined.run(tasks.echo, b"next") == b"next"


def test_what_broke_is_logged_without_the_document(caplog):
    with pytest.raises(Stopped):
        confined.run(tasks.break_off, b"secret")

    line = tasks.break_off.__code__.co_firstlineno + 1
    assert caplog.messages == [f"break_off broke: KeyError in break_off, line {line}"]


def test_a_task_that_is_not_there_is_said_to_be_broken(caplog):
    def inner(data):
        return data

    with pytest.raises(Stopped) as stopped:
        confined.run(inner, b"")

    assert stopped.value.reason == confined.BROKEN
    assert "inner" in caplog.text


def test_nothing_can_be_opened(tmp_path):
    file = tmp_path / "written"

    found = json.loads(confined.run(tasks.open_things, str(file).encode()))

    assert found == dict.fromkeys(found, "EMFILE")
    assert not file.exists()


def test_no_secret_of_the_environment_is_handed_on(monkeypatch):
    monkeypatch.setenv("TESTAMUR_KEY_PASSPHRASE", "secret")
    own = confined._Confinement()

    names = set(json.loads(own.run(tasks.environment, b"", confined.LIMITS)))
    own.close()

    assert names - {"LC_CTYPE"} <= {*confined._KEPT_NAMES, "PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}


def test_many_at_once_from_many_threads_each_get_their_own_answer():
    questions = [f"{number}".encode() * 100 for number in range(40)]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda question: confined.run(tasks.echo, question), questions))

    assert found == questions


def test_while_one_burns_others_are_answered():
    with ThreadPoolExecutor(1) as pool:
        burning = pool.submit(confined.run, tasks.burn, b"", limits=Limits(cpu_seconds=0.3))
        found = confined.run(tasks.echo, b"x")
        was_burning = not burning.done()

    assert (found, was_burning) == (b"x", True)
    assert isinstance(burning.exception(), Stopped)


def test_if_too_many_burn_the_next_is_told_to_come_again(monkeypatch):
    own = confined._Confinement()
    for _ in range(confined.AT_ONCE):
        own.room.acquire()

    with pytest.raises(Stopped) as stopped:
        own.run(tasks.echo, b"", Limits(seconds=0.01))

    assert stopped.value.reason == confined.BUSY


@linux
def test_nothing_is_left_of_a_task_when_its_answer_is_there():
    confined.run(tasks.echo, b"")
    with pytest.raises(Stopped):
        confined.run(tasks.burn, b"", limits=SHORT)

    assert children(confined.keeper_process()) == []


def test_a_keeper_that_was_killed_is_replaced():
    own = confined._Confinement()
    own.run(tasks.echo, b"", confined.LIMITS)
    first = own.process
    first.kill()
    first.wait()

    assert own.run(tasks.echo, b"x", confined.LIMITS) == b"x"
    assert own.process.pid != first.pid
    own.close()


def test_a_machine_that_cannot_start_one_says_so(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    with pytest.raises(Stopped) as stopped:
        confined._Confinement().run(tasks.echo, b"", confined.LIMITS)

    assert stopped.value.reason == confined.ABSENT


SCRIPT = """
import os, signal, sys
from testamur.credential import confined
import confined_tasks as tasks

assert confined.run(tasks.echo, b"here") == b"here"
child = os.fork()
if child == 0:
    right = confined.run(tasks.echo, b"there") == b"there"
    confined._CONFINEMENT.close()
    os._exit(0 if right else 1)
assert os.waitpid(child, 0)[1] == 0
assert confined.run(tasks.echo, b"again") == b"again"
print(confined.keeper_process(), flush=True)
sys.stdin.readline()
{end}
"""


@linux
@pytest.mark.parametrize("end", ["", "os.kill(os.getpid(), signal.SIGKILL)"], ids=["of itself", "killed"])
def test_the_keeper_ends_with_its_process(end):
    script = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", SCRIPT.format(end=end)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with script:
        keeper = os.pidfd_open(int(script.stdout.readline()))
        _, complaints = script.communicate("\n", timeout=60)

    ended, _, _ = select.select([keeper], [], [], 60)
    os.close(keeper)
    assert (script.returncode, complaints) == (-signal.SIGKILL if end else 0, "")
    assert ended


def test_a_badge_whose_check_burns_time_cannot_be_told():
    """Whatever it may be that gets past the rules: here the reader itself is made to burn."""

    def slow(_task, data):
        return confined.run(tasks.burn, data, limits=SHORT)

    verification = judged(confine=slow)

    assert answers(verification) == stopped_at("proof", "cannot tell")
    assert sentence(verification, "proof") == confined.TOO_LONG
    assert judged(CREDENTIAL).is_good
