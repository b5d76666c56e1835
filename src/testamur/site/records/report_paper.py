"""A technical report on paper: the twelve sections, the clause map, and the tables of the plots behind them."""

from collections.abc import Iterable, Iterator
from typing import Final

from testamur.psychometrics import report as content
from testamur.site.records.paper import Block, Facts, Figure, Heading, Paper, Paragraph, Quiet, Table, write_paper

LANGUAGE: Final = "en"
"""Figures, methods and warnings come from the engine, which speaks English; so the whole report does."""


def report_paper(report: content.TechnicalReport) -> bytes:
    """Return a technical report as a PDF file; the same report gives the same bytes.

    Raises
    ------
    Refused
        If a name has a letter for which there is no font.
    """
    foot = ". ".join(part for part in (report.label, report.title) if part)
    about = Paper(report.title, LANGUAGE, author="Testamur", subject=report.subtitle, foot=foot)
    return write_paper(list(_all(report)), about)


def _all(report: content.TechnicalReport) -> Iterator[Block]:
    yield Heading(report.title)
    yield Paragraph(report.subtitle)
    if report.label:
        yield Heading(f"{report.label}.", 3)
    yield from _blocks(report.summary)
    for section in (*report.sections, *report.appendix):
        yield Heading(f"{section.number}. {section.title}", 2)
        yield from _blocks(section.blocks)
    yield Heading("Tables of the plots", 2)
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, content.Figure):
                twin = block.plot.twin
                yield Table(twin.head, twin.rows, caption=block.plot.title)


def _blocks(blocks: Iterable[content.Block]) -> Iterator[Block]:
    for block in blocks:
        match block:
            case content.Heading():
                yield Heading(block.text, 3)
            case content.Paragraph():
                yield Paragraph(block.text)
            case content.Note():
                yield Quiet(block.text)
            case content.Caution():
                yield Paragraph(f"Caution. {block.text}")
            case content.NotDone():
                yield Paragraph(f"{block.what}: not done. {block.sentence}")
            case content.Facts():
                yield Facts(block.rows)
            case content.Table():
                yield Table(block.head, block.rows, block.widths, caption=block.caption)
            case content.Figure():
                yield Figure(block.plot)
