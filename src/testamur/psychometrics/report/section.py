"""One of the twelve sections: its number, its title and what it is made of."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from testamur.psychometrics.report.document import Block, Section
from testamur.psychometrics.report.findings import Findings


@dataclass(frozen=True, slots=True)
class SectionMaker:
    """How one section is written from what was found."""

    name: str
    number: int
    title: str
    blocks: Callable[[Findings], Iterator[Block]]

    def made(self, found: Findings) -> Section:
        """Return the section."""
        return Section(self.number, self.title, tuple(self.blocks(found)))
