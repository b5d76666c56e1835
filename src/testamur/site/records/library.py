"""The content that records refer to: read once, ours first, then an institution's own."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from testamur import catalogue, items, labs
from testamur.documents import read_text
from testamur.programme import Edition, Known, Text, read_all, read_texts


@dataclass(frozen=True, slots=True)
class Library:
    """Everything in the content folders, read and checked."""

    frameworks: dict[str, catalogue.Framework]
    roles: dict[str, catalogue.Role]
    offerings: dict[str, catalogue.Offering]
    texts: dict[str, Text]
    bank: items.Bank
    item_texts: dict[str, str]
    programmes: dict[str, Edition]
    known: Known


@cache
def library() -> Library:
    """Return the content; the first call reads it.

    Raises
    ------
    DocumentError
        With every problem of the files; the site does not start on content that is wrong.
    """
    return read_library(catalogue.content_folder(), settings.CONTENT)


def read_library(*folders: Path | None) -> Library:
    """Return the content of several folders; a later folder's file replaces an earlier one's of that name."""
    frameworks: dict[str, catalogue.Framework] = {}
    roles: dict[str, catalogue.Role] = {}
    offerings: dict[str, catalogue.Offering] = {}
    texts: dict[str, Text] = {}
    bank = items.Bank({})
    item_texts: dict[str, str] = {}
    programmes: dict[str, Edition] = {}
    known = Known(*(frozenset() for _ in range(5)))
    for folder in filter(None, folders):
        frameworks |= catalogue.read_frameworks(folder / "frameworks", beside=frameworks)
        roles |= catalogue.read_roles(folder / "roles")
        offerings |= catalogue.read_offerings(folder / "offerings")
        texts |= read_texts(folder / "modules", quizzes=folder / "quizzes")
        bank = items.Bank({**bank.items, **items.read_bank(folder / "items").items})
        item_texts |= _texts_by_digest(folder / "items")
        known = Known(
            competencies=frozenset(c.code for f in frameworks.values() for c in f.competencies),
            roles=frozenset(roles),
            texts=frozenset(texts),
            labs=frozenset(labs.FAMILIES),
            offerings=frozenset(offerings),
        )
        programmes |= read_all(folder / "programmes", known=known)
    return Library(frameworks, roles, offerings, texts, bank, item_texts, programmes, known)


def _texts_by_digest(folder: Path) -> dict[str, str]:
    texts = [read_text(path) for path in sorted(folder.rglob("*.xml"))]
    return {hashlib.sha256(text.encode()).hexdigest(): text for text in texts}


@dataclass(frozen=True, slots=True)
class Placed:
    """A competency and the framework it stands in."""

    framework: catalogue.Framework
    competency: catalogue.Competency


@cache
def placed_competencies() -> dict[str, Placed]:
    """Return every competency of the library by its code; our own framework's come first."""
    frameworks = sorted(library().frameworks.values(), key=lambda f: f.id == "healthcare-ai")
    return {c.code: Placed(framework, c) for framework in frameworks for c in framework.competencies}
