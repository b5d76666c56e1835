"""Exchange: offerings, roles and frameworks in and out in the formats of others, one module a format.

Reading is streaming and never stops at a bad entry: each is said with its place and everything wrong with it.
"""

from typing import Final

from testamur.catalogue.exchange import formats
from testamur.catalogue.exchange.entry import Entry, Format, key_of
from testamur.catalogue.exchange.schema_org import (
    as_schema_org,
    as_script_text,
    framework_as_schema_org,
    role_as_schema_org,
)
from testamur.registry import collect

FORMATS: Final[dict[str, Format]] = collect(formats, constant="FORMAT", kind=Format)

__all__ = [
    "FORMATS",
    "Entry",
    "Format",
    "as_schema_org",
    "as_script_text",
    "framework_as_schema_org",
    "key_of",
    "role_as_schema_org",
]
