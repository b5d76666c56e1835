"""The certificate of a credential on one sheet of paper, with the signed credential inside the file."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import get_language, gettext

from testamur.programme import Programme
from testamur.site.records.artwork import frame, rosette
from testamur.site.records.paper import Attachment, Code, Paper, Sheet, Size
from testamur.site.records.paper.look import ACCENT, FINE, INK_2, SEAL, Style
from testamur.site.records.paper.picture import draw_art, draw_code
from testamur.site.records.paper.sheet import MILLIMETRE
from testamur.site.records.paper.tree import Element
from testamur.site.records.paper.typeset import Line, balanced, fitted, line, lines

EDGE: Final = 27 * MILLIMETRE
"""From the edge of the sheet to what is written within the frame."""
SIDE: Final = 33 * MILLIMETRE
SEAL_SIDE: Final = 44 * MILLIMETRE
CODE_SIDE: Final = 30 * MILLIMETRE
COLUMN: Final = 82 * MILLIMETRE
FOOT: Final = 24 * MILLIMETRE
"""From the lower edge of the sheet to the last line of small print."""

ISSUER: Final = Style("display", 15, 1.25)
SAYS: Final = Style("italic", 12, 1.3, INK_2)
NAME: Final = Style("display", 38, 1.15)
TITLE: Final = Style("display", 25, 1.2, SEAL)
CRITERIA: Final = Style("serif", 10.5, 1.4)
LABEL: Final = Style("sans", 8.5, 1.3, INK_2)
FACT: Final = Style("sans", 8.5, 1.3)
MARK: Final = Style("strong", 8.5, 1.3, SEAL)
STANDING: Final = Style("strong", 12, 1.3, SEAL)
ADDRESS: Final = Style("sans", 7.5, 1.3, ACCENT)


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says.

    `standing` is a sentence if the credential does not hold (revoked, replaced, expired), otherwise empty; `facts`
    are pairs of a word and what it says; `notes` what the programme says of itself, such as whose format it has.
    """

    name: str
    organisation: str
    title: str
    criteria: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    url: str
    digest: str
    document: bytes
    issued_at: datetime
    standing: str = ""
    is_simulated: bool = False


def assessed(programme: Programme) -> str:
    """Return what stands behind an award: an examination with its pass mark, graded work, or completion."""
    exam = programme.exam
    if exam is not None:
        words = {
            "items": exam.items,
            "minutes": exam.minutes,
            "correct": exam.cut.correct,
            "share": f"{exam.cut.correct / exam.items:.1%}".replace("%", " %"),
        }
        return (
            gettext(
                "Examination of %(items)s questions in %(minutes)s minutes; %(correct)s correct pass (%(share)s)"
            )
            % words
        )
    if programme.award.kind == "certificate of completion":
        return gettext("None: completed, without an examination")
    return gettext("Graded work in the course, without an examination")


def paper_certificate(certificate: Certificate, *, size: Size) -> bytes:
    """Return the certificate as a PDF file of one sheet across, with the credential inside.

    Raises
    ------
    Refused
        If the name, or anything else on it, has a letter for which there is no font.
    """
    paper = Paper(
        title=gettext("Certificate: %(title)s") % {"title": certificate.title},
        language=get_language() or "en",
        author=certificate.organisation,
        subject=gettext("Awarded to %(name)s") % {"name": certificate.name},
        size=size.across(),
        at=certificate.issued_at,
    )
    sheet = Sheet(paper)
    sheet.new_page()
    width, height = (round(side / MILLIMETRE, 1) for side in (paper.size.width, paper.size.height))
    border = frame(certificate.digest, width=width, height=height)
    draw_art(sheet, border, (0, 0), width=paper.size.width, element=None)
    middle, foot = sheet.root.add("Sect"), sheet.root.add("Sect")
    top_of_foot = _foot(sheet, certificate, foot)
    _middle(sheet, certificate, middle, bottom=top_of_foot)
    return sheet.finish(
        (
            Attachment(
                "credential.json",
                certificate.document,
                "application/vc",
                gettext("The signed credential that this certificate shows"),
            ),
        )
    )


