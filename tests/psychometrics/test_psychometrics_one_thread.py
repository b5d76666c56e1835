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
from testamur.psychometrics.ability import estimate, form_from
from testamur.psychometrics.fit_statistics import fitted, item_fit, local_dependence, model_fit, person_fit

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
        given = responses(u[:, :12])
        found = calibrate(given, model="2pl", errors=False)
        told(found)
        fit = fitted(found, given)
        print(model_fit(fit), [item.joined for item in item_fit(fit)], local_dependence(fit).q3[0].tolist())
        for method in ("eap", "map"):
            abilities = estimate(form_from(found), u[:, :12], method=method)
            print(hashlib.sha256(abilities.theta.tobytes() + abilities.errors.tobytes()).hexdigest())
"""


def test_calibration_fit_and_ability_have_the_same_bits_whatever_number_of_threads_the_environment_asks_for():
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
    assert len(answers.pop().splitlines()) == 7


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
