"""The few words that a shown item adds to its author's; a translation passes its own table."""

from collections.abc import Mapping
from typing import Final

Wording = Mapping[str, str]

WORDS: Final[Wording] = {
    "answer": "Answer",
    "answer-number": "Answer {number}",
    "choose": "Choose",
    "choose-one": "Choose one.",
    "choose-any": "Choose all that apply.",
    "choose-up-to": "Choose at most {count}.",
    "gap": "Gap {number}",
    "competency": "Competency",
    "given": "Answer given",
    "key": "Right answer",
    "key-mark": "right",
    "given-mark": "given",
    "level": "Level",
    "no-answer": "No answer",
    "by-person": "Scored by a person",
    "options": "Options",
    "points": "Points",
    "points-of": "{points} of {maximum}",
    "rationale": "Why",
    "reference": "Reference",
    "status": "Status",
    "order-hint": "Give each one its place.",
    "pair": "Pair {number}",
    "pair-first": "Pair {number}, first",
    "pair-second": "Pair {number}, second",
    "place": "Place",
    "range": "From {lower} to {upper}",
    "range-step": "From {lower} to {upper}, in steps of {step}",
    "statement": "Statement",
}
