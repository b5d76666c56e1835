"""`testamur offering`: what is on the market, and every fact with its source and grade."""

import os
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click

from testamur import catalogue
from testamur.catalogue.exchange import FORMATS, Format
from testamur.catalogue.rubric import LEVELS, PRESUMED_FALSE, domain_score, in_words
from testamur.catalogue.upkeep import WANTS, findings
from testamur.cli import Progress, as_json, say, table
from testamur.errors import DocumentError


@click.group("offering")
def offering_group() -> None:
    """The credentials and courses on the market."""


def _offerings() -> dict[str, catalogue.Offering]:
    return dict(catalogue.read_catalogue(catalogue.content_folder()).offerings)


def _named(offerings: dict[str, catalogue.Offering], identifier: str) -> catalogue.Offering:
    if identifier not in offerings:
        raise click.UsageError(f"no offering is called {identifier!r}; see `testamur offering list`")
    return offerings[identifier]


_data = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the embedded database; as for serve.",
)


@offering_group.command("list")
@click.option("--group", type=click.Choice(list(catalogue.GROUPS)), help="Only those sorted into this role group.")
@as_json
def list_(group: str | None, as_json: bool) -> None:
    """List the offerings."""
    offerings = [o for o in _offerings().values() if group is None or group in o.role_groups]
    if as_json:
        say([_summary(offering) for offering in offerings])
        return
    table([(o.id, o.name, o.provider, o.status, f"{len(o.claim)} facts") for o in offerings])


def _summary(offering: catalogue.Offering) -> dict[str, Any]:
    names = ("id", "name", "provider", "holder", "status", "role_groups", "jurisdiction", "countries")
    return {name: getattr(offering, name) for name in names} | {"facts": len(offering.claim)}


@offering_group.command("show")
@click.argument("identifier", metavar="ID")
@click.option("--role", metavar="ID", help="Weigh the uses in care by the target competencies of this role.")
@as_json
def show(identifier: str, role: str | None, as_json: bool) -> None:
    """Show one offering: what is shown for each field, its class and rigour, and what nobody states."""
    offering = _named(_offerings(), identifier)
    stated = [name for name in catalogue.FIELDS if offering.of(name)]
    found = [catalogue.shown(offering, name) for name in stated]
    numbers, rubric = catalogue.readings(offering), catalogue.classified(offering)
    uses = domain_score(rubric.domain, _role(role))
    if as_json:
        verdicts = {"health_care": rubric.domain.gate, "uses": uses, "portability": rubric.portability.score}
        said = {"offering": offering, "claim_ids": [claim.id for claim in offering.claim], "shown": found}
        say({**said, "readings": numbers, "rubric": rubric, "verdicts": verdicts})
        return
    click.echo(f"{offering.name}\n{offering.provider}\n{catalogue.STATUSES[offering.status]}\n")
    for field in found:
        _printed(field)
    for part in fields(numbers):
        number: catalogue.Reading = getattr(numbers, part.name)
        if number.derivation:
            click.echo(f"{number.grade}  {part.name.replace('_', ' ')}: {_interval(number)} = {number.derivation}")
    _classed(rubric)
    if role:
        click.echo(f"Uses in care that the role {role} needs: {uses.low:.2f} to {uses.high:.2f} of 1")
    if offering.unknown:
        click.echo(f"\nNobody states: {'; '.join(offering.unknown)}")
    if offering.note:
        click.echo(f"Note: {offering.note}")


def _role(identifier: str | None) -> catalogue.Role | None:
    if identifier is None:
        return None
    roles = catalogue.read_catalogue(catalogue.content_folder()).roles
    if identifier not in roles:
        raise click.UsageError(f"no role is called {identifier!r}; see `testamur role list`")
    return roles[identifier]


GATES: Final[dict[bool | None, str]] = {True: "yes", False: "no", None: "cannot tell"}
FEW: Final = 3
WEAK: Final = "without interested parties and weak sources"


def _classed(rubric: catalogue.Classified) -> None:
    """Print what the rubric says, what of it rests on weak sources, and what would settle the class."""
    uses = f"{len(rubric.domain.shown)} of {len(rubric.domain.checks)} uses in care are shown"
    portable = rubric.portability.score
    click.echo(f"\nClass: {rubric.words}")
    if rubric.classes != rubric.confirmed_classes:
        click.echo(f"   {WEAK}: {in_words(rubric.confirmed_classes)}")
    for name in rubric.presumed:
        click.echo(f"   presumed: {PRESUMED_FALSE[name]}")
    for question in rubric.settling[:FEW]:
        click.echo(f"   to settle it: {question.sentence}")
    click.echo(f"Carries credit of continuing education: {GATES[rubric.credit]}")
    click.echo(f"Rigour: {_levels(rubric.rigour)}")
    if rubric.rigour != rubric.confirmed_rigour:
        click.echo(f"   {WEAK}: {_levels(rubric.confirmed_rigour)}")
    click.echo(f"About health care: {GATES[rubric.domain.gate]}; {uses}")
    click.echo(f"Portability: {portable.low:.2f} to {portable.high:.2f} of 1")


