"""Answers and keys read from CSV files, and the scores that the two give, every fault of either told at once."""

from testamur.psychometrics.answer_files.answers import Answers, read_answers
from testamur.psychometrics.answer_files.key import KeyedItem, keyed_items, read_key
from testamur.psychometrics.answer_files.scores import BLANKS, Blank, Scored, scored_answers
from testamur.psychometrics.answer_files.totals import Totals, read_totals

__all__ = [
    "BLANKS",
    "Answers",
    "Blank",
    "KeyedItem",
    "Scored",
    "Totals",
    "keyed_items",
    "read_answers",
    "read_key",
    "read_totals",
    "scored_answers",
]
