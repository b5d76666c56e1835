"""The programmes that run here, as every desk asks for them."""

from collections.abc import Iterable

from testamur.errors import Refused
from testamur.site.records.models import Enrolment, Person, ProgrammeEdition


def newest_editions() -> list[ProgrammeEdition]:
    """Return the newest edition of every programme that runs here, by organisation and title."""
    newest: dict[tuple[int, str], ProgrammeEdition] = {}
    for edition in ProgrammeEdition.objects.select_related("organisation").order_by("published_at", "pk"):
        newest[edition.organisation_id, edition.identifier] = edition
    return sorted(newest.values(), key=lambda e: (e.organisation.name, e.programme.title))


def edition_named(identifier: str, *, organisation: str | None, edition: str | None) -> ProgrammeEdition:
    """Return the newest edition of a programme that runs here; of one organisation, or one edition, if named.

    Raises
    ------
    Refused
        If there is none, or several organisations run it and none is named.
    """
    asked = {"identifier": identifier, "organisation__slug": organisation, "edition": edition}
    found = ProgrammeEdition.objects.filter(**{name: value for name, value in asked.items() if value})
    kept = found.select_related("organisation").order_by("published_at", "pk").last()
    if kept is None:
        said = f"there is no programme {identifier!r} here, or not of this organisation and edition"
        raise Refused("programme-unknown", said)
    if len({one.organisation_id for one in found}) > 1:
        raise Refused("programme-several", "several organisations run it; name one with --organisation")
    return kept


def editions_modelled_on(offerings: Iterable[str]) -> dict[str, list[ProgrammeEdition]]:
    """Return, by offering, the programmes that run here in its published format."""
    found: dict[str, list[ProgrammeEdition]] = {offering: [] for offering in offerings}
    for edition in newest_editions():
        found.get(edition.programme.modelled_on, []).append(edition)
    return found


def enrolments_modelled_on(person: Person, offering: str) -> list[Enrolment]:
    """Return the person's enrolments in programmes of the offering's published format, the latest first."""
    found = person.enrolments.select_related("edition__organisation").order_by("-enrolled_at", "-pk")
    return [enrolment for enrolment in found if enrolment.edition.programme.modelled_on == offering]
