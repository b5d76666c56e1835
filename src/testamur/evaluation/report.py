"""An audit as one HTML page: no script, nothing fetched, every number with its interval, n and method."""

from collections.abc import Iterable
from html import escape
from typing import Final

from testamur.evaluation.audit import Audit
from testamur.evaluation.estimate import Estimate

_STYLE: Final = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    ":root{color-scheme:light dark}"
    "table{border-collapse:collapse;margin:1rem 0}caption{text-align:left;font-weight:600}"
    "th,td{border:1px solid;padding:.3rem .6rem;text-align:left}"
)


def report(audit: Audit) -> str:
    """Return the audit as a page for a committee."""
    title = escape(f"{audit.product}: local evaluation")
    blocks = (_verdicts(audit), _table(audit), _measures(audit), _missing(audit))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n"
        + "\n".join(blocks)
        + f"\n<p>Computed by the evaluation room, edition {audit.edition}.</p></body></html>\n"
    )


def shown(estimate: Estimate) -> str:
    """Return an estimate in words: the number with its interval and n, or why there is none."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return f"{estimate.status} (n = {estimate.n})"
    return f"{estimate.value:.3f} ({estimate.low:.3f} to {estimate.high:.3f}; n = {estimate.n}; {estimate.method})"


def _verdicts(audit: Audit) -> str:
    rows = [
        (f.claim.measure, f"{f.claim.value:g}", f"{f.claim.margin:g}", shown(f.observed), f.verdict.value)
        for f in audit.findings
    ]
    return _rows("Claims", ("Measure", "Claimed", "Margin", "Observed here", "Verdict"), rows)


def _table(audit: Audit) -> str:
    t = audit.tabulation.table
    rows = [("Flagged", str(t.tp), str(t.fp)), ("Not flagged", str(t.fn), str(t.tn))]
    caption = f"Cases at the threshold: flagged if the score is {audit.threshold:g} or more"
    return _rows(caption, ("", "Positive", "Negative"), rows)


def _measures(audit: Audit) -> str:
    return _rows("Measures", ("Measure", "Observed here"), [(n, shown(e)) for n, e in audit.measures.items()])


def _missing(audit: Audit) -> str:
    t = audit.tabulation
    rows = [
        ("Rows in the file", str(t.n)),
        ("Without outcome (in no table)", str(t.without_outcome)),
        (f"With outcome, without score ({t.rule})", str(t.without_score)),
        ("Of these, positive", str(t.without_score_events)),
    ]
    return _rows("What is missing", ("Cases", "Number"), rows)


def _rows(caption: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )
