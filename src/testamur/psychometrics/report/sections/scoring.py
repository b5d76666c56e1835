"""Section 12: how it was scored, what it was computed from and by what, so that it can be computed again."""

import platform
from collections.abc import Iterator
from importlib.metadata import version
from typing import Final

from testamur.psychometrics.report.document import Block, Facts, Note
from testamur.psychometrics.report.findings import Findings
from testamur.psychometrics.report.section import SectionMaker
from testamur.psychometrics.report.tables import stated

PROGRAMS: Final = ("testamur", "numpy", "scipy")


def _blocks(found: Findings) -> Iterator[Block]:
    data, about = found.data, found.data.about
    yield stated(
        (
            ("Changes of keys, and who was rescored", about.key_changes),
            ("Agreement of raters", about.rater_agreement),
            ("Quality control", about.quality_control),
            ("Use of artificial intelligence in items, scoring or decisions", about.artificial_intelligence),
            ("Job-task analysis that the blueprint rests on", about.job_analysis),
            ("Changes since the last report", about.changes),
        )
    )
    versions = ", ".join(f"{name} {version(name)}" for name in PROGRAMS)
    yield Facts(
        (
            ("SHA-256 of the data of this report", data.digest()),
            *((f"SHA-256 of {name}", digest) for name, digest in data.sources),
            ("Software", f"{versions}, Python {platform.python_version()}"),
            ("Seed", f"{data.seed}; each section and form draws from a generator of its own, seeded by it"),
            ("Draws of the candidates for intervals", str(data.draws)),
            ("Date of this report", data.on.isoformat()),
            ("For", _audience(found)),
        )
    )
    yield Note(
        "The same data, date and versions give the same report, to the byte. An answer that is missing scores 0."
    )


def _audience(found: Findings) -> str:
    limits = found.limits
    return (
        f"{limits.audience} use: means from {limits.means} sittings on, reliability and decisions from"
        f" {limits.precision}, groups from {limits.cell}"
    )


SECTION: Final = SectionMaker("scoring", 12, "Scoring and quality", _blocks)
