"""A small programme to bend, and what it may refer to."""

import copy
import tomllib

import pytest

from testamur.documents import shape
from testamur.programme import Known, Programme

KNOWN = Known(
    competencies=frozenset({"H1", "H4", "DSDA04"}),
    roles=frozenset({"physician"}),
    texts=frozenset({"what-ai-is", "fairness"}),
    labs=frozenset({"diagnostic-aid"}),
    offerings=frozenset({"an-offering"}),
)
TEXT = """
id = "small"
edition = "1"
title = "Small"
summary = "A small programme."
modelled_on = "an-offering"
audience = ["physician"]
[calendar]
pacing = "cohort"
weeks = 4
starts = [2026-03-02]
[[fee]]
covers = "programme"
[[eligibility]]
fact = "licence"
any_of = ["physician"]
reason = "For physicians."
[[eligibility]]
fact = "years"
at_least = 2
reason = "Two years of practice."
[[component]]
id = "reading"
kind = "module"
title = "Reading"
texts = ["what-ai-is", "fairness"]
quiz_pass_correct = 2
attempts = 2
[[component]]
id = "live-1"
kind = "session"
title = "First evening"
week = 1
day = 3
time = "18:00"
minutes = 60
style = "mentor session"
[[component]]
id = "live-2"
kind = "session"
title = "Second evening"
week = 2
day = 3
time = "18:00"
minutes = 60
style = "mentor session"
[[component]]
id = "case"
kind = "assignment"
title = "Case"
week = 2
lab = "diagnostic-aid"
pass_share = 0.6
attempts = 2
[[component]]
id = "exam"
kind = "exam"
title = "Exam"
week = 4
[[competency]]
code = "H1"
level = "apply"
[attendance]
least_share = 0.5
[exam]
items = 10
minutes = 20
attempts = 2
forms = 2
wait_days = 7
[exam.cut]
correct = 7
method = "fixed"
source = "an example"
[[exam.blueprint]]
competency = "H1"
weight = 0.5
[[exam.blueprint]]
competency = "H4"
weight = 0.5
[award]
title = "Small"
kind = "exam-based credential"
criteria = "All of it."
validity_months = 24
[renewal]
opens_days_before = 100
grace_days = 10
[[renewal.ways]]
kind = "activities"
units = 20.0
[[renewal.ways]]
kind = "re-examination"
items = 5
minutes = 10
correct = 3
"""


@pytest.fixture
def known():
    return KNOWN


@pytest.fixture
def table():
    return copy.deepcopy(tomllib.loads(TEXT))


@pytest.fixture
def text():
    return TEXT


@pytest.fixture
def programme(table):
    return shape(table, Programme)
