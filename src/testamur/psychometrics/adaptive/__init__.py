"""Adaptive tests, tests on the fly and fixed forms: the next item, and what they would come to."""

from testamur.psychometrics.adaptive.bank import Bank, bank
from testamur.psychometrics.adaptive.engine import Engine, next_item
from testamur.psychometrics.adaptive.outlook import Outlook, outlooks
from testamur.psychometrics.adaptive.plan import Least, Missing, Plan, plan
from testamur.psychometrics.adaptive.rules import Rules
from testamur.psychometrics.adaptive.simulation import Simulated, simulate

__all__ = [
    "Bank",
    "Engine",
    "Least",
    "Missing",
    "Outlook",
    "Plan",
    "Rules",
    "Simulated",
    "bank",
    "next_item",
    "outlooks",
    "plan",
    "simulate",
]
