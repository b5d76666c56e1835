"""An item as HTML for those who may see the key: examiners, and candidates once it is released."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from testamur.documents import Node
from testamur.items.binding import interactions_of
from testamur.items.interaction import Choice, Drawers, Interaction
from testamur.items.item import Feedback, Item
from testamur.items.kinds import INLINE, INTERACTIONS
from testamur.items.markup import Html, element, joined
from testamur.items.processing import Responses, describe, key, maximum, score
from testamur.items.record import record_block
from testamur.items.render import Address, Page
from testamur.items.wording import WORDS, Wording

BLANK: Final = "\N{HORIZONTAL ELLIPSIS}"


def render_review(
    item: Item, response: Responses | None = None, *, address: Address = str, words: Wording = WORDS
) -> str:
    """Return an item with its key, and for each option why it is right or wrong.

    Parameters
    ----------
    item : Item
        Any item.
    response : mapping of str to plain value, optional
        What was answered; it is shown beside the key, with its points.
    address, words
        As in `render`.

    Returns
    -------
    str
        HTML without any field; marks are words, never colour alone.
    """
    reading = _Reading(item, response, address, words)
    shared = [reading.page.part(item.stimuli[a]) for a in item.stimulus_addresses if a in item.stimuli]
    parts = [*shared, reading.page.part(_without_record(item.body)), reading.answers(), *reading.explanations()]
    return element("div", {"class": "item-review"}, *parts, reading.facts())


def _without_record(body: Node) -> Node:
    block = record_block(body)

    def copy(node: Node) -> Node:
        kept = (child for child in node.children if child is not block)
        return replace(node, children=tuple(c if isinstance(c, str) else copy(c) for c in kept))

    return copy(body)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One item before one reader who may see everything."""

    item: Item
    response: Responses | None
    address: Address
    words: Wording

    @property
    def page(self) -> Page:
        drawers: Drawers = {
            **dict.fromkeys(INTERACTIONS, self.question),
            "qti-gap": lambda gap: element("span", {"class": "blank"}, f"[{gap.attributes['identifier']}]"),
            "qti-hottext": lambda node: element("span", {"class": "choice"}, self.page.content(node)),
            "qti-feedback-block": lambda node: element("div", {"class": "rationale"}, self.page.content(node)),
            "qti-feedback-inline": lambda node: element("em", {"class": "rationale"}, self.page.content(node)),
        }
        return Page(self.address, drawers)

    def question(self, node: Node) -> Html:
        """Return the prompt and the options of one interaction, without any field."""
        if node.tag in INLINE:
            return element("span", {"class": "blank"}, BLANK)
        kind = INTERACTIONS[node.tag]
        prompt = node.first("qti-prompt")
        asked = element("div", {"class": "prompt"}, self.page.content(prompt)) if prompt else Html("")
        skipped = {"qti-prompt", *kind.parts} - kind.embedded
        children = tuple(c for c in node.children if isinstance(c, str) or c.tag not in skipped)
        text = self.page.content(replace(node, children=children)) if kind.flow else Html("")
        return joined([asked, text, *self.lists(node, kind)])

    def lists(self, node: Node, kind: Interaction) -> Iterator[Html]:
        """Yield the options, each with its marks and the reason for them."""
        offer = kind.offer(node)
        columns = [offer.first] if offer.first == offer.second else [offer.first, offer.second]
        for choices in columns:
            if choices and choices[0].node.tag != "qti-gap":
                lines = [self.option(choice, node.attributes["response-identifier"]) for choice in choices]
                yield element("ul", {"class": "options"}, *lines)

    def option(self, choice: Choice, response: str) -> Html:
        """Return one option with what is to be said about it."""
        declared = self.item.responses[response]
        given = (self.response or {}).get(response)
        right = declared.correct is not None and choice.identifier in declared.correct.members
        marks = [("key-mark", right), ("given-mark", choice.identifier in _listed(given))]
        said = self.item.rationale(choice.identifier)
        return element(
            "li",
            {"class": "option"},
            element("span", {"class": "identifier"}, f"{choice.identifier}."),
            " ",
            element("span", {"class": "choice"}, self.page.content(choice.node)),
            *(
                joined([" ", element("strong", {"class": name}, self.words[name])])
                for name, holds in marks
                if holds
            ),
            self.explanation(said) if said else Html(""),
        )

    def explanation(self, said: Feedback) -> Html:
        """Return what is said about an option or a solution."""
        return element("div", {"class": "rationale"}, self.page.content(said.node))

    def answers(self) -> Html:
        """Return what was answered and what is right, in words, for each response."""
        given = describe(self.item, self.response) if self.response is not None else None
        right = describe(self.item, key(self.item))
        lines: list[tuple[str, str]] = []
        for name in right:
            if given is not None:
                lines.append(("given", given[name] or self.words["no-answer"]))
            if right[name]:
                lines.append(("key", right[name]))
        return self.terms(lines)

    def explanations(self) -> Iterator[Html]:
        """Yield what is said about no single option, such as the solution of a calculation."""
        named = {
            choice.identifier
            for node, kind in interactions_of(self.item.body)
            if node.tag not in INLINE
            for choices in (kind.offer(node).first, kind.offer(node).second)
            for choice in choices
        }
        for said in self.item.feedback:
            if said.identifier not in named:
                yield self.explanation(said)

    def facts(self) -> Html:
        """Return the points and the record."""
        lines = [("points", self.points())] if self.response is not None else []
        record = self.item.record
        if record:
            lines += [
                ("reference", record.reference),
                ("competency", record.competency),
                ("level", record.level),
                ("status", record.status),
            ]
        return self.terms(lines)

    def points(self) -> str:
        """Return the points of the response, in words."""
        points, most = score(self.item, self.response or {})["SCORE"], maximum(self.item)
        if not isinstance(points, int | float):
            return self.words["by-person"]
        if most is None:
            return f"{points:g}"
        return self.words["points-of"].format(points=f"{points:g}", maximum=f"{most:g}")

    def terms(self, lines: list[tuple[str, str]]) -> Html:
        """Return a list of terms, or nothing if there are none."""
        pairs = [
            joined([element("dt", {}, self.words[name]), element("dd", {"class": name}, text)])
            for name, text in lines
        ]
        return element("dl", {"class": "item-facts"}, *pairs) if pairs else Html("")


def _listed(plain: object) -> list[object]:
    return plain if isinstance(plain, list) else [plain]
