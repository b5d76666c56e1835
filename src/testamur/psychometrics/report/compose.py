"""A technical report from its data."""

from collections.abc import Iterator
from typing import Final

from testamur import registry
from testamur.errors import DocumentError, Problem
from testamur.psychometrics.decisions import Decisions
from testamur.psychometrics.report import sections
from testamur.psychometrics.report.clauses import clause_section
from testamur.psychometrics.report.data import ReportData, check
from testamur.psychometrics.report.document import Block, Caution, TechnicalReport
from testamur.psychometrics.report.findings import Findings, FormFindings, findings
from testamur.psychometrics.report.groups import pass_rate
from testamur.psychometrics.report.limits import LIMITS, SMALL, Audience
from testamur.psychometrics.report.section import SectionMaker
from testamur.psychometrics.report.sections.decisions import ROWS
from testamur.psychometrics.report.sections.reliability import error_at_cut, error_curves
from testamur.psychometrics.report.tables import by_form
from testamur.psychometrics.report.wording import count, estimate

SECTIONS: Final = tuple(
    sorted(
        registry.collect(sections, constant="SECTION", kind=SectionMaker).values(), key=lambda maker: maker.number
    )
)
"""The twelve sections, in order."""

SIMULATED: Final = "Simulated data: nobody real sat"
INTERNAL: Final = "Internal: not for publication"


def technical_report(data: ReportData, *, audience: Audience = "public") -> TechnicalReport:
    """Return the technical report of an examination over a period.

    Parameters
    ----------
    data : ReportData
    audience : {"public", "internal"}
        ``public`` withholds what few candidates cannot bear and hides small groups; see `LIMITS`.

    Returns
    -------
    TechnicalReport
        All twelve sections, whatever is missing: what was not done says so, and why. The same data give the same
        report.

    Raises
    ------
    DocumentError
        With everything that is wrong with the data.
    """
    if audience not in LIMITS:
        raise DocumentError([Problem("audience", f"is one of {', '.join(LIMITS)}, not {audience!r}")])
    check(data)
    found = findings(data, LIMITS[audience])
    made = tuple(maker.made(found) for maker in SECTIONS)
    labels = [SIMULATED] * data.is_simulated + [INTERNAL] * (audience == "internal")
    about = data.about
    return TechnicalReport(
        title=f"Technical report: {about.programme}" if about.programme else "Technical report",
        subtitle=", ".join(
            part for part in (about.organisation, about.period, f"of {data.on.isoformat()}") if part
        ),
        label=". ".join(labels),
        summary=tuple(_summary(found)),
        sections=made,
        appendix=(clause_section(made, number=len(made) + 1),),
    )


def _summary(found: Findings) -> Iterator[Block]:
    yield from by_form(
        "At a glance, with 95 % intervals", [(form.form.name, _glance(found, form)) for form in found.forms]
    )
    small = [form.form.name for form in found.forms if form.n < SMALL]
    if small:
        yield Caution(
            f"Fewer than {SMALL} sittings of form {', '.join(small)}: methods for small numbers were used, and"
            " what they cannot bear was left out. Do not compare these figures with those of large programmes"
            " without their intervals."
        )


def _glance(found: Findings, form: FormFindings) -> dict[str, str]:
    """Return what a reader looks for first: also the error at the cut, which any number of sittings allows."""
    told = {
        "Sittings": count(form.n),
        "Pass mark": f"{form.form.cut} of {form.maximum:g} points",
        "Passed": estimate(pass_rate(form.passed, form.n, least=found.limits.means), percent=True),
        "Reliability": estimate(form.precise.test.reliability),
    }
    if isinstance(form.decisions, Decisions):
        way = form.decisions.chosen
        told |= {title: estimate(getattr(way, field), percent=field != "kappa") for title, field in ROWS}
        told["Method"] = way.method
    else:
        told |= dict.fromkeys((title for title, _ in ROWS), "not shown: too few")
    for label, one in error_curves(found, form):
        told[f"Error at the cut, points ({label})"] = error_at_cut(one, form.form.cut)
    return told
