"""What the public desk asks of the records and the library. Nothing here reads a person, but for the example's."""

from testamur.site.records.library import Placed, placed_competencies
from testamur.site.records.models import ProgrammeEdition
from testamur.site.records.running import editions_modelled_on, newest_editions


def editions_for(role: str) -> list[ProgrammeEdition]:
    """Return the programmes that run here and name the role."""
    return [edition for edition in newest_editions() if role in edition.programme.audience]


__all__ = [
    "Placed",
    "editions_for",
    "editions_modelled_on",
    "newest_editions",
    "placed_competencies",
]