def _levels(rigour: catalogue.Rigour) -> str:
    return f"{' to '.join(dict.fromkeys(map(str, rigour)))} of {len(LEVELS) - 1}"


def _printed(field: catalogue.Shown) -> None:
    click.echo(f"{field.grade}  {field.title}: {_words(field.best)}")
    for claim in field.conflicts:
        click.echo(f"   but {claim.grade}, {catalogue.source_of(claim).name}: {_words((claim,))}")


def _words(claims: tuple[catalogue.Claim, ...]) -> str:
    """Return what claims say and where, each saying once."""
    said: dict[str, list[str]] = {}
    for claim in claims:
        said.setdefault(_said(claim), []).append(catalogue.source_of(claim).name)
    return " | ".join(f"{text} [{', '.join(dict.fromkeys(sources))}]" for text, sources in said.items())


def _said(claim: catalogue.Claim) -> str:
    if isinstance(claim.value, bool):
        return "yes" if claim.value else "no"
    if isinstance(claim.value, tuple):
        return "; ".join(claim.value)
    if isinstance(claim.value, str):
        return claim.value
    low, high = claim.interval()
    ends = " to ".join(dict.fromkeys(f"{end:,g}" for end in (low, high) if end is not None))
    return f"{ends}{' or more' if high is None else ''} {claim.unit}".strip()


def _interval(number: catalogue.Reading) -> str:
    ends = [f"{end:,.4g}" if end < 1000 else f"{end:,.0f}" for end in number.interval or () if end is not None]
    return f"{' to '.join(dict.fromkeys(ends))} {number.unit}".strip()


@offering_group.command("export")
@click.argument("identifiers", metavar="[ID]...", nargs=-1)
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), help="One offering a line; JSON otherwise.")
@click.option("--ctdl", "as_ctdl", is_flag=True, help="The same as --format ctdl.")
@click.option("--recorded", is_flag=True, help="Give the newest versions in this installation's database.")
@_data
def export(
    *, identifiers: tuple[str, ...], format_: str | None, as_ctdl: bool, recorded: bool, data: Path | None
) -> None:
    """Print offerings with all their claims: the named ones, or all."""
    if as_ctdl and format_ not in (None, "ctdl"):
        raise click.UsageError("--ctdl and --format exclude each other")
    offerings = {o.id: o for _, o in _in_database(data)} if recorded else _offerings()
    chosen = [_named(offerings, identifier) for identifier in identifiers or offerings]
    if not as_ctdl and format_ is None:
        say(chosen)
        return
    way = FORMATS["ctdl" if as_ctdl else str(format_)]
    for text in way.write(chosen):
        click.echo(text, nl=False)
    if way.loses:
        click.echo(f"{way.title}, holds all but {way.loses}.", err=True)


@offering_group.command("check")
@click.argument(
    "files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
@click.option("--recorded", is_flag=True, help="Look at the newest versions in this installation's database.")
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), help="The day of the question; today if left out.")
@click.option("--only", default="", help=f"Look for these only, with commas between: {', '.join(WANTS)}.")
@_data
@as_json
def check(
    *, files: tuple[Path, ...], recorded: bool, at: datetime | None, only: str, data: Path | None, as_json: bool
) -> None:
    """Find what an editor has to look at in the offerings of FILES, or in all of our content."""
    wanted = _wanted(only)
    if files and recorded:
        raise click.UsageError("FILE and --recorded exclude each other")
    known = catalogue.read_catalogue(catalogue.content_folder())
    names = {
        "roles": frozenset(known.roles),
        "codes": frozenset(c.code for f in known.frameworks.values() for c in f.competencies),
    }
    day = (at or datetime.now(UTC)).date()
    offerings = _in_files(files, **names) if files else _in_database(data) if recorded else _in_content(known)
    found = [
        {"file": file, "want": one.want, "path": one.path, "sentence": one.sentence}
        for file, offering in offerings
        for one in findings(offering, at=day, **names)
        if one.want in wanted
    ]
    if as_json:
        say(found)
    for one in () if as_json else found:
        click.echo(f"{one['file']}:{one['path']}: {one['sentence']} ({one['want']})", err=True)
    if found:
        raise SystemExit(1)
    if not as_json:
        click.echo(f"Nothing to look at on {day}.")


def _wanted(only: str) -> frozenset[str]:
    asked = [word.strip() for word in only.split(",") if word.strip()]
    for word in asked:
        if word not in WANTS:
            raise click.UsageError(f"--only knows {', '.join(WANTS)}; not {word!r}")
    return frozenset(asked or WANTS)


def _in_content(known: catalogue.Catalogue) -> Iterator[tuple[str, catalogue.Offering]]:
    return ((f"{name}.toml", offering) for name, offering in known.offerings.items())


