"""A claim sheet: what the vendor says and what was agreed, in plain words and small tables."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """One headed part of a sheet: paragraphs, then perhaps a table whose first row names its columns."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A titled document for a reader who does not program."""

    title: str
    notice: str
    sections: tuple[Section, ...]


def markdown(sheet: Sheet) -> str:
    """Return the sheet as Markdown text, ending in a newline."""
    blocks = [f"# {sheet.title}", f"**{sheet.notice}**"]
    for section in sheet.sections:
        blocks.append(f"## {section.heading}")
        blocks += section.paragraphs
        if section.rows:
            blocks.append(_table(section.rows))
    return "\n\n".join(blocks) + "\n"


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    head, *body = [f"| {' | '.join(cells)} |" for cells in rows]
    return "\n".join([head, "|" + " --- |" * len(rows[0]), *body])
