"""The recorded catalogue as columns, where it is too large to be ranked offering by offering.

Columns are made for a revision and kept in the data folder; from there another revision, or another day, is
reached by looking anew at the offerings that changed between.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Any, Final

from django.conf import settings
from django.db.models import Max, Q

import testamur.catalogue
import testamur.fit
from testamur.catalogue import Claim, Offering
from testamur.errors import DocumentError, Refused
from testamur.fit import POLICIES
from testamur.fit.columns import Columns, compiled
from testamur.fit.columns_file import read_columns, write_columns
from testamur.site.records import market
from testamur.site.records.library import library
from testamur.site.records.models import OfferingVersion

LARGE: Final = 1_000
"""With more offerings than this, a short list is made before they are ranked."""
MOST_ANEW: Final = 50_000
"""So many offerings may be looked at anew for a question; more would keep the reader waiting for long."""
_KEPT: Final = 2
_BATCH: Final = 2_000
_MAKING: Final = Lock()


@lru_cache(maxsize=16)
def is_large(revision: int, fingerprint: str) -> bool:  # noqa: ARG001  (tells apart what had the same number)
    """Say whether a revision of the catalogue is to be judged in columns."""
    recorded = OfferingVersion.objects.filter(pk__lte=revision).values("key").distinct()[: LARGE + 1].count()
    return recorded + len(library().offerings) > LARGE


def make(policy: str, *, revision: int, at: date) -> Columns:
    """Make the columns of a revision, from earlier ones where there are, and keep them.

    An import does this at its end, so that no reader waits for it.
    """
    columns = _reached(policy, revision, at, most=None)
    write_columns(columns, _folder(policy) / str(revision))
    for old in _kept(policy)[:-_KEPT]:
        shutil.rmtree(_folder(policy) / str(old), ignore_errors=True)
    return columns


@lru_cache(maxsize=4)
def columns_at(policy: str, revision: int, at: date, fingerprint: str) -> Columns:  # noqa: ARG001
    """Return the columns of a revision as of a day.

    Raises
    ------
    Refused
        If too many offerings would have to be looked at anew for it.
    """
    with _MAKING:
        return _reached(policy, revision, at, most=MOST_ANEW)


def _reached(policy: str, revision: int, at: date, *, most: int | None) -> Columns:
    """Return columns made from the nearest that are kept, or from all offerings."""
    start = _nearest(policy, revision)
    if start is None:
        _allow(OfferingVersion.objects.filter(is_newest=True).count(), most)
        return compiled(_all(revision), policy=POLICIES[policy], at=at)
    number, before = start
    before = before.on(at)
    low, high = sorted((number, revision))
    between = OfferingVersion.objects.filter(pk__gt=low, pk__lte=high).values_list("key", flat=True)
    changed = {*between.distinct(), *(key.decode() for key in before.keys[before.other_on(at)])}
    _allow(len(changed), most)
    anew = dict(_some(sorted(changed), revision))
    return compiled(anew.items(), policy=POLICIES[policy], at=at, before=before, gone=changed - anew.keys())


def _allow(count: int, most: int | None) -> None:
    if most is not None and count > most:
        raise Refused(
            "catalogue-in-columns",
            f"The catalogue is large, and {count:,} offerings would have to be looked at anew for this day and "
            "this state of the catalogue. Ask as of today, or ask the operator to prepare it.",
        )


def _all(revision: int) -> Iterator[tuple[str, Offering]]:
    """Yield every offering as of a revision, one after the other."""
    recorded = set()
    rows = OfferingVersion.objects.filter(_held_at(revision)).order_by("pk").values_list("key", "document")
    own = library().offerings
    for key, document in rows.iterator(chunk_size=_BATCH):
        if key in own:
            recorded.add(key)
        yield key, recorded_offering(document)
    yield from ((key, offering) for key, offering in own.items() if key not in recorded)


def _held_at(revision: int) -> Q:
    """Return what tells the newest version of each key as of a revision."""
    later = OfferingVersion.objects.filter(pk__gt=revision)
    if not later.exists():
        return Q(is_newest=True)
    newest = OfferingVersion.objects.filter(pk__lte=revision).values("key").annotate(newest=Max("pk"))
    return Q(pk__in=newest.values("newest"))


def _some(keys: Iterable[str], revision: int) -> Iterator[tuple[str, Offering]]:
    asked = iter(keys)
    while batch := list(islice(asked, _BATCH)):
        yield from market.offerings(batch, at_revision=revision).items()


def recorded_offering(document: str) -> Offering:
    """Return the offering of a document that `stored.offering_document` wrote; its shape is not checked again."""
    said: dict[str, Any] = json.loads(document)
    said["claim"] = tuple(Claim(**_frozen(claim)) for claim in said.get("claim", ()))
    carried = said.pop("carried", {})
    return Offering(**_frozen(said), carried=carried)


def _frozen(said: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}


def _folder(policy: str) -> Path:
    return Path(settings.DATA) / "columns" / f"{policy}-{_rules()}"


@cache
def _rules() -> str:
    """Return what tells the rules of this release from another's, whose columns then lie unread beside them."""
    rooms = [Path(str(room.__file__)).parent for room in (testamur.fit, testamur.catalogue)]
    texts = [path.read_bytes() for room in rooms for path in sorted(room.rglob("*.py"))]
    return hashlib.sha256(b"".join(texts)).hexdigest()[:12]


def _kept(policy: str) -> list[int]:
    folder = _folder(policy)
    return sorted(int(path.name) for path in folder.iterdir() if path.name.isdigit()) if folder.is_dir() else []


def _nearest(policy: str, revision: int) -> tuple[int, Columns] | None:
    for number in sorted(_kept(policy), key=lambda kept: abs(kept - revision)):
        try:
            return number, read_columns(_folder(policy) / str(number))
        except (DocumentError, OSError, ValueError):
            continue  # half removed, or of another version: the next nearest will do
    return None
