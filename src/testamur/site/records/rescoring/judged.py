"""By which of its scores a sitting is judged: a change of scoring takes no pass away by itself."""

from testamur.programme import Programme
from testamur.site.records.models import PassAnswer, Score, Sitting


def judged_by(sitting: Sitting) -> Score | None:
    """Return the score by which a sitting is judged; None until it is closed.

    It is the score that stands, unless that put a pass in question and no examiner has said that the pass does not
    stand; then it is the one before.
    """
    return judging(list(sitting.scores.select_related("pass_review__answer").order_by("pk")))


def judging(scores: list[Score]) -> Score | None:
    """Return the score by which a sitting is judged, of all its scores, the oldest first."""
    left = list(scores)
    while len(left) > 1 and _is_in_question(left[-1]):
        left.pop()
    return left[-1] if left else None


def _is_in_question(score: Score) -> bool:
    review = getattr(score, "pass_review", None)
    answer: PassAnswer | None = getattr(review, "answer", None)
    return review is not None and (answer is None or answer.stands)


def needed(programme: Programme, purpose: str) -> int | None:
    """Return how many correct answers pass the exam, or the re-examination; None if there is none such."""
    if purpose == "exam":
        return programme.exam.cut.correct if programme.exam else None
    ways = programme.renewal.ways if programme.renewal else ()
    return next((way.correct for way in ways if way.kind == "re-examination"), None)
