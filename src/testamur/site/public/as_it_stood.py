"""Which day and revision of the catalogue a page is asked to show: today's, or one of the past."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404, HttpRequest

from testamur.catalogue import Offering
from testamur.site.records import history, market


@dataclass(frozen=True, slots=True)
class Stand:
    """An offering as it stood: the day, and the revision of the catalogue; None is whatever is newest."""

    offering: Offering
    at: date
    revision: int | None = None

    @property
    def is_past(self) -> bool:
        """Whether this is not simply the page of today."""
        return self.revision is not None


def stand(request: HttpRequest, key: str, *, now: datetime) -> Stand:
    """Return the offering as the request asks for it: ``revision=N``, ``as_of=DAY``, or as it is.

    Raises
    ------
    Http404
        If there is no such offering, it was not there yet, or the day or revision is nonsense.
    """
    if text := request.GET.get("revision", ""):
        revision = _number(text)
        day = history.day_of(revision)
        if day is None:
            raise Http404
        return Stand(_known(key, at=day, revision=revision), day, revision)
    if text := request.GET.get("as_of", ""):
        day = _day(text, last=now.date())
        return _on(key, day) if day < now.date() else Stand(_known(key, at=day, revision=None), day)
    return Stand(_known(key, at=now.date(), revision=None), now.date())


def _on(key: str, day: date) -> Stand:
    revision = history.revision_on(day)
    return Stand(_known(key, at=day, revision=revision), day, revision)


def _known(key: str, *, at: date, revision: int | None) -> Offering:
    """Return the offering with what had been read by that day."""
    offering = market.offering(key, at_revision=revision)
    if offering is None:
        raise Http404
    # Our own file may hold what was read since, as long as no version of it has been recorded.
    return offering if revision is None else offering.as_known_on(at)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise Http404
    return int(text)


def _day(text: str, *, last: date) -> date:
    try:
        return min(date.fromisoformat(text), last)
    except ValueError:
        raise Http404 from None
