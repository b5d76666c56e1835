"""What the public desk asks of the records and the library. Nothing here reads a person, but for the example's."""

from testamur.catalogue import Offering
from testamur.site.records.library import Placed, library, placed_competencies
from testamur.site.records.models import ProgrammeEdition
from testamur.site.records.running import editions_modelled_on, newest_editions


def editions_for(role: str) -> list[ProgrammeEdition]:
    """Return the programmes that run here and name the role."""
    return [edition for edition in newest_editions() if role in edition.programme.audience]


def found_offerings(words: str = "", group: str = "", status: str = "") -> list[Offering]:
    """Return the offerings whose name or provider holds every word, of a role group and a status, by name."""
    wanted = words.casefold().split()
    return sorted(
        (
            offering
            for offering in library().offerings.values()
            if all(word in f"{offering.name} {offering.provider}".casefold() for word in wanted)
            and (not group or group in offering.role_groups)
            and (not status or offering.status == status)
        ),
        key=lambda offering: (offering.name.casefold(), offering.id),
    )


__all__ = [
    "Placed",
    "editions_for",
    "editions_modelled_on",
    "found_offerings",
    "newest_editions",
    "placed_competencies",
]
