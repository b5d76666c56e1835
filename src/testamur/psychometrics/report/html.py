"""A technical report as HTML: its body for a page of the site, or a page by itself that fetches nothing."""

from collections.abc import Iterable, Iterator
from html import escape

from testamur.plot import svg
from testamur.psychometrics.report.document import (
    Block,
    Caution,
    Facts,
    Figure,
    Heading,
    NotDone,
    Note,
    Paragraph,
    Section,
    Table,
    TechnicalReport,
)


def page(report: TechnicalReport, *, style: str) -> str:
    """Return a report as a page by itself.

    Parameters
    ----------
    report : TechnicalReport
    style : str
        Style sheet, put into the page as it is.
    """
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(report.title)}</title>\n<style>\n{style}\n</style></head>\n"
        f'<body><main class="page">\n<h1>{escape(report.title)}</h1>\n{body(report)}\n</main></body></html>\n'
    )


def body(report: TechnicalReport) -> str:
    """Return a report without its title, its headings beginning at the second level; all text escaped."""
    parts = [f'<p class="lead">{escape(report.subtitle)}</p>']
    if report.label:
        parts.append(f'<p class="report-label"><strong>{escape(report.label)}.</strong></p>')
    every = (*report.sections, *report.appendix)
    parts.append(_contents(every))
    parts += _blocks(report.summary)
    for section in every:
        parts.append(f'<section id="section-{section.number}" aria-labelledby="heading-{section.number}">')
        parts.append(f'<h2 id="heading-{section.number}">{section.number}. {escape(section.title)}</h2>')
        parts += _blocks(section.blocks)
        parts.append("</section>")
    return "\n".join(parts)


def _contents(sections: Iterable[Section]) -> str:
    entries = "".join(
        f'<li value="{section.number}"><a href="#section-{section.number}">{escape(section.title)}</a></li>'
        for section in sections
    )
    return f'<nav class="report-contents" aria-label="Sections"><ol>{entries}</ol></nav>'


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading():
                yield f"<h3>{escape(block.text)}</h3>"
            case Paragraph():
                yield f"<p>{escape(block.text)}</p>"
            case Note():
                yield f'<p class="ui report-note">{escape(block.text)}</p>'
            case Caution():
                yield f'<p class="report-caution"><strong>Caution.</strong> {escape(block.text)}</p>'
            case NotDone():
                what = f"<strong>{escape(block.what)}: not done.</strong>"
                yield f'<p class="report-not-done">{what} {escape(block.sentence)}</p>'
            case Facts():
                rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in block.rows)
                yield f'<dl class="facts">{rows}</dl>'
            case Table():
                yield _table(block)
            case Figure():
                yield _figure(block)


def _figure(block: Figure) -> str:
    """Write a plot as `parts/plot.html` of the site does."""
    plot = block.plot
    caption = f"<strong>{escape(plot.title)}.</strong> {escape(plot.summary)}"
    numbers = tuple(range(1, len(plot.twin.head)))
    twin = _table(Table(plot.title, plot.twin.head, plot.twin.rows, numbers))
    return (
        f'<figure class="plotted"><figcaption>{caption}</figcaption>\n{svg(plot)}\n</figure>\n'
        f"<details><summary>The same as a table</summary>{twin}</details>"
    )


def _table(block: Table) -> str:
    """Write a table as the site's own are written, so that it stacks on narrow screens."""
    kinds = [' class="num"' if place in block.numbers else "" for place in range(len(block.head))]
    heads = "".join(
        f'<th role="columnheader" scope="col"{kind}>{escape(cell)}</th>'
        for cell, kind in zip(block.head, kinds, strict=True)
    )
    lines = "\n".join(f'<tr role="row">{_cells(row, block.head, kinds)}</tr>' for row in block.rows)
    title = f"<caption>{escape(block.caption)}</caption>" if block.caption else ""
    return (
        f'<table class="stack" role="table">{title}<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">\n{lines}\n</tbody></table>'
    )


def _cells(row: tuple[str, ...], head: tuple[str, ...], kinds: list[str]) -> str:
    first, *rest = (escape(cell) for cell in row)
    cells = "".join(
        f'<td role="cell" data-label="{escape(label)}"{kind}>{cell}</td>'
        for cell, label, kind in zip(rest, head[1:], kinds[1:], strict=True)
    )
    return f'<th role="rowheader" scope="row">{first}</th>{cells}'
