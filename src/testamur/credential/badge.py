"""What goes into an Open Badge: the achievement, who has earned it, with what result, until when.

Source: 1EdTech, Open Badges 3.0, appendix B (data models); the nouns are the standard's.
"""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from testamur.credential.related_resource import RelatedResource
from testamur.credential.status import StatusEntry
from testamur.errors import Refused


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who vouches for it: a DID, a name, a web address."""

    id: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Alignment:
    """The framework item that an achievement shows: its name, its address (CASE URI), framework and code."""

    name: str
    url: str
    framework: str = ""
    code: str = ""
    description: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Criteria:
    """How the achievement is earned, in Markdown, and where that is published."""

    narrative: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class ResultDescription:
    """What a result means: its kind (``ScaledScore``, ``RawScore``, ``Percent``, ``Status``) and its scale."""

    id: str
    name: str
    type: str
    value_min: str = ""
    value_max: str = ""
    required_value: str = ""
    allowed_values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Achievement:
    """What can be earned."""

    id: str
    name: str
    description: str
    criteria: Criteria
    type: str = "Certification"
    version: str = ""
    alignments: tuple[Alignment, ...] = ()
    results: tuple[ResultDescription, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What one person achieved, on the scale of one result description, given by its id."""

    description: str
    value: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an award rests on (``Form 2026-A, proctored, 60 items``), without personal data."""

    id: str
    name: str
    narrative: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who has earned it, as the salted hash of an e-mail address."""

    identity_hash: str
    salt: str

    def is_for(self, email: str) -> bool:
        """Say whether this is the hash of that address."""
        return recipient(email, salt=self.salt) == self


@dataclass(frozen=True, slots=True)
class Badge:
    """Everything that one credential says.

    Attributes
    ----------
    id : str
        ``urn:uuid:...`` or the address at which it is published.
    valid_from, valid_until : datetime
        With a time zone; no end if `valid_until` is none.
    status : StatusEntry, optional
        Where its revocation would stand.
    related : tuple of RelatedResource
        The documents that it is bound to by their digest, such as the Statement of how it was assessed; the same
        for all badges that are issued together.
    """

    id: str
    name: str
    issuer: Issuer
    recipient: Recipient
    achievement: Achievement
    valid_from: datetime
    valid_until: datetime | None = None
    results: tuple[Result, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    status: StatusEntry | None = None
    related: tuple[RelatedResource, ...] = ()


def recipient(email: str, *, salt: str) -> Recipient:
    """Return the recipient with this e-mail address.

    The address is hashed in lower case. Without a salt of its own for each badge (at least 16 characters) it could
    be found by trying, and one person's badges could be joined; even so it is a pseudonym, not anonymous.

    Raises
    ------
    Refused
        If the salt is shorter, or there is no address.
    """
    address = unicodedata.normalize("NFC", email.strip().lower())
    if len(salt) < 16:
        raise Refused("recipient-salt", "The salt of a recipient must have at least 16 characters.")
    if "@" not in address:
        raise Refused("recipient-email", "A recipient is named by an e-mail address.")
    digest = hashlib.sha256((address + salt).encode()).hexdigest()
    return Recipient(f"sha256${digest}", salt)
