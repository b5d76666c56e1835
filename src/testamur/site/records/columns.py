"""The recorded catalogue as columns, where it is too large to be ranked offering by offering.

Columns are made for a revision and kept in the data folder; from there another revision, or another day, is
reached by looking anew at the offerings that changed between.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import cache, lru_cache
from itertools import islice, pairwise
from multiprocessing import get_context
from pathlib import Path
from threading import Lock
from typing import Any, Final

import django
from django.conf import settings
from django.db.models import Max, Q

import testamur.catalogue
import testamur.fit
from testamur.catalogue import Claim, Offering
from testamur.errors import DocumentError, Refused
from testamur.fit import GRADED, POLICIES
from testamur.fit.columns import Builder, Columns, compiled
from testamur.fit.columns_file import read_columns, write_columns
from testamur.site.records import market
from testamur.site.records.library import library
from testamur.site.records.models import OfferingVersion

LARGE: Final = 1_000
"""With more offerings than this, a short list is made before they are ranked."""
MOST_ANEW: Final = 50_000
"""So many offerings may be looked at anew for a question; more would keep the reader waiting for long."""
SHARED_FROM: Final = 50_000
"""From so many recorded offerings on, all the processors make the columns."""
_PROCESSES: Final = os.cpu_count() or 1
_KEPT: Final = 2
_BATCH: Final = 2_000
_MAKING: Final = Lock()


@lru_cache(maxsize=16)
def is_large(revision: int, fingerprint: str) -> bool:  # noqa: ARG001  (tells apart what had the same number)
    """Say whether a revision of the catalogue is to be judged in columns."""
    recorded = OfferingVersion.objects.filter(pk__lte=revision).values("key").distinct()[: LARGE + 1].count()
    return recorded + len(library().offerings) > LARGE


def prepare(*, at: date) -> bool:
    """Make the columns of the newest revision if the catalogue is large; say whether it is.

    An import does this at its end, so that no reader waits for it.
    """
    revision = market.revision()
    if not is_large(revision, market.fingerprint(revision)):
        return False
    make(GRADED.name, revision=revision, at=at)
    return True


def make(policy: str, *, revision: int, at: date) -> Columns:
    """Make the columns of a revision, from earlier ones where there are, and keep them."""
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
        count = OfferingVersion.objects.filter(is_newest=True).count()
        _allow(count, most)
        if count < SHARED_FROM:
            return from_records(policy, revision, at, shares=[(0, revision)], work=map)
        with _workers() as pool:
            return from_records(policy, revision, at, shares=_shares(revision, _PROCESSES), work=pool.map)
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


Share = tuple[str, int, date, int, int]
"""A policy, a revision, a day, and after which number and up to which number versions are taken."""


def from_records(
    policy: str,
    revision: int,
    at: date,
    *,
    shares: Iterable[tuple[int, int]],
    work: Callable[[Callable[[Share], Columns], Iterable[Share]], Iterable[Columns]],
) -> Columns:
    """Return the columns of a whole revision, each share of the records by one call of `work`."""
    builder = Builder(policy=POLICIES[policy], at=at)
    for columns in work(_share, [(policy, revision, at, low, high) for low, high in shares]):
        builder.extend(columns)
    own = market.own_files(revision)
    recorded = OfferingVersion.objects.filter(key__in=own, pk__lte=revision).values_list("key", flat=True)
    for key in sorted(own.keys() - set(recorded)):
        builder.add(key, own[key])
    return builder.columns()


def _share(share: Share) -> Columns:
    policy, revision, at, low, high = share
    rows = OfferingVersion.objects.filter(_held_at(revision), pk__gt=low, pk__lte=high).order_by("pk")
    documents = rows.values_list("key", "document").iterator(chunk_size=_BATCH)
    held = ((key, recorded_offering(document)) for key, document in documents)
    return compiled(held, policy=POLICIES[policy], at=at)


def _shares(revision: int, count: int) -> list[tuple[int, int]]:
    edges = [revision * n // count for n in range(count + 1)]
    return list(pairwise(edges))


def _workers() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(_PROCESSES, mp_context=get_context("spawn"), initializer=django.setup)


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
