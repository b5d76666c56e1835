"""`testamur manage work`: run the periodic jobs."""

import argparse
import time
from datetime import datetime
from typing import Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from testamur.site.jobs.round import Ran, run_due
from testamur.site.jobs.table import JOBS

PAUSE_SECONDS: Final = 1.0


class Command(BaseCommand):
    """Run each job as often as the table says, or each once."""

    help = "Run the periodic jobs: close sittings, publish status lists, remind holders, remove what has expired."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Take `--once`."""
        parser.add_argument("--once", action="store_true", help="run each job once and stop; 1 if one breaks")

    def handle(self, *_: object, once: bool, **__: object) -> None:
        """Work until stopped, or for one round."""
        last: dict[str, datetime] = {}
        ran = self._round(last)
        if once:
            if any(run.is_broken for run in ran):
                raise CommandError("A job broke; the log says how.")
            return
        try:
            while True:
                time.sleep(PAUSE_SECONDS)
                self._round(last)
        except KeyboardInterrupt:
            self.stdout.write("stopped")

    def _round(self, last: dict[str, datetime]) -> list[Ran]:
        ran = run_due(JOBS.values(), last, at=timezone.now())
        for run in ran:
            if run.records:
                self.stdout.write(f"{run.job}: {run.records}")
        return ran
