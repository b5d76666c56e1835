"""Module texts: a page of teaching in Markdown with a front matter in TOML, and its quiz of QTI items."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from testamur import items
from testamur.documents import read_text, read_toml, shape
from testamur.errors import DocumentError, Problem

FRONT: Final = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n(.*)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reading:
    """A real reference, with its address where one is certain."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """What the front matter of a text says."""

    title: str
    competencies: tuple[str, ...]
    minutes: int
    reading: tuple[Reading, ...]
    example_curriculum: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """One page of a module: its heading, its Markdown, and the questions of its quiz."""

    id: str
    heading: Heading
    body: str
    quiz: tuple[items.Item, ...] = ()


def read_text_page(source: Path | bytes, *, id: str, name: str = "") -> Text:  # noqa: A002  (the field's name)
    """Return a text without its quiz, or raise with everything that is wrong with its file."""
    name = name or f"{id}.md"
    match = FRONT.match(read_text(source, name=name))
    if match is None:
        raise DocumentError([Problem("", "must start with a front matter between two lines of +++")], name=name)
    heading = shape(read_toml(match[1].encode(), name=name), Heading, name=name)
    if re.search(r"<[a-zA-Z/!]", re.sub(r"`[^`]*`|<https?://[^>]*>", "", match[2])):
        raise DocumentError([Problem("body", "has HTML; write Markdown")], name=name)
    return Text(id, heading, match[2].strip())


def read_texts(pages: Path, *, quizzes: Path) -> dict[str, Text]:
    """Return every text in `pages` by its id with the quiz items ``<id>-<number>.xml`` of `quizzes`.

    Raises
    ------
    DocumentError
        With every problem of every file.
    """
    problems: list[Problem] = []
    texts: dict[str, Text] = {}
    for path in sorted(pages.glob("*.md")):
        try:
            page = read_text_page(path, id=path.stem)
            quiz = tuple(items.read(p.read_bytes(), name=p.name) for p in _quiz_files(quizzes, path.stem))
        except DocumentError as error:
            problems += [Problem(f"{error.name}:{p.path}", p.sentence) for p in error.problems]
            continue
        texts[path.stem] = Text(page.id, page.heading, page.body, quiz)
    if problems:
        raise DocumentError(problems)
    return texts


def _quiz_files(folder: Path, text_id: str) -> list[Path]:
    return sorted(p for p in folder.glob(f"{text_id}-*.xml") if re.fullmatch(r"\d+", p.stem[len(text_id) + 1 :]))
