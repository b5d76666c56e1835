"""What an answer was made from: the revision of the catalogue, our own content and the method.

It stands in the address of an answer, so that the same answer can be had again, or it can be said why not.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.utils.translation import gettext

from testamur import fit
from testamur.site.records import market
from testamur.site.records.library import library

_WRITTEN: Final = re.compile(r"(\d{1,18})-([0-9a-f]{8})-([0-9a-f]{8})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Made:
    """What an answer was made from; `content` and `method` are the first digits of SHA-256 digests.

    The revision holds the offerings, so that `content` is of the roles; before anything is recorded, of both.
    """

    revision: int
    content: str
    method: str

    def __str__(self) -> str:
        return f"{self.revision}-{self.content}-{self.method}"


def now() -> Made:
    """Return what an answer is made from at present."""
    revision = market.revision()
    return Made(revision, _content(recorded=revision > 0), _method())


def read(text: str) -> Made | None:
    """Return what an address says that its answer was made from; None if it is not so written."""
    found = _WRITTEN.fullmatch(text)
    return Made(int(found[1]), found[2], found[3]) if found else None


@cache
def _content(*, recorded: bool) -> str:
    """Return a digest of the roles, and of the offerings where no version of them is recorded."""
    kept = library()
    return _digest([sorted(kept.roles.items()), [] if recorded else sorted(kept.offerings.items())])


@cache
def _method() -> str:
    """Return a digest of everything about the method that is a number."""
    return _digest([fit.TABLE, sorted((name, repr(policy)) for name, policy in fit.POLICIES.items())])


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:8]


def changed(then: Made, present: Made) -> list[str]:
    """Say what has changed since an answer was made, a sentence for each."""
    said = []
    if then.revision > present.revision:
        said.append(gettext("The link was made by another installation, whose catalogue is not this one's."))
    elif then.revision < present.revision:
        said.append(gettext("The catalogue has changed since; this answer still rests on the facts of then."))
    if then.content != present.content:
        said.append(
            gettext("What this site says of the roles, or of offerings not yet recorded, has changed since.")
        )
    if then.method != present.method:
        said.append(gettext("The method has changed since, so the figures may not be those of then."))
    return said


def has_lost(then: Made, present: Made) -> bool:
    """Say whether the answer of then can no longer be had exactly."""
    return then.revision > present.revision or (then.content, then.method) != (present.content, present.method)
