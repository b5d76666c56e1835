"""The document of a calibration: what the engine found and what it was made from, by item and by form."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from testamur.documents import plain, read_json, shape
from testamur.psychometrics.calibration import CalibratedItem, Calibration
from testamur.psychometrics.calibration.files import LARGEST, document, read_calibration

PART: Final = "exam"
"""Under this name stands what is ours beside what the engine keeps."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which item model was asked for and taken and why, its priors in words, and the items held fixed.

    `anchors_from` is the digest of the signed calibration that they come from, empty if none was held.
    """

    asked: str
    model: str
    why: str
    priors: Mapping[str, str]
    anchors_from: str
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A version of an item, how many were given it, and the share that was right; by `name` in the engine."""

    name: str
    identifier: str
    digest: str
    area: str
    title: str
    persons: int
    correct: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item that is not calibrated, and why."""

    column: Column
    reason: str


@dataclass(frozen=True, slots=True)
class ItemFound:
    """How the responses to an item fit its curve; None where there is no value.

    Infit and outfit are mean squares at each person's weighted likelihood ability, with their standardised values;
    S-X2 is of the persons of `form`, the one that most of them sat. `theta`, `n` and `correct` are those of groups
    of like ability, the lowest first.
    """

    name: str
    infit: float | None
    infit_standardised: float | None
    outfit: float | None
    outfit_standardised: float | None
    form: str
    chi_square: float | None
    degrees: int
    p: float | None
    theta: tuple[float | None, ...]
    n: tuple[int, ...]
    correct: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class FormFound:
    """A form: its calibrated items by name, what is expected of the others, how many had each score.

    The others are not calibrated, or everybody has their point.

    `totals` begins at 0 and ends at the number of items.
    """

    name: str
    digest: str
    items: tuple[str, ...]
    others: float
    totals: tuple[int, ...]

    @property
    def persons(self) -> int:
        """How many sat it."""
        return sum(self.totals)


@dataclass(frozen=True, slots=True)
class Abilities:
    """How many persons have a weighted likelihood ability in each step of `width` logits, from `low` upwards."""

    low: float
    width: float
    counts: tuple[int, ...]
    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class ExamFound:
    """What an exam's calibration rests on."""

    programme: str
    edition: str
    edition_digest: str
    is_simulated: bool
    persons: int
    choice: Choice
    notes: tuple[str, ...]
    columns: tuple[Column, ...]
    left_out: tuple[LeftOut, ...]
    forms: tuple[FormFound, ...]
    found: tuple[ItemFound, ...]
    abilities: Abilities


@dataclass(frozen=True, slots=True)
class KeptCalibration:
    """A document as it is read again."""

    calibration: Calibration
    exam: ExamFound
    data_sha256: str
    made_with: Mapping[str, str]

    @property
    def warnings(self) -> tuple[str, ...]:
        """Everything that somebody who signs has to know: ours, and the engine's."""
        return (*self.exam.notes, *self.calibration.warnings)

    def by_digest(self, digest: str) -> tuple[CalibratedItem, Column, ItemFound] | None:
        """Return what was found of a version of an item; None if it is not calibrated."""
        for item, column, found in zip(self.calibration.items, self.exam.columns, self.exam.found, strict=True):
            if column.digest == digest:
                return item, column, found
        return None


def text_of(calibration: Calibration, exam: ExamFound, *, data: str) -> str:
    """Return the document as canonical JSON: keys sorted, no spaces."""
    told: dict[str, Any] = {**document(calibration, data=data), PART: plain(exam)}
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def digest_of(text: str) -> str:
    """Return the SHA-256 of a document."""
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=32)
def read_kept(text: str) -> KeptCalibration:
    """Read a document that `text_of` made.

    Raises
    ------
    DocumentError
        If it is none.
    """
    told = read_json(text.encode(), limit=LARGEST)
    found = read_calibration(text.encode())
    parts = dict(told) if isinstance(told, dict) else {}
    return KeptCalibration(
        found, shape(parts.get(PART), ExamFound), shape(parts.get("data_sha256"), str), parts.get("made_with", {})
    )
