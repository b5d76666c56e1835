"""What the whole costs: money, hours, and weeks at the hours one has, each with its derivation."""

from testamur.catalogue import Interval, Reading
from testamur.fit.advice import Totals
from testamur.fit.case import Case
from testamur.fit.constraints import OWN_PACE


def totals(case: Case) -> Totals:
    """Return what an offering costs this person in all, on the basis of the whole."""
    return Totals(
        price=case.facts.reading("price"),
        price_per_hour=case.facts.reading("price_per_hour"),
        hours=case.facts.reading("hours"),
        weeks_at_my_hours=weeks_at_my_hours(case),
    )


def weeks_at_my_hours(case: Case) -> Reading:
    """Return the weeks an offering takes this person.

    By hours over the hours a week of the person where one sets the pace, or where no length is stated; else by
    the stated length, which the person's hours do not shorten.
    """
    hours, weeks, mine = case.facts.reading("hours"), case.facts.reading("weeks"), case.profile.hours_per_week
    pacing = case.facts.shown("pacing")
    own_pace = pacing.is_known and pacing.value in OWN_PACE
    if mine and hours.is_known and hours.interval is not None and (own_pace or not weeks.is_known):
        interval = Interval(*(None if end is None else end / mine for end in hours.interval))
        return Reading(
            "weeks_at_my_hours",
            interval,
            "weeks",
            hours.grade,
            f"{_hours(hours)} \u00f7 {mine:g} hours a week of yours",
            hours.claims,
            hours.conflicts,
        )
    if weeks.is_known:
        return Reading(
            "weeks_at_my_hours",
            weeks.interval,
            "weeks",
            weeks.grade,
            weeks.derivation or "as the provider sets it",
            weeks.claims,
            weeks.conflicts,
        )
    return Reading("weeks_at_my_hours", unit="weeks")


def _hours(hours: Reading) -> str:
    low, high = hours.interval or (None, None)
    ends = list(dict.fromkeys(f"{end:,.0f}" for end in (low, high) if end is not None))
    words = f"{' to '.join(ends)}{' or more' if high is None else ''} hours"
    return f"{words} ({hours.derivation})" if hours.derivation else words
