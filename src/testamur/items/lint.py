"""Rules of item writing: what is allowed by QTI and still makes a bad question.

Source: NBME, Item-Writing Guide (2021), "Technical item flaws"; Haladyna, Downing & Rodriguez (2002), A review of
multiple-choice item-writing guidelines for classroom assessment, Applied Measurement in Education 15(3):309-333.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from testamur.errors import Problem
from testamur.items.bank import enemy_problems
from testamur.items.binding import interactions_of
from testamur.items.interaction import Choice, one_line
from testamur.items.item import Item
from testamur.items.record import LEVELS, record_block
from testamur.items.value import BaseType, Cardinality
from testamur.items.vocabulary import words

LONGER: Final = 1.25
STEM: Final = 5
NOT_PARALLEL: Final = re.compile(
    r"\b(all|none|any|both|neither) of the (above|below|options|answers)\b"
    r"|\bboth [A-F] and [A-F]\b|\bnone of these\b",
    re.IGNORECASE,
)
NEGATIVE: Final = re.compile(
    r"\bEXCEPT\b|\bNOT\b|(?i:\bexcept\?|\bleast likely\b|\b(?:which|what)\b[^.?]*\b"
    r"(?:is|are|was|were|does|do|did|can|would|should|could|must|may)"
    r"(?: not|n[\N{RIGHT SINGLE QUOTATION MARK}']t)\b)"
)
ABSOLUTE: Final = re.compile(
    r"\b(always|never|invariably|completely|entirely|absolutely|guarantee[sd]?|impossible|in all cases)\b",
    re.IGNORECASE,
)
TELLING: Final = re.compile(r"(?i)correct|wrong|right|key|answer|distractor|true|false")
COMMON: Final = words(
    "about after again against among another because before being between could during every first given having "
    "their there these those through under until where which while within without would should least other "
    "patient patients hospital model models tools clinical system systems"
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One choice question as the rules see it: its words, its options, and which of them are the key."""

    stem: str
    question: str
    options: tuple[Choice, ...]
    key: frozenset[str]

    @property
    def right(self) -> list[str]:
        return [choice.text for choice in self.options if choice.identifier in self.key]

    @property
    def wrong(self) -> list[str]:
        return [choice.text for choice in self.options if choice.identifier not in self.key]


def lint(item: Item) -> Iterator[Problem]:
    """Say where an item breaks a rule of item writing; a person still has to read an item without problems."""
    yield from _record_gaps(item)
    yield from _scoring_gaps(item)
    yield from _rationale_gaps(item)
    for asked in _questions(item):
        for rule in RULES:
            yield from rule(asked)
    yield from _order_told(item)


def _questions(item: Item) -> Iterator[_Asked]:
    for node, kind in interactions_of(item.body):
        declared = item.responses[node.attributes["response-identifier"]]
        if declared.base_type is not BaseType.IDENTIFIER or declared.cardinality is Cardinality.ORDERED:
            continue
        prompt = node.first("qti-prompt")
        options = kind.offer(node).first
        key = frozenset(str(member) for member in declared.correct.members) if declared.correct else frozenset()
        yield _Asked(_stem(item), one_line(prompt.text) if prompt else "", options, key)


def _stem(item: Item) -> str:
    """Return the words of the question without its options and our record."""
    block = record_block(item.body)
    skipped = {id(block)} | {
        id(choice.node) for node, kind in interactions_of(item.body) for choice in kind.offer(node).first
    }

    def pieces(node: object) -> Iterator[str]:
        for child in getattr(node, "children", ()):
            if isinstance(child, str):
                yield child
            elif id(child) not in skipped:
                yield from pieces(child)

    return one_line("".join(pieces(item.body)))


def _record_gaps(item: Item) -> Iterator[Problem]:
    if item.record is None:
        yield Problem("record", "there is none: competency, level and reference are missing")
    elif not item.record.second_reading:
        yield Problem("record", "no second reading is recorded")