def _middle(sheet: Sheet, certificate: Certificate, section: Element, *, bottom: float) -> None:
    """Write who has earned what, from whom, in the middle of the room above the foot."""
    room = sheet.paper.size.width - 2 * SIDE
    set_lines: list[tuple[str, list[Line], float]] = [
        ("P", fitted(certificate.organisation, ISSUER, width=room, least=10), 12),
        ("P", [line(gettext("certifies that"), SAYS)], 6),
        ("P", fitted(certificate.name, NAME, width=room, least=18), 8),
        ("P", [line(gettext("has earned"), SAYS)], 6),
        ("H1", fitted(certificate.title, TITLE, width=room, least=15), 8),
        ("P", balanced(certificate.criteria, CRITERIA, width=room * 0.72), 6),
    ]
    if certificate.is_simulated:
        set_lines.append(("P", [line(gettext("Simulated data"), MARK)], 4))
    if certificate.standing:
        set_lines.append(("P", lines(certificate.standing, STANDING, width=room), 0))
    height = sum(sum(map(_height, found)) + gap for _, found, gap in set_lines)
    y = EDGE + max(0.0, (bottom - EDGE - height) / 2)
    for tag, found, gap in set_lines:
        element = section.add(tag)
        for one in found:
            _centred(sheet, one, y, element)
            y += _height(one)
        y += gap


def _foot(sheet: Sheet, certificate: Certificate, section: Element) -> float:
    """Write facts, seal, code and small print; return where they begin."""
    width, height = sheet.paper.size.width, sheet.paper.size.height
    said = gettext(
        "Paper proves nothing by itself. Scan the code, or give this file to a page that verifies credentials: "
        "the signed credential is inside it."
    )
    small = balanced(" ".join((said, *certificate.notes)), FINE, width=width - 2 * SIDE)
    small_top = height - FOOT - sum(map(_height, small))
    seal_top = small_top - 10 - SEAL_SIDE
    draw_art(
        sheet, rosette(certificate.digest), ((width - SEAL_SIDE) / 2, seal_top), width=SEAL_SIDE, element=None
    )
    _facts(sheet, certificate, section, bottom=small_top - 14)
    _code(sheet, certificate, section, bottom=small_top - 14)
    element = section.add("P")
    for n, one in enumerate(small):
        _centred(sheet, one, small_top + n * _height(one), element)
    return seal_top - 8


def _facts(sheet: Sheet, certificate: Certificate, section: Element, *, bottom: float) -> None:
    label_width = max(line(word, LABEL).width for word, _ in certificate.facts) + 8
    rows = [(word, lines(value, FACT, width=COLUMN - label_width)) for word, value in certificate.facts]
    y = bottom - sum(len(found) * FACT.size * FACT.leading + 1.5 for _, found in rows)
    table = section.add("Table")
    for word, found in rows:
        row = table.add("TR")
        sheet.write(line(word, LABEL), (SIDE, y + LABEL.size), element=row.add("TH", scope="Row"))
        cell = row.add("TD")
        for one in found:
            sheet.write(one, (SIDE + label_width, y + FACT.size), element=cell)
            y += _height(one)
        y += 1.5


def _code(sheet: Sheet, certificate: Certificate, section: Element, *, bottom: float) -> None:
    right = sheet.paper.size.width - SIDE
    site, slash, number = certificate.url.rpartition("/")
    found = [one for part in (site + slash, number) for one in lines(part, ADDRESS, width=COLUMN)]
    top = bottom - sum(map(_height, found))
    words = {"url": certificate.url}
    figure = section.add("Figure", alternative=gettext("QR code of %(url)s") % words)
    code = Code(certificate.url, "", side=CODE_SIDE)
    quiet = CODE_SIDE * 0.1
    draw_code(sheet, code, (right - CODE_SIDE + quiet, top - CODE_SIDE + quiet * 0.3), element=figure)
    link = section.add("P").add("Link")
    for n, one in enumerate(found):
        sheet.write(one, (right - one.width, top + n * _height(one) + ADDRESS.size), element=link)
    widest = max(one.width for one in found)
    box = (right - widest, top, widest, bottom - top)
    sheet.link(box, certificate.url, element=link, described=gettext("Check it at %(url)s") % words)


def _centred(sheet: Sheet, one: Line, y: float, element: Element) -> None:
    x = (sheet.paper.size.width - one.width) / 2
    sheet.write(one, (x, y + one.style.size * (0.5 * one.style.leading + 0.32)), element=element)


def _height(one: Line) -> float:
    return one.style.size * one.style.leading
