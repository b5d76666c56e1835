"""The review of something unusual: which word may follow which. It ends in what people said, never in a score."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from testamur.errors import Refused


class ReviewState(StrEnum):
    """Where a review stands."""

    OPEN = "open"
    NO_ACTION = "no action"
    EXPLAINED = "explained"
    PASSED_ON = "passed on"


class ReviewWord(StrEnum):
    """What a named person can say of a case."""

    NOTE = "note"
    NO_ACTION = "no action"
    EXPLAINED = "explained"
    HAND_ON = "hand on"
    REOPEN = "reopen"


ENDED: Final = {
    ReviewWord.NOTE: ReviewState.OPEN,
    ReviewWord.NO_ACTION: ReviewState.NO_ACTION,
    ReviewWord.EXPLAINED: ReviewState.EXPLAINED,
    ReviewWord.HAND_ON: ReviewState.PASSED_ON,
}
AFTER: Final[dict[ReviewState, dict[ReviewWord, ReviewState]]] = {
    ReviewState.OPEN: ENDED,
    **{
        state: {ReviewWord.NOTE: state, ReviewWord.REOPEN: ReviewState.OPEN}
        for state in (ReviewState.NO_ACTION, ReviewState.EXPLAINED, ReviewState.PASSED_ON)
    },
}


def review_after(words: Iterable[ReviewWord]) -> ReviewState:
    """Return where a review stands after what was said, oldest first.

    Raises
    ------
    Refused
        ``review-order`` if a word cannot follow.
    """
    state = ReviewState.OPEN
    for word in words:
        try:
            state = AFTER[state][word]
        except KeyError:
            raise Refused("review-order", SENTENCE[state]) from None
    return state


def review_words(state: ReviewState) -> tuple[ReviewWord, ...]:
    """Return what can be said of a case where it stands."""
    return tuple(AFTER[state])


SENTENCE: Final[dict[ReviewState, str]] = {
    ReviewState.OPEN: "This case is open already.",
    **dict.fromkeys(
        (ReviewState.NO_ACTION, ReviewState.EXPLAINED, ReviewState.PASSED_ON),
        "This case has been closed. Open it again first, with your reason.",
    ),
}
