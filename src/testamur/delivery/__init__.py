"""The sitting of an examination: a state table, the server's clock, saved responses and their receipt."""

from testamur.delivery.accommodation import Accommodation, limit
from testamur.delivery.responses import Response, check, latest, receipt
from testamur.delivery.review import ReviewState, ReviewWord, review_after, review_words
from testamur.delivery.sitting import CLOSED, NEXT, Event, Kind, Sitting, State, closing, replay

__all__ = [
    "CLOSED",
    "NEXT",
    "Accommodation",
    "Event",
    "Kind",
    "Response",
    "ReviewState",
    "ReviewWord",
    "Sitting",
    "State",
    "check",
    "closing",
    "latest",
    "limit",
    "receipt",
    "replay",
    "review_after",
    "review_words",
]
