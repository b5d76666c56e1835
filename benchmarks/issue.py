"""How long it takes to issue the credentials of a whole programme, and that being killed in the middle costs none.

As many awards as are asked for (100,000 unless said otherwise) are put into the records of a new installation, of
simulated people. The command `testamur credential issue PROGRAMME --all` then runs in a process of its own and is
killed (SIGKILL) several times after a random while; the last run is left to its end. Then every award must have
one credential and one entry in the audit, no two may share a place on a status list, and a sample must verify. The
limit is on the CPU time of all runs together, the starts of the command and what was lost with it included.
`python benchmarks/issue.py [AWARDS [KILLS]]`. Exit 1 if anything is amiss.
"""

import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

PROGRAMME: Final = "ai-in-medicine-exam"
AT: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
PER_SECOND: Final = 500.0
"""So many credentials have to be signed and kept in a second of CPU time, audit and all."""
SAMPLE: Final = 200
COMMAND: Final = (sys.executable, "-m", "testamur", "credential", "issue", PROGRAMME, "--all")


def open_site(folder: Path) -> None:
    """Open the records of an installation in a folder, and make its tables."""
    os.environ["TESTAMUR_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "testamur.site.settings"
    import django  # noqa: PLC0415  (settings are read from the environment first)
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)


def make_awards(count: int) -> None:
    """Put awards into the records, as decisions would have left them before any credential was issued."""
    from django.db import transaction  # noqa: PLC0415  (needs the settings)

    from testamur.site.records import models  # noqa: PLC0415
    from testamur.site.records.actions import credentials, programmes  # noqa: PLC0415
    from testamur.site.records.library import library  # noqa: PLC0415

    academy = models.Organisation.objects.create(slug="academy", name="Academy", url="https://academy.example")
    credentials.make_key(organisation=academy, by=None, at=AT)
    owner = models.Person.objects.create(email="owner@academy.example", is_simulated=True)
    edition = programmes.publish(organisation=academy, edition=library().programmes[PROGRAMME], by=owner, at=AT)
    exam = next(part.id for part in edition.programme.component if part.kind == "exam")
    with transaction.atomic():
        people = models.Person.objects.bulk_create(
            [models.Person(email=f"holder{n}@people.example", is_simulated=True) for n in range(count)], 2_000
        )
        enrolments = models.Enrolment.objects.bulk_create(
            [
                models.Enrolment(edition=edition, person=person, started_on=AT.date(), enrolled_at=AT)
                for person in people
            ],
            2_000,
        )
        models.ActivityRecord.objects.bulk_create(
            [
                models.ActivityRecord(
                    enrolment=one, part=exam, outcome="passed", on=AT.date(), at=AT, value=70 + one.pk % 40
                )
                for one in enrolments
            ],
            2_000,
        )
        decisions = models.Decision.objects.bulk_create(
            [
                models.Decision(enrolment=one, outcome="award", reason="The rule is met.", findings=[], at=AT)
                for one in enrolments
            ],
            2_000,
        )
        models.Award.objects.bulk_create(
            [
                models.Award(
                    decision=one, enrolment=one.enrolment, awarded_on=AT.date(), expires_on=date(2028, 3, 1)
                )
                for one in decisions
            ],
            2_000,
        )


def issued() -> int:
    """Return how many credentials are kept."""
    from testamur.site.records.models import Credential  # noqa: PLC0415  (needs the settings)

    return Credential.objects.count()


def cpu_seconds() -> float:
    """Return the CPU time of the processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def killed_at_work(seconds: float) -> None:
    """Run the command, and kill it so long after it has kept its first chunk, unless it ends before."""
    before = issued()
    process = subprocess.Popen(COMMAND, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    while process.poll() is None and issued() == before:
        time.sleep(0.1)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()


def problems(count: int) -> list[str]:
    """Say what is amiss with what was kept."""
    from testamur.site.records import issuers  # noqa: PLC0415  (needs the settings)
    from testamur.site.records.models import AuditEntry, Award, Credential  # noqa: PLC0415

    rows = Credential.objects.all()
    found = {
        "awards without a credential": Award.objects.filter(credentials=None).count(),
        "awards with two": rows.count() - rows.values("award").distinct().count(),
        "places given twice": rows.count() - rows.values("status_list", "status_index").distinct().count(),
        "credentials too many or too few": abs(rows.count() - count),
        "entries of the audit too many or too few": abs(
            AuditEntry.objects.filter(action="credential.issue").values("target").distinct().count() - count
        )
        + abs(AuditEntry.objects.filter(action="credential.issue").count() - count),
    }
    sample = random.Random(1).sample(sorted(rows.values_list("pk", flat=True)), min(SAMPLE, count))  # noqa: S311
    bad = [
        row.pk
        for row in rows.filter(pk__in=sample)
        if not issuers.verify(row.document.encode(), at=row.issued_at).is_good
    ]
    found[f"of {len(sample)} that do not verify"] = len(bad)
    return [f"{name}: {number}" for name, number in found.items() if number]


def main() -> int:
    """Make awards, issue them with interruptions, and judge."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as name:
        open_site(Path(name))
        start = time.perf_counter()
        make_awards(count)
        print(f"{count:,} awards made in {time.perf_counter() - start:.0f} s")
        rng = random.Random(count)  # noqa: S311  (a benchmark, not a secret)
        start, before = time.perf_counter(), cpu_seconds()
        for _ in range(kills):
            killed_at_work(rng.uniform(0, 5))
            print(f"killed with {issued():,} kept")
        subprocess.run(COMMAND, check=True)  # noqa: S603  (our own command)
        rate = count / (cpu_seconds() - before)
        print(f"{count:,} issued in {time.perf_counter() - start:.0f} s")
        print(f"    {rate:,.0f} a second of CPU time (limit {PER_SECOND:,.0f})")
        found = problems(count)
    for sentence in found:
        print(f"    {sentence}")
    return 0 if not found and rate >= PER_SECOND else 1


if __name__ == "__main__":
    sys.exit(main())
