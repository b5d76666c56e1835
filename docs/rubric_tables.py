"""The directive that shows the rubric from the code that decides, and its examples from the file of the tests."""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import ClassVar, Final

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from testamur.catalogue import PORTABILITY, SIGNALS
from testamur.catalogue.field import DOMAIN
from testamur.catalogue.rubric import (
    CLASSES,
    EVIDENCE,
    IMPLIED,
    LEVELS,
    MEANINGS,
    PRESUMED_FALSE,
    RULES,
    SHARES,
    in_words,
    possible,
)

EXAMPLES: Final = Path(__file__).parents[1] / "tests/vectors/catalogue/worked-examples.json"
ANSWERS: Final = {True: "yes", False: "no", None: "unknown"}
Lines = Iterable[Sequence[str]]


def signals() -> Lines:
    """Return each signal and what it says."""
    yield "Signal", "What it says"
    yield from ((f"`{name}`", title) for name, title in SIGNALS.items())


def classes() -> Lines:
    """Return each class and what it means for the holder."""
    yield "Class", "What it means"
    yield from ((CLASSES[name], MEANINGS[name]) for name in CLASSES)


def rules() -> Lines:
    """Return the rules in their order, as published and as they work here."""
    yield "", "Gives", "The rule here", "As published", "Why it is read so"
    for place, rule in enumerate(RULES, start=1):
        here = "what is left" if rule.rule == "True" else f"`{rule.rule}`"
        yield str(place), CLASSES[rule.gives], here, rule.published or "not published", rule.reading or "the same"


def implied() -> Lines:
    """Return what follows from a signal."""
    yield "If", "then", "because"
    for one in IMPLIED:
        yield f"`{one.signal}`", f"`{one.other}`" if one.answer else f"not `{one.other}`", one.because


def presumed() -> Lines:
    """Return what is presumed."""
    yield "Signal", "What is presumed, and why"
    yield from ((f"`{name}`", why) for name, why in PRESUMED_FALSE.items())


def levels() -> Lines:
    """Return the ladder of rigour."""
    yield "Level", "What it takes"
    yield from ((str(level), words) for level, words in enumerate(LEVELS))


def checks() -> Lines:
    """Return the checks of domain alignment and the competencies that show them."""
    yield "Check", "Competencies that show it", "Why these"
    for name, evidence in EVIDENCE.items():
        yield DOMAIN[name], ", ".join(evidence.codes) or "none", evidence.because


def portability() -> Lines:
    """Return the checks of portability and their shares."""
    yield "Check", "What it asks", "Share"
    yield from ((f"`{name}`", PORTABILITY[name], f"{share:.2f}") for name, share in SHARES.items())


def examples() -> Lines:
    """Return the worked examples: what is known of each, and the classes that remain."""
    yield "Credential", "Known", "Asked and unknown", "Classes that remain"
    for example in json.loads(EXAMPLES.read_text()):
        given = example["signals"]
        known = ", ".join(f"{name} {ANSWERS[answer]}" for name, answer in given.items() if answer is not None)
        unknown = ", ".join(name for name, answer in given.items() if answer is None)
        yield example["programme"], known, unknown or "nothing", in_words(possible(given))


TABLES: Final[dict[str, Callable[[], Lines]]] = {
    table.__name__: table
    for table in (signals, classes, rules, implied, presumed, levels, checks, portability, examples)
}


class RubricTable(SphinxDirective):
    """Show one table of the rubric."""

    required_arguments: ClassVar[int] = 1

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        self.env.note_dependency(str(EXAMPLES))
        head, *lines = TABLES[self.arguments[0]]()
        rows = [head, ["---"] * len(head), *lines]
        text = "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)
        return self.parse_text_to_nodes(text)


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directive known."""
    app.add_directive("rubric-table", RubricTable)
    return {"parallel_read_safe": True}
