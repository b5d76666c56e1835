"""The directive that shows how the guide ranks, from the code that ranks."""

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from testamur.fit import CONSTRAINTS, CRITERIA, RULES, SITUATION, TABLE, TITLES
from testamur.fit.complements import DUTIES
from testamur.fit.profile import Profile
from testamur.fit.rules import ASKS

Lines = Iterable[Sequence[str]]
# What each constraint asks, and what else than an answer of the profile makes it ask.
ASKED: Final = {
    "holder": "Can a person hold it, or only an organisation?",
    "offered": "Is it on offer?",
    "domain": "Is it made for health care, and is that shown?",
    "admission": "Does it admit your licence?",
    "country": "Is it open in your country?",
    "credit": "Does it carry credit for your licence?",
    "budget": "Does the whole cost no more than you can spend?",
    "hours": "Does it ask no more hours a week than you have?",
    "weeks": "Does it end within your weeks?",
    "start": "Is there a start that ends by your day?",
    "programming": "Can it be done without programming?",
    "pacing": "Is it given at the pace you asked for?",
    "education": "Is your degree enough?",
    "board": "Can it be had without the certification of a speciality board?",
    "prior": "Do you not hold it already?",
}


def constraints() -> Lines:
    """Return the hard constraints and who is asked them."""
    yield "Name", "What it asks", "When it is asked"
    nobody = Profile(role="")
    for constraint in CONSTRAINTS:
        when = "always" if constraint.asked(nobody) else "if you answered the question it needs"
        yield f"`{constraint.name}`", ASKED[constraint.name], when


def criteria() -> Lines:
    """Return the criteria."""
    yield "Name", "What it values"
    yield from ((f"`{name}`", TITLES[name]) for name in (*CRITERIA, SITUATION))


def constants() -> Lines:
    """Return every constant with its reason."""
    yield "Name", "Value", "Why"
    yield from ((f"`{one.name}`", f"{one.value:g}", one.reason) for one in TABLE)


def rules() -> Lines:
    """Return the conditional rules."""
    yield "Rule", "What it says to whom it concerns", "What it asks of an offering"
    for rule in RULES:
        asks = f"that it {ASKS[rule.asks].title}" if rule.asks else "what other criteria count already"
        yield rule.id, rule.sentence, asks


def duties() -> Lines:
    """Return the conditions of complements that come from what one does."""
    yield "If you", "domains of competencies", "not said to"
    for duty in DUTIES:
        yield duty.when, ", ".join(duty.domains), ", ".join(duty.already)


TABLES: Final[dict[str, Callable[[], Lines]]] = {
    table.__name__: table for table in (constraints, criteria, constants, rules, duties)
}


class GuideTable(SphinxDirective):
    """Show one table of the guide."""

    required_arguments: ClassVar[int] = 1

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        head, *lines = TABLES[self.arguments[0]]()
        rows = [head, ["---"] * len(head), *lines]
        text = "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)
        return self.parse_text_to_nodes(text)


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directive known."""
    app.add_directive("guide-table", GuideTable)
    return {"parallel_read_safe": True}