def _scoring_gaps(item: Item) -> Iterator[Problem]:
    if item.processing is None and not item.is_scored_by_person:
        yield Problem("scoring", "nothing scores it: no rules, and no outcome that a person scores")
    if item.processing is not None and not any(d.correct or d.mapping for d in item.responses.values()):
        yield Problem("key", "no response has a key")


def _rationale_gaps(item: Item) -> Iterator[Problem]:
    if item.is_scored_by_person:
        return
    said = {feedback.identifier for feedback in item.feedback if feedback.node.text}
    options = [choice for node, kind in interactions_of(item.body) for choice in kind.offer(node).first]
    for choice in options:
        if choice.identifier not in said:
            yield Problem(f"option {choice.identifier}", "has no rationale")
    if not options and not said:
        yield Problem("solution", "has no rationale")


def _longest_key(asked: _Asked) -> Iterator[Problem]:
    if len(asked.key) == 1 and asked.right and asked.wrong:
        longest = max(len(text) for text in asked.wrong)
        if len(asked.right[0]) > LONGER * longest:
            yield Problem(f"option {min(asked.key)}", "is the key and more than a quarter longer than any other")


def _all_of_the_above(asked: _Asked) -> Iterator[Problem]:
    for choice in asked.options:
        if NOT_PARALLEL.search(choice.text):
            yield Problem(f"option {choice.identifier}", "refers to other options")


def _negative(asked: _Asked) -> Iterator[Problem]:
    if NEGATIVE.search(asked.question):
        yield Problem("question", "asks for what is not so; ask for what is")


def _absolute(asked: _Asked) -> Iterator[Problem]:
    if any(ABSOLUTE.search(text) for text in asked.right):
        return
    for choice in asked.options:
        found = ABSOLUTE.search(choice.text)
        if found:
            yield Problem(
                f"option {choice.identifier}", f"is wrong and says {found[0]!r}, which no right option does"
            )


def _cue(asked: _Asked) -> Iterator[Problem]:
    if len(asked.key) != 1:
        return
    told, elsewhere = _words(asked.stem), {start for text in asked.wrong for start in _words(text)}
    for text in asked.right:
        for start, word in sorted(_words(text).items()):
            if start in told and start not in elsewhere:
                yield Problem(f"option {min(asked.key)}", f"is the key and alone repeats {word!r} of the question")


def _words(text: str) -> dict[str, str]:
    """Return the long words of a text by their first letters, so that `alert` and `alerts` count as one."""
    return {word[:STEM]: word for word in re.findall(r"[^\W\d_]{5,}", text.casefold()) if word not in COMMON}


def _ending(asked: _Asked) -> Iterator[Problem]:
    endings = Counter(choice.text[-1:] if choice.text[-1:] in ".;:,?" else "" for choice in asked.options)
    if len(endings) > 1:
        yield Problem("options", "end in different punctuation")


def _duplicates(asked: _Asked) -> Iterator[Problem]:
    texts = Counter(choice.text.casefold().rstrip(".") for choice in asked.options)
    for choice in asked.options:
        if texts[choice.text.casefold().rstrip(".")] > 1:
            yield Problem(f"option {choice.identifier}", "says the same as another option")


def _telling_names(asked: _Asked) -> Iterator[Problem]:
    for choice in asked.options:
        if TELLING.search(choice.identifier):
            yield Problem(f"option {choice.identifier}", "has a name that may tell the key; candidates get it")


def _numbers(asked: _Asked) -> Iterator[Problem]:
    found = [
        re.fullmatch(r"(?:about )?([0-9][0-9,]*(?:\.[0-9]+)?)\b[^0-9]*", choice.text) for choice in asked.options
    ]
    numbers = [float(match[1].replace(",", "")) for match in found if match]
    if len(numbers) == len(found) > 1 and numbers not in (sorted(numbers), sorted(numbers, reverse=True)):
        yield Problem("options", "are numbers out of order")


RULES: Final[tuple[Callable[[_Asked], Iterator[Problem]], ...]] = (
    _longest_key,
    _all_of_the_above,
    _negative,
    _absolute,
    _cue,
    _ending,
    _duplicates,
    _telling_names,
    _numbers,
)


def _order_told(item: Item) -> Iterator[Problem]:
    for node, kind in interactions_of(item.body):
        declared = item.responses[node.attributes["response-identifier"]]
        listed = tuple(choice.identifier for choice in kind.offer(node).first)
        shuffled = node.attributes.get("shuffle") in {"true", "1"}
        is_key = declared.correct is not None and declared.correct.members == listed
        if declared.cardinality is Cardinality.ORDERED and is_key and not shuffled:
            yield Problem("options", "stand in the right order already")


# --- the whole bank -------------------------------------------------------------------------------------------

ENOUGH: Final = 20
POSITION_SHARE: Final = 0.10  # how far from even a position may be, as a share of the items, and at least 2 items
LONGEST_SHARE: Final = 0.30
LEVEL_SHARES: Final = {"recall": (0.10, 0.40), "apply": (0.30, 0.60), "judge": (0.15, 0.45)}


def bank_problems(items: Iterable[Item], *, competencies: Collection[str] = ()) -> Iterator[Problem]:
    """Say where a bank as a whole gives the key away, contradicts itself, or is spread badly.

    Parameters
    ----------
    items : iterable of Item
        The bank. Shares are looked at from 20 items upwards.
    competencies : collection of str, optional
        The codes that the bank must cover; codes outside it are then wrong.
    """
    found = list(items)
    for identifier, times in Counter(item.identifier for item in found).items():
        if times > 1:
            yield Problem(identifier, f"is the identifier of {times} items")
    yield from enemy_problems({item.identifier: item for item in found})
    yield from _same_stems(found)
    yield from _balance(found)
    yield from _spread(found, competencies)


def _same_stems(items: list[Item]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for item in items:
        stem = _stem(item).casefold()
        if stem in seen:
            yield Problem(item.identifier, f"asks the same as {seen[stem]}")
        seen.setdefault(stem, item.identifier)


def _balance(items: list[Item]) -> Iterator[Problem]:
    asked = [question for item in items for question in _questions(item) if len(question.key) == 1]
    for size in sorted({len(question.options) for question in asked}):
        alike = [question for question in asked if len(question.options) == size]
        if len(alike) < ENOUGH:
            continue
        places = Counter(_place(question) for question in alike)
        even, allowed = len(alike) / size, max(2.0, POSITION_SHARE * len(alike))
        for place in range(1, size + 1):
            if abs(places[place] - even) > allowed:
                of = f"{places[place]} of {len(alike)} questions with {size} options"
                yield Problem("keys", f"option {place} is the key in {of}; {even:.0f} would be even")
    longest = sum(_is_longest(question) for question in asked)
    if len(asked) >= ENOUGH and longest > LONGEST_SHARE * len(asked):
        yield Problem("keys", f"the key is the longest option in {longest} of {len(asked)} questions")


def _place(question: _Asked) -> int:
    return [choice.identifier in question.key for choice in question.options].index(True) + 1


def _is_longest(question: _Asked) -> bool:
    return len(question.right[0]) > max((len(text) for text in question.wrong), default=0)


def _spread(items: list[Item], competencies: Collection[str]) -> Iterator[Problem]:
    records = [item.record for item in items if item.record]
    counted = Counter(record.competency for record in records)
    for code in sorted(set(competencies) - set(counted)):
        yield Problem(code, "has no item")
    for code in sorted(set(counted) - set(competencies)) if competencies else ():
        yield Problem(code, f"is no known competency; {counted[code]} items name it")
    if len(records) < ENOUGH:
        return
    mean = len(records) / len(counted)
    for code, times in sorted(counted.items()):
        if times > 3 * mean:
            yield Problem(code, f"has {times} items, more than three times the mean of {mean:.1f}")
    levels = Counter(record.level for record in records)
    for level in LEVELS:
        share, (least, most) = levels[level] / len(records), LEVEL_SHARES[level]
        if not least <= share <= most:
            yield Problem(level, f"is the level of {share:.0%} of the items; {least:.0%} to {most:.0%} is meant")
