"""`testamur calibration what-if`: what dropping, crediting or keying an item anew, or moving the cut, would do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click
import numpy as np

from testamur.cli import as_json, say, table
from testamur.cli.calibration import KEY_FILE, Reading, csv_file, heading, items_of, named, reads_answers, told
from testamur.errors import DocumentError, Problem
from testamur.psychometrics.answer_files import Answers, Scored
from testamur.psychometrics.what_if import (
    Change,
    CutRule,
    FormEffect,
    FormScores,
    Rescored,
    Treatment,
    what_if,
)

RULES: Final = tuple(rule.value for rule in CutRule)
ITEM: Final = "ITEM"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done, as the options say it."""

    drop: tuple[str, ...]
    credit: tuple[str, ...]
    rekey: tuple[str, ...]
    move_cut: float | None
    rule: str


def asks_for_a_change(command: Callable[..., None]) -> Callable[..., None]:
    """Give a verb the options that say what is to be done; it gets them as one `asked`."""

    @click.option("--drop", multiple=True, metavar=ITEM, help="The item counts for nobody; may be repeated.")
    @click.option("--credit", multiple=True, metavar=ITEM, help="Everybody gets its points; may be repeated.")
    @click.option(
        "--rekey",
        multiple=True,
        metavar="ITEM=KEY",
        help="The item by another key; ITEM=B|C takes either. May be repeated; needs --key.",
    )
    @click.option("--move-cut", type=float, help="Move the pass mark to so many points.")
    @click.option(
        "--rule",
        type=click.Choice(RULES),
        default=CutRule.NUMBER.value,
        show_default=True,
        help="The pass mark where items are dropped: the same number, the same share, or the equivalent.",
    )
    @wraps(command)
    def run(**given: Any) -> None:  # noqa: ANN401  (each option has its own type)
        asked = Asked(**{name: given.pop(name) for name in Asked.__slots__})
        command(asked=asked, **given)

    return run


@click.command("what-if", epilog=KEY_FILE)
@click.argument("file", metavar="RESPONSES.csv", type=csv_file)
@click.option("--cut", type=float, required=True, help="The pass mark as it is, in points.")
@asks_for_a_change
@reads_answers
@as_json
def what_if_verb(file: Path, reading: Reading, asked: Asked, cut: float, as_json: bool) -> None:
    """Tell who would pass or fail instead if items were dropped, credited or keyed anew, or the pass mark moved.

    RESPONSES.csv: the first line names the columns, every other line is a person. Either each cell is the score on
    an item, or it is the answer as it was given, and --key KEY.csv says what is right.

    You get: who fails and would pass, who passes and would fail, the pass rates, reliability, consistency and
    accuracy at the pass mark before and after, and how many a second sitting would be expected to turn by chance.

    Exit 0: told, also if nobody changes. 1: the file or the change is wrong, and all that is wrong is listed.
    """
    answers, scored = reading.scored(file)
    with named(file):
        form = FormScores(
            file.stem, _persons(answers, scored), scored.names, scored.scores, cut, np.array(scored.maxima) * 1.0
        )
        change = Change(_treated(scored, asked), asked.move_cut, CutRule(asked.rule))
        (found,) = what_if([(form, change)]).forms
    if as_json:
        say(_document(found))
    else:
        _shown(found)


def _persons(answers: Answers, scored: Scored) -> tuple[str, ...]:
    names = [answers.persons[place] for place in scored.kept] if answers.persons else []
    if len(set(names)) == len(scored.kept):
        return tuple(names)
    return tuple(str(number) for number in range(1, len(scored.kept) + 1))


def _treated(scored: Scored, asked: Asked) -> dict[str, Treatment | Rescored]:
    parted = [(item.strip(), keys) for item, _, keys in (text.partition("=") for text in asked.rekey)]
    if found := list(_problems(scored, asked, parted)):
        raise DocumentError(found)
    place = {name: number for number, name in enumerate(scored.names)}
    known = items_of(scored)
    rescored: dict[str, Treatment | Rescored] = {
        item: Rescored(np.where(np.isin(scored.answers[:, place[item]], keys.split("|")), known[item].points, 0.0))
        for item, keys in parted
    }
    return {
        **dict.fromkeys(asked.drop, Treatment.DROP),
        **dict.fromkeys(asked.credit, Treatment.CREDIT),
        **rescored,
    }


def _problems(scored: Scored, asked: Asked, parted: list[tuple[str, str]]) -> Iterator[Problem]:
    known = items_of(scored)
    named_items = [*asked.drop, *asked.credit, *(item for item, _ in parted)]
    for item in dict.fromkeys(named_items):
        if item not in known:
            yield Problem(item, "is no item of the file")
        elif named_items.count(item) > 1:
            yield Problem(item, "is named twice; one thing can be done with an item")
    for item, keys in parted:
        if not keys or "" in keys.split("|"):
            yield Problem(item, "write --rekey ITEM=KEY, or ITEM=KEY|KEY where either is right")
        elif item in known and not known[item].key:
            yield Problem(item, "holds scores; without answers and their key (--key) there is no other key")
        elif item in known and known[item].options:
            strange = sorted(set(keys.split("|")) - set(known[item].options))
            yield from (
                Problem(item, f"{key!r} is none of the options {' '.join(known[item].options)}") for key in strange
            )


def _document(found: FormEffect) -> dict[str, object]:
    return {
        "persons": found.n,
        "to_pass": found.to_pass,
        "to_fail": found.to_fail,
        "expected_by_chance": found.by_chance,
        "pass_mark": {"before": found.mark_before, "after": found.mark_after},
        "before": found.before,
        "after": found.after,
        "totals": [
            {"person": person, "before": before, "after": after}
            for person, before, after in zip(
                found.persons, found.totals_before.tolist(), found.totals_after.tolist(), strict=True
            )
        ],
    }


def _shown(found: FormEffect) -> None:
    before, after = found.mark_before, found.mark_after
    click.echo(f"{found.n} persons; {before.points:g} of {before.maximum:g} points pass")
    click.echo(f"then {after.points:g} of {after.maximum:g}: {after.how}")
    heading("Who changes sides")
    totals = zip(found.persons, found.totals_before.tolist(), found.totals_after.tolist(), strict=True)
    changed = dict.fromkeys(found.to_pass, "fails, would pass")
    changed |= dict.fromkeys(found.to_fail, "passes, would fail")
    rows = [(person, f"{had:g}", f"{has:g}", changed[person]) for person, had, has in totals if person in changed]
    table([("person", "points", "then", ""), *rows] if rows else [("nobody",)])
    click.echo(f"{len(found.to_pass)} would pass who fail, {len(found.to_fail)} would fail who pass")
    click.echo(f"a second sitting would turn {told(found.by_chance, 1)} by chance")
    heading("The exam before and then")
    now, then = found.before, found.after
    pairs = [
        ("share that passes", now.passing, then.passing),
        ("reliability", now.reliability, then.reliability),
        ("consistency", now.consistency, then.consistency),
        ("accuracy", now.accuracy, then.accuracy),
    ]
    table([("figure", "before", "then"), *((name, told(had), told(has)) for name, had, has in pairs)])


VERB: Final = what_if_verb
