"""A draft: what an author says of an item, in TOML, before it is written as QTI."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from testamur.documents import shape
from testamur.errors import DocumentError, Problem
from testamur.items.entry import CONTROL
from testamur.items.record import LEVELS
from testamur.items.value import NUMBER, figures

Kind = Literal["single", "multiple", "order", "match", "numeric"]
ID: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
SHORT: Final = re.compile(r"[A-Za-z0-9]{1,8}")
LEAST_OPTIONS: Final[dict[str, int]] = {"single": 2, "multiple": 3, "order": 3, "match": 2, "numeric": 0}


@dataclass(frozen=True, slots=True)
class Option:
    """An option, a step, a statement or a target, and why it is right or wrong."""

    id: str
    text: str
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an author says of an item.

    `stem` is its paragraphs, the last of which asks; a paragraph of lines that start with ``- `` is a list. The
    answer is `key` (the ids of options, for an order in the right order), `pairs` for a match, or `number` within
    plus or minus `tolerance`.
    """

    id: str
    kind: str
    title: str
    stem: tuple[str, ...]
    key: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    number: float | None = None
    options: tuple[Option, ...] = ()
    targets: tuple[Option, ...] = ()
    tolerance: float = 0.0
    unit: str = ""
    rationale: str = ""
    competency: str = ""
    level: str = ""
    reference: str = ""
    enemies: tuple[str, ...] = ()
    second_reading: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class _Entry:
    """The shape of one ``[[item]]`` table."""

    id: str
    kind: Kind
    title: str
    competency: str
    level: str
    stem: str
    key: Any
    reference: str
    option: tuple[Option, ...] = ()
    target: tuple[Option, ...] = ()
    tolerance: float = 0.0
    unit: str = ""
    rationale: str = ""
    enemies: tuple[str, ...] = ()
    second_reading: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class _File:
    """The shape of a file of drafts."""

    item: tuple[_Entry, ...] = field(default_factory=tuple)


def drafts(table: dict[str, Any], name: str = "") -> tuple[Draft, ...]:
    """Return the drafts in the table of an author's TOML file.

    Raises
    ------
    DocumentError
        With every problem of every draft: first of shape; of sense only if the shape is right.
    """
    entries = shape(table, _File, name=name).item
    problems = [] if entries else [Problem("item", "there is no [[item]]")]
    found: list[Draft] = []
    for number, entry in enumerate(entries):
        try:
            draft = _draft(entry)
        except ValueError as error:
            problems.append(Problem(f"item[{number}].key", str(error)))
            continue
        found.append(draft)
        problems += [Problem(f"item[{number}].{p.path}", p.sentence) for p in draft_problems(draft)]
    for identifier, times in Counter(entry.id for entry in entries).items():
        if times > 1:
            problems.append(Problem("item", f"the id {identifier!r} stands {times} times"))
    if problems:
        raise DocumentError(problems, name=name)
    return tuple(found)


def _draft(entry: _Entry) -> Draft:
    return Draft(
        id=entry.id,
        kind=entry.kind,
        title=entry.title.strip(),
        stem=tuple(part.strip() for part in re.split(r"\n\s*\n", entry.stem) if part.strip()),
        key=_key(entry),
        pairs=_pairs(entry),
        number=_number(entry),
        options=entry.option,
        targets=entry.target,
        tolerance=entry.tolerance,
        unit=entry.unit,
        rationale=entry.rationale,
        competency=entry.competency,
        level=entry.level,
        reference=entry.reference,
        enemies=entry.enemies,
        second_reading=entry.second_reading,
        language=entry.language,
    )


def _key(entry: _Entry) -> tuple[str, ...]:
    if entry.kind == "single":
        if not isinstance(entry.key, str):
            raise ValueError("must be the id of one option")
        return (entry.key,)
    if entry.kind in {"multiple", "order"}:
        if not isinstance(entry.key, list) or not all(isinstance(part, str) for part in entry.key):
            raise ValueError("must be a list of the ids of options")
        return tuple(entry.key)
    return ()


def _pairs(entry: _Entry) -> tuple[tuple[str, str], ...]:
    if entry.kind != "match":
        return ()
    if not isinstance(entry.key, dict) or not all(isinstance(target, str) for target in entry.key.values()):
        raise ValueError('must be a table of statements and targets, such as {A = "2", B = "1"}')
    return tuple(sorted(entry.key.items()))


def _number(entry: _Entry) -> float | None:
    if entry.kind != "numeric":
        return None
    if type(entry.key) not in {int, float}:
        raise ValueError("must be a number")
    return float(entry.key)


