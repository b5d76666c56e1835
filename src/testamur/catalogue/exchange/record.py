"""Our own whole record of an offering: everything it says, nothing that is left at its default."""

from dataclasses import MISSING, Field, fields
from typing import Any

from testamur.catalogue.claim import Claim
from testamur.catalogue.offering import Offering
from testamur.documents import plain


def record_of(offering: Offering) -> dict[str, Any]:
    """Return an offering with all its claims as plain data; `offering_of` reads it again."""
    record = _said(offering)
    if offering.claim:
        record["claim"] = [_said(claim) for claim in offering.claim]
    return record


def _said(value: Offering | Claim) -> dict[str, Any]:
    return {
        field.name: plain(own)
        for field in fields(value)
        if field.name != "claim" and not _is_default(own := getattr(value, field.name), field)
    }


def _is_default(own: object, field: "Field[Any]") -> bool:
    if field.default_factory is not MISSING:
        return bool(own == field.default_factory())
    return type(own) is type(field.default) and bool(own == field.default)
