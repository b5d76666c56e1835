"""Section 1: who sat, and how many passed."""

from collections.abc import Iterator
from typing import Final

from testamur.psychometrics.report.document import Block, Caution, NotDone, Note, Table
from testamur.psychometrics.report.findings import Findings, FormFindings
from testamur.psychometrics.report.groups import (
    HIDDEN,
    MOST,
    Grouping,
    by_attempt,
    by_trait,
    few_enough,
    pass_rate,
)
from testamur.psychometrics.report.limits import SMALL
from testamur.psychometrics.report.section import SectionMaker
from testamur.psychometrics.report.tables import INTERVAL, stated
from testamur.psychometrics.report.wording import count, estimate


def grouped(found: Findings, of: Grouping, *, caption: str, head: str) -> Table:
    """Return a table of groups with their size and pass rate."""
    rows = []
    for name in of.names:
        rate = estimate(pass_rate(of.passed(name), of.size(name), least=found.limits.means), percent=True)
        rows.append((name, HIDDEN, HIDDEN) if of.is_hidden(name) else (name, count(of.size(name)), rate))
    return Table(caption, (head, "Sittings", f"Passed ({INTERVAL})"), tuple(rows), (1, 2), (0.4, 0.2, 0.4))


def _by_form(found: Findings) -> Table:
    rows = [(form.form.name, *_counted(form.passed, form.n, found.limits.means)) for form in found.forms]
    return Table("By form", ("Form", "Sittings", f"Passed ({INTERVAL})"), tuple(rows), (1, 2), (0.4, 0.2, 0.4))


def _blocks(found: Findings) -> Iterator[Block]:
    data, limits = found.data, found.limits
    passed = sum(form.passed for form in found.forms)
    small = [form for form in found.forms if form.n < SMALL]
    if small:
        yield Caution(
            f"Small numbers: fewer than {SMALL} sittings of {_names(small, found)}. Methods for small numbers"
            " are used, some figures are withheld, and the intervals matter more than the figures."
        )
    for name in found.left_out:
        why = f"fewer than {limits.cell} sat it; beside the figures of all forms theirs would be known"
        yield NotDone(f"Form {name}, in the whole of this report", why)
    yield Table(
        "Sittings that count",
        ("Of", "Sittings", f"Passed ({INTERVAL})"),
        (("all forms", *_counted(passed, sum(form.n for form in found.forms), limits.means)),),
        (1, 2),
        (0.4, 0.2, 0.4),
    )
    if len(found.forms) > 1:
        yield _by_form(found)
    yield from _groups(found)
    yield stated(
        (
            ("Period", data.about.period),
            ("Withdrawn before or during the sitting", data.about.withdrawn),
            ("Voided sittings, not counted here", data.about.voided),
            ("Later attempts, not counted here", _later(found)),
            ("Accommodations", data.about.accommodations),
        )
    )
    yield Note(_rule(found))


def _groups(found: Findings) -> Iterator[Block]:
    attempts = by_attempt(found)
    if attempts is None:
        yield NotDone("First attempts and retakes", "which attempt a sitting was is not among the data")
    else:
        yield grouped(found, attempts, caption="By attempt", head="Attempt")
    for trait in found.data.traits:
        if not few_enough(found, trait):
            yield NotDone(f"By {trait}", f"it has more than {MOST} values")
            continue
        yield grouped(found, by_trait(found, trait), caption=f"By {trait}", head=trait.capitalize())
    if not found.data.traits:
        yield NotDone("Sittings by route, language, site or accommodation", "no such trait is among the data")


def _counted(passed: int, n: int, least: int) -> tuple[str, str]:
    return count(n), estimate(pass_rate(passed, n, least=least), percent=True)


def _names(small: list[FormFindings], found: Findings) -> str:
    if len(found.forms) == 1:
        return "the form"
    names = [form.form.name for form in found.forms if form in small]
    return f"form {', '.join(names)}" if len(names) == 1 else f"forms {', '.join(names)}"


def _later(found: Findings) -> str:
    n, passed = found.data.about.later, found.data.about.later_passed
    if n is None:
        return ""
    if 0 < n < found.limits.cell:
        return HIDDEN
    if passed is None or n < found.limits.means:
        return count(n)
    return f"{count(n)}; passed {estimate(pass_rate(passed, n, least=found.limits.means), percent=True)}"


def _rule(found: Findings) -> str:
    if found.limits.cell <= 1:
        return (
            f"Intervals of pass rates: Wilson (1927). Rates of fewer than {found.limits.means} sittings are"
            " withheld. This report hides no small group; it is not for publication."
        )
    return (
        f"Intervals of pass rates: Wilson (1927). Groups of fewer than {found.limits.cell} sittings are"
        " hidden, and with them as many others as it takes that their size cannot be computed from the totals."
    )


SECTION: Final = SectionMaker("candidates", 1, "Candidates", _blocks)
