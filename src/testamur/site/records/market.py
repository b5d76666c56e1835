"""The catalogue as this installation knows it: the newest recorded version of each offering, else our own file.

A revision is the number of the newest version that counts; an answer that keeps its revision can be had again.
"""

from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Max, Min

from testamur.catalogue import Offering
from testamur.site.records.library import library
from testamur.site.records.models import OfferingVersion


def revision() -> int:
    """Return the newest revision; 0 while nothing has been recorded."""
    return OfferingVersion.objects.aggregate(newest=Max("pk"))["newest"] or 0


def fingerprint(at_revision: int) -> str:
    """Return what tells the catalogue of a revision from any other that had the same number."""
    version = OfferingVersion.objects.filter(pk=at_revision).values_list("digest", "recorded_at").first()
    return f"{version[0]} {version[1].isoformat()}" if version else ""


def offerings(keys: Iterable[str], *, at_revision: int | None = None) -> dict[str, Offering]:
    """Return the offerings of these keys, those that are there; as of a revision, if one is given."""
    wanted = list(keys)
    versions = OfferingVersion.objects.filter(key__in=wanted)
    if at_revision is None:
        recorded = {version.key: version.offering for version in versions.filter(is_newest=True)}
    else:
        held = versions.filter(pk__lte=at_revision).order_by("pk")
        recorded = {version.key: version.offering for version in held}
    own = own_files(at_revision) if len(recorded) < len(wanted) else {}
    return {key: recorded.get(key) or own[key] for key in wanted if key in recorded or key in own}


def own_files(at_revision: int | None) -> Mapping[str, Offering]:
    """Return the offerings of our own files, without those whose file was first recorded after a revision."""
    own = library().offerings
    if not at_revision:
        return own
    ours = OfferingVersion.objects.filter(key__in=list(own))
    firsts = ours.values("key").annotate(first=Min("pk")).filter(first__gt=at_revision)
    new_files = OfferingVersion.objects.filter(pk__in=firsts.values("first"), origin="content")
    later = set(new_files.values_list("key", flat=True))
    return {key: offering for key, offering in own.items() if key not in later}


def offering(key: str, *, at_revision: int | None = None) -> Offering | None:
    """Return one offering, if it is there."""
    return offerings([key], at_revision=at_revision).get(key)


def recorded() -> Iterator[tuple[str, Offering]]:
    """Yield the newest recorded version of each offering with its key, one after the other."""
    newest = OfferingVersion.objects.filter(is_newest=True).order_by("pk")
    return ((version.key, version.offering) for version in newest.iterator())


def all_offerings(*, at_revision: int | None = None) -> dict[str, Offering]:
    """Return every offering by its key, as of a revision if one is given."""
    versions = OfferingVersion.objects.order_by("pk")
    versions = versions.filter(is_newest=True) if at_revision is None else versions.filter(pk__lte=at_revision)
    return {**own_files(at_revision), **{version.key: version.offering for version in versions.iterator()}}
