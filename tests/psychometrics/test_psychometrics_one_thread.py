"""The same bits, whatever number of threads the linear algebra is told to take."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from testamur.psychometrics.one_thread import libraries, one_thread

CALIBRATED = """
import hashlib
import numpy as np
from testamur.psychometrics import calibrate, calibrate_conditionally, responses

def told(found):
    digest = hashlib.sha256(found.parameters().tobytes()).hexdigest()
    print(digest, found.loglik.hex(), found.items[0].standard_errors)

rng = np.random.default_rng(7)
theta, places = rng.normal(size=(4500, 1)), np.linspace(-1, 1, 30)
for model, steps in (("3pl", 1), ("graded", 2)):
    u = sum((rng.random((4500, 30)) < 1 / (1 + np.exp(places - theta))).astype(int) for _ in range(steps))
    told(calibrate(responses(u), model=model, errors=False, most=3))
    if steps == 1:
        told(calibrate_conditionally(responses(u), model="rasch"))
        told(calibrate(responses(u[:, :4]), model="2pl"))
"""


def test_calibration_gives_the_same_bits_whatever_number_of_threads_the_environment_asks_for():
    answers = {
        subprocess.run(
            [sys.executable, "-c", CALIBRATED],
            env={**os.environ, "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "2", "8")
    }

    assert len(answers) == 1
    assert len(answers.pop().splitlines()) == 4


@pytest.fixture
def two_threads():
    before = [library.get() for library in libraries()]
    for library in libraries():
        library.put(2)
    yield
    for library, threads in zip(libraries(), before, strict=True):
        library.put(threads)


@pytest.mark.usefixtures("two_threads")
def test_the_library_has_its_threads_back_when_the_last_lets_go():
    threads = [library.get() for library in libraries()]

    with one_thread():
        with one_thread(), ThreadPoolExecutor(1) as pool:
            held = pool.submit(lambda: [library.get() for library in libraries()]).result()
        still = [library.get() for library in libraries()]

    assert len(threads) >= 1
    assert held == still == [1] * len(threads)
    assert [library.get() for library in libraries()] == threads


@pytest.mark.usefixtures("two_threads")
def test_a_failure_gives_the_threads_back_too():
    threads = [library.get() for library in libraries()]

    with pytest.raises(ValueError, match="no reason"), one_thread():
        raise ValueError("no reason")

    assert [library.get() for library in libraries()] == threads
