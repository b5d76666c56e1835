"""`testamur evaluation`: judge a vendor's claims on local data."""

from pathlib import Path
from typing import Final

import click

from testamur.cli import as_json, say, table
from testamur.evaluation import Verdict, audit, read_claims, report, shown


@click.group("evaluation")
def evaluation_group() -> None:
    """Does an AI tool do here what its vendor claims."""


@evaluation_group.command("run")
@click.argument("claims", metavar="CLAIMS.toml", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.argument("data", metavar="DATA.csv", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write a report in HTML.")
@as_json
def run(claims: Path, data: Path, out: Path | None, as_json: bool) -> None:
    """Judge each claim of CLAIMS.toml on the cases of DATA.csv.

    Exit 1 unless every claim is supported.
    """
    found = audit(read_claims(claims, name=str(claims)), data, name=str(data))
    if out:
        out.write_text(report(found), encoding="utf-8", newline="\n")
    if as_json:
        say(found)
    else:
        table(
            [(f.claim.measure, f"claimed {f.claim.value:g}", shown(f.observed), f.verdict) for f in found.findings]
        )
    if any(finding.verdict is not Verdict.SUPPORTED for finding in found.findings):
        raise SystemExit(1)


COMMAND: Final = evaluation_group