def draft_problems(draft: Draft) -> Iterator[Problem]:
    """Say everything that is wrong with a draft of the right shape."""
    if draft.kind not in get_args(Kind):
        yield Problem("kind", f"must be one of {', '.join(get_args(Kind))}; it is {draft.kind!r}")
        return
    if not ID.fullmatch(draft.id):
        yield Problem("id", f"{draft.id!r} must be lower-case words joined by hyphens")
    for part in ("title", "stem", "competency", "reference"):
        if not getattr(draft, part):
            yield Problem(part, "is empty")
    for part, text in _texts(draft):
        if CONTROL.search(text):
            yield Problem(part, "holds characters that are no text")
    if draft.level not in LEVELS:
        yield Problem("level", f"must be one of {', '.join(LEVELS)}; it is {draft.level!r}")
    if draft.id in draft.enemies:
        yield Problem("enemies", "names the item itself")
    yield from _option_problems(draft)
    yield from KEYS[draft.kind](draft)


def _texts(draft: Draft) -> Iterator[tuple[str, str]]:
    for part in ("title", "unit", "rationale", "competency", "reference", "second_reading", "language"):
        yield part, getattr(draft, part)
    yield "stem", "\n".join(draft.stem)
    yield "enemies", " ".join(draft.enemies)
    for where, options in (("option", draft.options), ("target", draft.targets)):
        for number, option in enumerate(options):
            yield f"{where}[{number}]", option.text + option.rationale


def _option_problems(draft: Draft) -> Iterator[Problem]:
    least = LEAST_OPTIONS[draft.kind]
    if len(draft.options) < least or (least == 0 and draft.options):
        wanted = f"at least {least}" if least else "none"
        yield Problem("option", f"has {len(draft.options)} options; it must have {wanted}")
    if bool(draft.targets) is not (draft.kind == "match"):
        yield Problem("target", "must be there for a match, and only for a match")
    yield from _named_problems("option", draft.options)
    yield from _named_problems("target", draft.targets)
    for number, option in enumerate(draft.options):
        if not option.rationale.strip():
            yield Problem(f"option[{number}].rationale", "is empty")
    if (draft.kind == "numeric") is not bool(draft.rationale.strip()):
        yield Problem("rationale", "must be there for a number, and only for a number")


def qti_name(identifier: str) -> str:
    """Return an author's short id as a QTI identifier: one that starts with a figure gets a ``T`` before it."""
    return identifier if identifier[:1].isalpha() else f"T{identifier}"


def _named_problems(where: str, options: tuple[Option, ...]) -> Iterator[Problem]:
    times = Counter(qti_name(option.id) for option in options)
    for number, option in enumerate(options):
        if not SHORT.fullmatch(option.id):
            yield Problem(f"{where}[{number}].id", f"{option.id!r} must be up to 8 letters and figures")
        if times[qti_name(option.id)] > 1:
            yield Problem(f"{where}[{number}].id", f"{option.id!r} stands more than once")
        if not option.text.strip():
            yield Problem(f"{where}[{number}].text", "is empty")


def _choice_problems(draft: Draft) -> Iterator[Problem]:
    offered = {option.id for option in draft.options}
    for identifier in draft.key:
        if identifier not in offered:
            yield Problem("key", f"{identifier!r} names no option")
    if len(set(draft.key)) < len(draft.key) or not draft.key:
        yield Problem("key", "must name options, each once")
    if draft.kind == "multiple" and len(set(draft.key)) >= len(offered):
        yield Problem("key", "names every option; at least one must be wrong")


def _order_problems(draft: Draft) -> Iterator[Problem]:
    offered = [option.id for option in draft.options]
    if sorted(draft.key) != sorted(offered):
        yield Problem("key", "must name every option once")
    elif list(draft.key) == offered:
        yield Problem("option", "stand in the right order already; list them in another")


def _match_problems(draft: Draft) -> Iterator[Problem]:
    lefts, rights = {option.id for option in draft.options}, {target.id for target in draft.targets}
    if {left for left, _ in draft.pairs} != lefts:
        yield Problem("key", "must match every statement, and nothing else")
    for _, right in draft.pairs:
        if right not in rights:
            yield Problem("key", f"{right!r} names no target")
    if {qti_name(left) for left in lefts} & {qti_name(right) for right in rights}:
        yield Problem("target", "has an id that an option has too")


def _number_problems(draft: Draft) -> Iterator[Problem]:
    if draft.number is None or not _can_be_written(draft.number):
        yield Problem("key", "must be a number of at most 15 figures before the point and 15 after it")
    if draft.tolerance < 0 or not _can_be_written(draft.tolerance):
        yield Problem("tolerance", "must be such a number from 0 upwards")


def _can_be_written(number: float) -> bool:
    return math.isfinite(number) and NUMBER.fullmatch(figures(number)) is not None


KEYS: Final = {
    "single": _choice_problems,
    "multiple": _choice_problems,
    "order": _order_problems,
    "match": _match_problems,
    "numeric": _number_problems,
}
