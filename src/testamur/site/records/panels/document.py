"""The record of a panel that is signed off, as one canonical text, and what is read from it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from testamur.documents import plain, shape
from testamur.programme import PanelSummary
from testamur.psychometrics.standard_setting import AngoffRound, CutScore, Hofstee
from testamur.site.records.models import Panel, PanelRecord, Person
from testamur.site.records.panels.asked import booklet
from testamur.site.records.panels.evidence import Evidence
from testamur.site.records.panels.results import Round

FORMAT: Final = "testamur-panel-record-1"


@dataclass(frozen=True, slots=True)
class BoardDecision:
    """What the board decided: the pass mark, how many standard errors from the panel (None: its own), and why."""

    correct: int
    errors: int | None
    reason: str


def record_text(
    panel: Panel,
    found: tuple[Round, ...],
    seen: Evidence,
    *,
    decision: BoardDecision,
    by: Person | None,
    at: datetime,
) -> str:
    """Return the text that is signed off: judges and signatory by number, nobody by name."""
    edition = panel.edition
    document = {
        "format": FORMAT,
        "organisation": edition.organisation.slug,
        "programme": edition.identifier,
        "edition": edition.edition,
        "edition_sha256": edition.digest,
        "form": {"name": panel.form.name, "digest": panel.form.digest, "questions": len(seen.items)},
        "method": panel.get_method_display(),
        "definition": panel.definition,
        "is_simulated": any(judge.person is not None and judge.person.is_simulated for judge in found[-1].judges),
        "judges": {judge.alias: judge.declaration.discipline for judge in found[-1].judges},
        "excused": panel.judges.filter(declaration__isnull=False, excuse__isnull=False).count(),
        "rounds": [_round(one) for one in found],
        "sittings": {
            "n": seen.n,
            "is_simulated": seen.is_simulated,
            "sha256": seen.sha256,
            "correct": [list(pair) for pair in zip(seen.items, seen.correct, strict=True)],
            "totals": list(seen.totals),
            "passing_by_cut": plain(seen.passing()),
        },
        "booklet": dict(booklet(panel)),
        "decision": {**plain(decision), "of": len(seen.items)},
        "signed_by": f"person {by.pk}" if by else "nobody",
        "signed_at": at.isoformat(),
        "made_with": {package: version(package) for package in ("testamur", "numpy", "scipy")},
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, allow_nan=False, indent=1) + "\n"


def _round(found: Round) -> dict[str, object]:
    said = {judge.alias: dict(said) for judge, said in zip(found.judges, found.said, strict=True)}
    return {
        "number": found.number,
        "opened_at": found.opened_at.isoformat(),
        "closed_at": found.closed_at.isoformat(),
        "said": said,
        "cut": plain(found.cut),
        "angoff": plain(found.angoff) if found.angoff else None,
        "hofstee": plain(found.limits) if found.limits else None,
    }


def digest_of(text: str) -> str:
    """Return the SHA-256 of a record's text, which is its name."""
    return hashlib.sha256(text.encode()).hexdigest()


def document_of(record: PanelRecord) -> Mapping[str, Any]:
    """Return what a record says."""
    found: Mapping[str, Any] = json.loads(record.text)
    return found


def summary_of(record: PanelRecord) -> PanelSummary:
    """Return what may be said of a record in public and in a programme's file."""
    said = document_of(record)
    last, decision = said["rounds"][-1], said["decision"]
    return PanelSummary(
        digest=record.digest,
        method=said["method"],
        judges=len(said["judges"]),
        rounds=len(said["rounds"]),
        expected=last["cut"]["expected"]["value"],
        error=last["cut"]["error"],
        correct=decision["correct"],
        of=decision["of"],
        errors=decision["errors"],
        signed_on=date.fromisoformat(said["signed_at"][:10]),
        is_simulated=said["is_simulated"],
        address=f"{settings.URL}{reverse('public:panel', args=[record.digest])}",
    )


def recorded(record: PanelRecord) -> tuple[tuple[Round, ...], Evidence]:
    """Return the rounds and the sittings as they stand in a record: what it says, not what is computed now."""
    said = document_of(record)
    sittings = said["sittings"]
    seen = Evidence(
        items=tuple(item for item, _ in sittings["correct"]),
        correct=tuple(count for _, count in sittings["correct"]),
        totals=tuple(sittings["totals"]),
        is_simulated=sittings["is_simulated"],
        sha256=sittings["sha256"],
    )
    return tuple(_recorded(one) for one in said["rounds"]), seen


def _recorded(said: Mapping[str, Any]) -> Round:
    return Round(
        number=said["number"],
        opened_at=datetime.fromisoformat(said["opened_at"]),
        closed_at=datetime.fromisoformat(said["closed_at"]),
        judges=(),
        said=(),
        cut=shape(said["cut"], CutScore),
        angoff=shape(said["angoff"], AngoffRound) if said["angoff"] else None,
        limits=shape(said["hofstee"], Hofstee) if said["hofstee"] else None,
    )
