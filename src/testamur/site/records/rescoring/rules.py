"""How the items of a form are scored: as written, but for what signed changes say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from testamur import items
from testamur.errors import DocumentError, Problem
from testamur.items.facts import is_correct, key_position
from testamur.site.records.models import Form, FormItem, ProgrammeEdition, ScoringChange
from testamur.site.records.stored import read_item


class Do(StrEnum):
    """What is done with an item: nothing, not counted, a point for everybody, another key."""

    AS_WRITTEN = "restore"
    DROP = "drop"
    CREDIT = "credit"
    REKEY = "rekey"


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What is to be done with one version of an item, named by the digest of its document.

    `keys` are the keys that count, each as `items.read_key` takes it.
    """

    item: str
    version: str
    do: Do
    keys: tuple[str, ...] = ()

    @property
    def plain(self) -> dict[str, Any]:
        """The change as JSON has it."""
        return {"item": self.item, "version": self.version, "do": self.do.value, "keys": list(self.keys)}

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> "ItemChange":
        """Return the change that a stored document holds."""
        return cls(plain["item"], plain["version"], Do(plain["do"]), tuple(plain["keys"]))


@dataclass(frozen=True, slots=True)
class ScoredItem:
    """One question of a form as it is scored; `keyed` is its item by each key that counts."""

    identifier: str
    area: str
    item: items.Item
    do: Do = Do.AS_WRITTEN
    keyed: tuple[items.Item, ...] = ()

    @property
    def counts(self) -> bool:
        """Whether its point can be had."""
        return self.do is not Do.DROP

    @property
    def measures(self) -> bool:
        """Whether what was answered makes a difference."""
        return self.do not in {Do.DROP, Do.CREDIT}

    @property
    def key(self) -> str | None:
        """The right option of a single choice, the first if there are several; None of any other kind."""
        return key_position(self.keyed[0])

    def is_right(self, values: Mapping[str, items.Plain]) -> bool:
        """Return whether a response earns the point."""
        return self.do is Do.CREDIT or any(is_correct(item, values) for item in self.keyed)


@dataclass(frozen=True, slots=True)
class Result:
    """What a sitting scored: of how many, right by question, and by area as `Score` keeps it."""

    correct: int
    of: int
    by_item: dict[str, bool]
    by_area: list[dict[str, Any]]


NO_ANSWER: Final[Mapping[str, items.Plain]] = {}


def signed_changes(edition: ProgrammeEdition) -> list[ScoringChange]:
    """Return the signed changes of an edition, in the order in which they were signed."""
    return list(edition.scoring_changes.exclude(signature=None).order_by("signature__pk"))


def rules_of(form: Form) -> tuple[ScoredItem, ...]:
    """Return how the questions of a form are scored now, in its order."""
    return scored_items(form.places.select_related("version"), changes_of(form, signed_changes(form.edition)))


def changes_of(form: Form, signed: Iterable[ScoringChange]) -> list[ItemChange]:
    """Return what these changes do with items of a form, in order."""
    of_form = (change.document for change in signed if form.pk in change.document["forms"])
    return [ItemChange.read(plain) for document in of_form for plain in document["items"]]


def credited(rules: Iterable[ScoredItem]) -> int:
    """Return how many points everybody has, whatever they answered."""
    return sum(rule.counts and not rule.measures for rule in rules)


def scored_items(places: Iterable[FormItem], changes: Iterable[ItemChange]) -> tuple[ScoredItem, ...]:
    """Return how these questions are scored after changes, of which the last of an item holds.

    Raises
    ------
    DocumentError
        With everything that is wrong with the keys.
    """
    last = {change.version: change for change in changes}
    found, problems = [], []
    for place in places:
        item = read_item(place.version.document)
        try:
            found.append(_scored(place, item, last.get(place.version.digest)))
        except DocumentError as error:
            problems += [Problem(item.identifier, problem.sentence) for problem in error.problems]
    if problems:
        raise DocumentError(problems)
    return tuple(found)


def _scored(place: FormItem, item: items.Item, change: ItemChange | None) -> ScoredItem:
    do = change.do if change else Do.AS_WRITTEN
    if change is None or do is not Do.REKEY:
        return ScoredItem(item.identifier, place.area, item, do, (item,))
    if not change.keys:
        raise DocumentError([Problem("", "a key is needed")])
    keyed = tuple(items.rekeyed(item, items.read_key(item, text)) for text in change.keys)
    return ScoredItem(item.identifier, place.area, item, do, keyed)


def result(rules: Sequence[ScoredItem], right: Mapping[str, bool]) -> Result:
    """Return what a sitting scored, told of each question whether it is right; what is dropped does not count."""
    areas: dict[str, list[bool]] = {}
    for rule in rules:
        if rule.counts:
            areas.setdefault(rule.area, []).append(right[rule.identifier])
    counted = [each for these in areas.values() for each in these]
    by_area = [{"area": area, "correct": sum(these), "of": len(these)} for area, these in sorted(areas.items())]
    return Result(sum(counted), len(counted), {rule.identifier: right[rule.identifier] for rule in rules}, by_area)


def measured(rules: Sequence[ScoredItem], answers: Mapping[str, Mapping[str, items.Plain]]) -> Result:
    """Return what a sitting scored, by its last answer to each question."""
    return result(
        rules, {rule.identifier: rule.is_right(answers.get(rule.identifier, NO_ANSWER)) for rule in rules}
    )
