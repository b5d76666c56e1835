"""`testamur credential issue`: sign the credential of one award anew, or those of a programme."""

import sys
from datetime import UTC, datetime
from typing import Final

import click

from testamur.cli import site


@click.command("issue")
@click.argument("what", metavar="AWARD|PROGRAMME")
@click.option("--all", "every", is_flag=True, help="Sign all awards of PROGRAMME that have no credential yet.")
@click.option("--organisation", metavar="ORGANISATION", help="Only those of this organisation.")
@click.option("--edition", metavar="EDITION", help="Only those of this edition.")
def issue(what: str, every: bool, organisation: str | None, edition: str | None) -> None:
    """Sign the credential of AWARD, a number of this site's register, anew; or those of a PROGRAMME.

    With --all it may be stopped at any moment and called again: it goes on where it stopped, and nothing is issued
    twice. Without --all it says how many awards wait. Exit 0: none waits any more. 1: some do.
    """
    site()
    if what.isdecimal() and not every:
        _issue_one(int(what))
        return
    from testamur.site.records.actions import batch_issue  # noqa: PLC0415
    from testamur.site.records.models import ProgrammeEdition  # noqa: PLC0415

    asked = {"identifier": what, "organisation__slug": organisation, "edition": edition}
    editions = list(ProgrammeEdition.objects.filter(**{name: value for name, value in asked.items() if value}))
    if not editions:
        raise click.UsageError(f"there is no programme {what!r} here, or not of this organisation and edition")
    count = sum(batch_issue.waiting(one).count() for one in editions)
    if not every:
        click.echo(f"{count:,} awards wait for a credential. To sign them, add --all.")
        sys.exit(1 if count else 0)
    counted = Counted(count)
    for one in editions:
        batch_issue.issue_all(edition=one, by=None, at=datetime.now(UTC), said=counted.more)
    counted.close()
    click.echo(f"{counted.done:,} credentials are signed and kept.")


class Counted:
    """How many are done: a bar on a terminal, a line for each tenth elsewhere; both on stderr."""

    def __init__(self, count: int) -> None:
        self.count, self.done = count, 0
        self.bar = click.progressbar(length=count, file=sys.stderr, show_pos=True) if sys.stderr.isatty() else None

    def more(self, number: int) -> None:
        """Show that so many more are done."""
        before, self.done = self.done, self.done + number
        if self.bar is not None:
            self.bar.update(number)
        elif before * 10 // (self.count or 1) < self.done * 10 // (self.count or 1):
            click.echo(f"{self.done:,} of {self.count:,}", err=True)

    def close(self) -> None:
        """Leave the bar as it is, and begin a new line."""
        if self.bar is not None:
            self.bar.render_finish()


def _issue_one(number: int) -> None:
    from testamur.site.records.actions import credentials  # noqa: PLC0415
    from testamur.site.records.models import Award  # noqa: PLC0415

    award = Award.objects.filter(pk=number).first()
    if award is None:
        raise click.UsageError(f"there is no award {number}")
    click.echo(credentials.issue(award=award, by=None, at=datetime.now(UTC)).document)


VERB: Final = issue