def _in_files(
    files: tuple[Path, ...], *, roles: frozenset[str], codes: frozenset[str]
) -> list[tuple[str, catalogue.Offering]]:
    """Return the offerings of files; a file that is wrong ends the command with everything wrong with it."""
    offerings = [(str(file), catalogue.read_offering(file, name=str(file))) for file in files]
    for name, offering in offerings:
        if problems := list(catalogue.offering_problems(offering, roles=roles, codes=codes)):
            raise DocumentError(problems, name=name)
    return offerings


def _in_database(data: Path | None) -> Iterator[tuple[str, catalogue.Offering]]:
    """Return what is recorded; a database in which nothing is, is used wrongly rather than in order."""
    _site(data)
    from testamur.site.records.market import recorded, revision  # noqa: PLC0415  (needs the site)

    if not revision():
        raise click.UsageError("nothing is recorded in this database; name its folder with --data")
    return recorded()


def _site(data: Path | None) -> None:
    """Open the installation's database, as `testamur serve` does."""
    if data or "TESTAMUR_DATA" not in os.environ:
        os.environ["TESTAMUR_DATA"] = str(data or Path("var") / "site")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "testamur.site.settings")
    import django  # noqa: PLC0415  (needs the settings first)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)


@offering_group.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--format", "format_", type=click.Choice(list(FORMATS)), help="By the end of the file's name otherwise."
)
@click.option("--name", default="", help="Whose list it is; a later file of that name replaces what it said.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and do none of it.")
@_data
@as_json
def import_(
    *, file: Path, format_: str | None, name: str, dry_run: bool, data: Path | None, as_json: bool
) -> None:
    """Take the offerings of FILE into the catalogue here; what is wrong with one is said, the rest is kept."""
    _site(data)
    from testamur.site.records import columns  # noqa: PLC0415  (needs the site)
    from testamur.site.records.actions import imports, market  # noqa: PLC0415
    from testamur.site.records.actions.prepared import prepared_beside  # noqa: PLC0415

    at, name, told = datetime.now(UTC), name or file.name, Progress(file)
    seen = imports.first_read(name, told.digest, at=at)
    reader = _format(file, format_).read
    entries = told.watched(prepared_beside(lambda: reader(file, seen=seen)), place=lambda entry: entry.place)

    def tick(run: object) -> None:
        told.tick(str(run))

    if dry_run:
        run = imports.rehearse(entries, name=name, at=at, say=told.complain, tick=tick)
    else:
        market.record_content(at=at)
        run = imports.import_entries(
            entries, name=name, digest=told.digest, by=None, at=at, say=told.complain, tick=tick
        )
        told.tick("what the ranking needs is being prepared")
        columns.prepare(at=at.date())
    told.close()
    if as_json:
        say({"name": run.name, "dry_run": dry_run, **imports.figures(run)})
    else:
        click.echo(str(run))
    if run.refused:
        raise SystemExit(1)


def _format(file: Path, name: str | None) -> Format:
    if name:
        return FORMATS[name]
    for found in FORMATS.values():
        if file.suffix.lower() in found.suffixes:
            return found
    raise click.UsageError(f"cannot tell the format of {file.name!r}; say --format")


@offering_group.command("search")
@click.argument("words", nargs=-1)
@click.option("--only", multiple=True, metavar="FACET=VALUE", help="Narrow by a facet, such as pacing=cohort.")
@click.option("--page", default=1, show_default=True, type=click.IntRange(1, 50))
@click.option("--literal", is_flag=True, help="Take no word for a mistyped one.")
@_data
@as_json
def search(
    *, words: tuple[str, ...], only: tuple[str, ...], page: int, literal: bool, data: Path | None, as_json: bool
) -> None:
    """Search this installation's catalogue over title, provider, skills and roles."""
    _site(data)
    from testamur.site.records.search import FACETS, Question, find  # noqa: PLC0415  (needs the site)

    chosen: dict[str, tuple[str, ...]] = {}
    for choice in only:
        facet, _, value = choice.partition("=")
        if facet not in FACETS:
            raise click.UsageError(f"--only knows {', '.join(FACETS)}; not {facet!r}")
        chosen[facet] = (*chosen.get(facet, ()), value.lower())
    found = find(Question(" ".join(words), chosen, page=page, literal=literal))
    if as_json:
        say(found)
        return
    if found.read_as:
        click.echo(f"read as: {found.read_as}", err=True)
    table([(hit.key, hit.title, hit.provider) for hit in found.hits])
    click.echo(f"{found.total:,} found", err=True)


@offering_group.command("index")
@_data
def index(*, data: Path | None) -> None:
    """Record our own content, and make anew what searching and ranking need of the newest versions."""
    _site(data)
    from testamur.site.records import columns  # noqa: PLC0415  (needs the site)
    from testamur.site.records.actions import market  # noqa: PLC0415

    at = datetime.now(UTC)
    click.echo(f"{market.index_anew(by=None, at=at):,} offerings are in the index.")
    columns.prepare(at=at.date())


COMMAND: Final = offering_group
