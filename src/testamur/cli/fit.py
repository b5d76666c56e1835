"""`testamur fit`: which credential fits a role, why, and how sure that is."""

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import click
import numpy as np

from testamur import catalogue, fit
from testamur.cli import as_json, say
from testamur.documents import plain, shape


@click.group("fit")
def fit_group() -> None:
    """Which credential fits a role."""


def _day(_: click.Context, __: click.Parameter, moment: datetime | None) -> date | None:
    return moment.date() if moment else None


_DATE: Final = click.DateTime(["%Y-%m-%d"])


def _weights(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, float] | None:
    weights = {}
    for text in given:
        name, _sign, number = text.partition("=")
        if name not in (*fit.CRITERIA, fit.SITUATION) or not _is_weight(number):
            known = ", ".join(fit.CRITERIA)
            raise click.BadParameter(
                f"must be a criterion and a number from 0 such as cost=0.3; it is {text!r}. The criteria: {known}"
            )
        weights[name] = float(number)
    return weights or None


def _is_weight(text: str) -> bool:
    try:
        return 0 <= float(text) < math.inf
    except ValueError:
        return False


@fit_group.command("rank")
@click.option("--role", help="The role, by its id: see `testamur role list`.")
@click.option("--profile", "file", type=click.Path(path_type=Path), help="Answers from a TOML file instead.")
@click.option("--country", help="Where you work, as a code such as US.")
@click.option("--licence", type=click.Choice(fit.LICENCES), help="The licence you hold, if not the role's.")
@click.option("--need", type=click.Choice(list(fit.NEEDS)), help="What it is for.")
@click.option("--budget", type=float, help="What you can spend on the whole, in US dollars.")
@click.option("--hours", "hours_per_week", type=float, help="Hours you can give a week.")
@click.option("--weeks", type=float, help="Weeks you can give.")
@click.option("--by", type=_DATE, callback=_day, help="The day it must be done.")
@click.option("--programming/--no-programming", "programming_ok", default=None, help="Whether you can program.")
@click.option("--pacing", type=click.Choice(["self-paced", "cohort"]), help="How you want to study.")
@click.option(
    "--archetype", type=click.Choice(list(fit.ARCHETYPES)), help="What you do with AI, if not the role's."
)
@click.option("--setting", type=click.Choice(list(fit.SETTINGS)), help="Where you work.")
@click.option("--education", type=click.Choice(list(fit.EDUCATION)), help="Your highest degree.")
@click.option(
    "--board/--no-board", "board_certified", default=None, help="Whether a speciality board certifies you."
)
@click.option("--holds", "prior", multiple=True, help="An offering you hold already, by its id; repeatable.")
@click.option("--weight", "weights", multiple=True, callback=_weights, help="What a criterion counts: cost=0.3.")
@click.option("--policy", type=click.Choice(list(fit.POLICIES)), default="graded", help="How claims are believed.")
@click.option("--at", type=_DATE, callback=_day, help="The day of the question; today if left out.")
@click.option("--seed", type=click.IntRange(0), default=1, help="Where the draws start.")
@click.option("--top", type=click.IntRange(1), default=5, help="How many to print.")
@as_json
def rank(
    *,
    role: str | None,
    file: Path | None,
    weights: dict[str, float] | None,
    policy: str,
    at: date | None,
    seed: int,
    top: int,
    as_json: bool,
    **asked: object,
) -> None:
    """Rank the offerings for a person in a role."""
    profile = _profile(role, file, asked)
    known = catalogue.read_catalogue(catalogue.content_folder())
    if profile.role not in known.roles:
        raise click.UsageError(f"no role is called {profile.role!r}; see `testamur role list`")
    for key in profile.prior:
        if key not in known.offerings:
            raise click.UsageError(f"no offering is called {key!r}; see `testamur offering list`")
    advice = fit.rank(
        profile,
        known.offerings.values(),
        role=known.roles[profile.role],
        at=at or datetime.now(tz=UTC).date(),
        rng=np.random.default_rng(seed),
        policy=fit.POLICIES[policy],
        weights=weights,
    )
    if as_json:
        say({"seed": seed, **plain(advice)})
    else:
        for line in _lines(advice, known, top):
            click.echo(line)
    if not advice.fits:
        click.echo("Nothing fits.", err=True)
        raise SystemExit(1)


