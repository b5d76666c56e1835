"""`testamur calibration analyse`: the classical item analysis of a CSV file of answers or scores."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click
import numpy as np

from testamur.cli import as_json, say, table
from testamur.cli.calibration import (
    KEY_FILE,
    NONE,
    Reading,
    csv_file,
    heading,
    named,
    number,
    reads_answers,
    seed_option,
    told,
)
from testamur.errors import DocumentError, Problem
from testamur.psychometrics import (
    Analysis,
    Choices,
    ConditionalErrors,
    DomainValue,
    Reliability,
    analyse,
    binomial_errors,
    domain_values,
    keats_errors,
    reliability,
)
from testamur.psychometrics.answer_files import Scored
from testamur.psychometrics.scoring import is_dichotomous

FIGURES: Final = {
    "alpha": "alpha",
    "standardised_alpha": "alpha of items brought to one variance",
    "stratified_alpha": "alpha stratified by domain",
    "omega": "omega",
    "lambda_2": "Guttman's lambda-2",
    "lambda_6": "Guttman's lambda-6",
    "odd_even": "odd and even items, stepped up",
}


@dataclass(frozen=True, slots=True)
class Found:
    """All that was found of one form."""

    analysis: Analysis
    reliability: Reliability
    domains: tuple[DomainValue, ...]
    errors: tuple[ConditionalErrors, ...]


@click.command("analyse", epilog=KEY_FILE)
@click.argument("file", metavar="RESPONSES.csv", type=csv_file)
@reads_answers
@seed_option
@as_json
def analyse_verb(file: Path, reading: Reading, seed: int, as_json: bool) -> None:
    """Analyse items and reliability, without an item model.

    RESPONSES.csv: the first line names the columns, every other line is a person. Either each cell is the score on
    an item (0 or 1, or up to --points), or it is the answer as it was given, and --key KEY.csv says what is right.

    You get: for each item how many were right (p), how well it tells strong from weak (r with the rest of the
    exam), what each wrong answer did, and flags worth a look; for the exam alpha or KR-20, omega, split halves,
    the standard error of measurement, and that at each score; for each domain whether its score is worth
    reporting. Numbers in brackets are 95 % intervals. With fewer than 30 persons figures are withheld: "too few".

    Exit 0: done, notes are on the error stream. 1: the file is wrong, and all that is wrong is listed.
    """
    _, scored = reading.scored(file)
    with named(file):
        found = _found(scored, seed=seed)
    if as_json:
        say(_document(found, scored, seed=seed))
    else:
        _shown(found, seed=seed)


def _found(scored: Scored, *, seed: int) -> Found:
    if len(scored.items) < 2:
        raise DocumentError([Problem("line 1", "there is one item; at least two make an exam")])
    choices = None
    if any(item.key for item in scored.items):
        choices = Choices(
            scored.answers,
            tuple(item.key for item in scored.items),
            tuple(item.options for item in scored.items),
        )
    is_right_or_wrong = is_dichotomous(scored.scores)
    errors = [binomial_errors(len(scored.items)), keats_errors(scored.scores)] if is_right_or_wrong else []
    domains = scored.domains
    return Found(
        analyse(scored.scores, items=scored.names, maxima=scored.maxima, choices=choices),
        reliability(scored.scores, rng=np.random.default_rng(seed), domains=domains),
        domain_values(scored.scores, domains, rng=np.random.default_rng(seed)) if domains else (),
        tuple(one for one in errors if one is not None),
    )


def _document(found: Found, scored: Scored, *, seed: int) -> dict[str, object]:
    return {
        "seed": seed,
        "left_out": scored.left_out,
        "blanks_as_zero": scored.blanks,
        "test": found.analysis.test,
        "items": found.analysis.items,
        "reliability": found.reliability,
        "domains": [{"value": one, "verdict": one.verdict} for one in found.domains],
        "conditional_errors": found.errors,
    }


def _shown(found: Found, *, seed: int) -> None:
    test = found.analysis.test
    click.echo(f"{test.persons} persons, {test.items} items, {test.maximum:g} points; 95 % intervals in brackets")
    heading("The exam")
    rows = [("figure", "value", "method")]
    rows += [
        ("mean", told(test.mean, 2), test.mean.method),
        ("standard deviation", told(test.sd, 2), test.sd.method),
    ]
    rows += [("reliability", told(test.reliability), test.reliability.method)]
    rows += [("standard error of measurement", told(test.sem), test.sem.method)]
    for name, words in FIGURES.items():
        if (one := getattr(found.reliability, name)) is not None:
            rows.append((words, told(one), one.method))
    best = found.reliability.best_halves.reliability
    table([*rows, ("best halves", told(best), best.method)])
    click.echo(f"Draws of persons: seed {seed}.")
    _items_shown(found.analysis)
    _options_shown(found.analysis)
    _domains_shown(found.domains)
    _errors_shown(found)


def _items_shown(analysis: Analysis) -> None:
    heading("The items: p, r with the rest of the exam, biserial, alpha without the item")
    rows = [("item", "p", "r rest", "biserial", "alpha without", "look at")]
    rows += [
        (
            item.item,
            told(item.difficulty),
            told(item.discrimination),
            told(item.biserial),
            told(item.alpha_without),
            "; ".join(item.flags) or NONE,
        )
        for item in analysis.items
    ]
    table(rows)


def _options_shown(analysis: Analysis) -> None:
    if not any(item.options for item in analysis.items):
        return
    heading("The options: who chose them, how many of the best 27 % did, r of choosing with the rest of the exam")
    rows = [("item", "option", "", "chosen", "share", "of the best", "r rest")]
    rows += [
        (
            item.item,
            option.option or "(blank)",
            "key" if option.is_key else "",
            str(option.chosen),
            f"{option.chosen / item.n:.1%}",
            str(option.chosen_high),
            told(option.correlation),
        )
        for item in analysis.items
        for option in item.options
    ]
    table(rows)


def _domains_shown(domains: tuple[DomainValue, ...]) -> None:
    if not domains:
        return
    heading(
        "Is a domain's score worth reporting? What it says of the true score, and what the total says (Haberman)"
    )
    rows = [("domain", "items", "from itself", "from the total", "from both", "verdict")]
    rows += [
        (one.domain, str(one.items), told(one.by_itself), told(one.by_total), told(one.by_both), one.verdict)
        for one in domains
    ]
    table(rows)


def _errors_shown(found: Found) -> None:
    if not found.errors:
        heading("Errors at each score: only for items scored 0 or 1, or calibrated")
        return
    heading(
        "The standard error of measurement at each score, in points: " + "; ".join(e.method for e in found.errors)
    )
    heads = ("Lord", "Keats")
    rows = [("score", "persons", *heads[: len(found.errors)])]
    persons = dict(found.analysis.test.distribution)
    for place, score in enumerate(found.errors[0].scores.tolist()):
        cells = [number(float(one.errors[place])) for one in found.errors]
        rows.append((f"{score:g}", str(persons.get(score, 0)), *cells))
    table(rows)


VERB: Final = analyse_verb
