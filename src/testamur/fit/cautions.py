"""What the reader must know before trusting a place: weak evidence, one source, interests, own titles, age."""

import math
import re
from collections.abc import Callable, Iterator
from typing import Final

from testamur.catalogue import FRESH_DAYS, freshness, source_of
from testamur.fit.advice import Caution
from testamur.fit.candidate import Candidate
from testamur.fit.constants import constant


def weak_share(candidate: Candidate, weights: dict[str, float]) -> float:
    """Return which share of the expected value rests on grades D and E, or on nothing that anybody states."""
    worth = candidate.worth(weights)
    whole = math.fsum(worth.values())
    weak = math.fsum(worth[v.criterion] for v in candidate.values if v.grade in ("D", "E", "U"))
    return weak / whole if whole else 1.0


def _weak_evidence(candidate: Candidate, weights: dict[str, float]) -> Iterator[str]:
    share = weak_share(candidate, weights)
    if share > constant("weak_share"):
        how_much = "All" if share >= 0.995 else f"{share:.0%}"
        yield f"{how_much} of its value rests on interested parties, weak sources, or what nobody states."


def _single_source(candidate: Candidate, _: dict[str, float]) -> Iterator[str]:
    sources = {source_of(claim).name for claim in candidate.offering.claim if claim.grade != "U"}
    if len(sources) == 1:
        yield f"Everything that is known of it comes from {sources.pop()}."


def _teaches_and_certifies(candidate: Candidate, _: dict[str, float]) -> Iterator[str]:
    stated = candidate.case.facts.shown("teaches_and_certifies")
    if stated.is_known and stated.value is True:
        yield "Its issuer teaches and certifies; that the two are kept apart is not shown."


_BOARD: Final = re.compile(r"\bboards?\b", re.IGNORECASE)


def _board_by_own_word(candidate: Candidate, _: dict[str, float]) -> Iterator[str]:
    offering = candidate.offering
    if not _BOARD.search(f"{offering.name} {offering.provider}"):
        return
    recognised = [candidate.case.facts.shown(field) for field in ("board_recognition", "signal.s11")]
    if not any(found.is_known and found.value and found.grade in ("A", "B", "C") for found in recognised):
        yield '"Board" is a word anyone may use; who recognises this one is not shown.'


def _stale(candidate: Candidate, _: dict[str, float]) -> Iterator[str]:
    facts, at = candidate.case.facts, candidate.case.facts.at
    stated = {claim.field for claim in candidate.offering.claim}
    found = [facts.shown(name) for name in FRESH_DAYS if name in stated]
    for state, words in _AGES.items():
        titles = [shown.title.lower() for shown in found if freshness(shown, at=at).state == state]
        if titles:
            yield f"{words}: {', '.join(titles)}. Ask again before you pay."


_AGES: Final = {"stale": "Read or dated too long ago", "undated": "Of an age that nobody states"}
_SIMULATED: Final = re.compile(r"\bsimulated\b", re.IGNORECASE)


def _simulated(candidate: Candidate, _: dict[str, float]) -> Iterator[str]:
    claims = candidate.offering.claim
    notes = [candidate.offering.note, *(note for claim in claims for note in (claim.note, claim.source))]
    if any(_SIMULATED.search(note) for note in notes):
        yield "Some of what is said of it is simulated, not observed."


_CAUTIONS: Final[dict[str, Callable[[Candidate, dict[str, float]], Iterator[str]]]] = {
    "weak-evidence": _weak_evidence,
    "single-source": _single_source,
    "teaches-and-certifies": _teaches_and_certifies,
    "board-by-own-word": _board_by_own_word,
    "stale": _stale,
    "simulated": _simulated,
}


def cautions(candidate: Candidate, weights: dict[str, float]) -> tuple[Caution, ...]:
    """Return what must be known before trusting the candidate's place."""
    return tuple(
        Caution(kind, sentence) for kind, say in _CAUTIONS.items() for sentence in say(candidate, weights)
    )