def _profile(role: str | None, file: Path | None, asked: dict[str, object]) -> fit.Profile:
    """Return the profile of the file, with what the options say in its place."""
    if file is None and role is None:
        raise click.UsageError("say which --role, or give a --profile")
    filed = plain(fit.read_profile(file, name=str(file))) if file else {}
    given = {name: value for name, value in {"role": role, **asked}.items() if value not in (None, ())}
    profile = shape(filed | given, fit.Profile, name="profile")
    problems = list(fit.profile_problems(profile))
    if problems:
        raise click.UsageError("; ".join(str(problem) for problem in problems))
    return profile


_SURE: Final = {
    "clear": "The first place is clear.",
    "leaning": "It leans to the first.",
    "open": "It is open: read the first few, and settle what is not known.",
    "none": "There is no first place.",
}


def _lines(advice: fit.Advice, known: catalogue.Catalogue, top: int) -> Iterator[str]:
    role = known.roles[advice.profile.role]
    yield f"{role.name}: {fit.NEEDS[advice.profile.need]}. {fit.POLICIES[advice.policy].title}. {advice.at}"
    yield from _counsel_lines(advice)
    yield f"{_SURE[advice.confidence]} (first-place shares of {advice.draws:,} draws)"
    for caution in advice.cautions:
        yield f"Caution: {caution.sentence}"
    for place in advice.fits[:top]:
        yield ""
        yield from _fit_lines(place)
    for title, sentences in _after(advice).items():
        yield from ("", f"{title}:", *(f"   {sentence}" for sentence in sentences)) if sentences else ()
    rest, aside = len(advice.fits) - top, len(advice.set_aside)
    yield ""
    yield f"{max(rest, 0)} more are ranked; {aside} are set aside, each with its reason (--json)."


def _counsel_lines(advice: fit.Advice) -> Iterator[str]:
    yield advice.counsel.sentence
    yield from (f"   {sentence}" for sentence in advice.counsel.instead)


def _after(advice: fit.Advice) -> dict[str, list[str]]:
    """Return what comes after the places, by its title."""
    return {
        "Why not": [f"{one.name}: {sentence}" for one in advice.against for sentence in one.sentences[:2]],
        "What would change it": [change.sentence for change in advice.changes],
        "What goes with it": [one.sentence for one in advice.complements],
        "A pair": [advice.pair.sentence] if advice.pair else [],
        "One part alone": [f"{module.name}: {module.sentence}" for module in advice.modules],
        "Rules that your situation sets off": [f"{rule.id}: {rule.sentence}" for rule in advice.rules],
    }


def _fit_lines(place: fit.Fit) -> Iterator[str]:
    low, high = place.value
    yield f"{place.place}. {place.name} ({place.provider})"
    yield f"   {place.standing}; value {low:.2f} to {high:.2f}; first in {place.first_share:.0%} of the draws"
    if costs := list(_total_lines(place.totals)):
        yield f"   In all: {'; '.join(costs)}."
    for reason in place.reasons:
        yield f"   {'+' if reason.direction == 'for' else '-'} {reason.sentence} [{reason.grade}]"
    for caution in place.cautions if place.place > 1 else ():
        yield f"   ! {caution.sentence}"
    for fact in place.confirm[:5]:
        yield f"   ? {fact}"


def _total_lines(totals: fit.Totals) -> Iterator[str]:
    """Yield what is known of money and time, each in its unit."""
    units = {
        totals.price: totals.price.unit,
        totals.price_per_hour: f"{totals.price_per_hour.unit} an hour",
        totals.hours: "hours",
        totals.weeks_at_my_hours: "weeks",
    }
    for reading, unit in units.items():
        if reading.is_known and reading.interval is not None:
            low, high = reading.interval
            ends = list(dict.fromkeys(f"{end:,.0f}" for end in (low, high) if end is not None))
            one = ends == ["1"] and high is not None
            more = " or more" if high is None else ""
            yield f"{' to '.join(ends)}{more} {unit.removesuffix('s') if one else unit}"


COMMAND: Final = fit_group
