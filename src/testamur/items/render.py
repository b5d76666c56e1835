"""An item as HTML for a candidate.

The page is written from the public part of the item alone (`candidate.stripped`), by an allow-list of elements and
attributes; no XML passes through, and there is no script and no ``style``. Every field is named: by a legend, a
label, or the sentence it stands in. Ids and field names start with the page's prefix and are unique on the page.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from testamur.documents import Node
from testamur.errors import DocumentError, Problem
from testamur.items.binding import interactions_of
from testamur.items.candidate import stripped
from testamur.items.declaration import ResponseDeclaration
from testamur.items.interaction import Drawers, Sheet
from testamur.items.item import Item
from testamur.items.kinds import INLINE, INTERACTIONS
from testamur.items.markup import Attributes, Html, element, joined
from testamur.items.value import Plain, Value, from_plain
from testamur.items.vocabulary import BLOCKS, HTML, MATH_ATTRIBUTES, MATHML, PUBLIC_ATTRIBUTES
from testamur.items.wording import WORDS, Wording

PREFIX: Final = re.compile(r"([A-Za-z][\w.\-]*)?", re.ASCII)
Responses = Mapping[str, Plain]
Address = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Page:
    """What an item's content is written with: the addresses of its files, and who draws what else it holds."""

    address: Address = str
    drawers: Drawers | None = None
    names: Mapping[int, str] | None = None

    def content(self, node: Node) -> Html:
        """Return the HTML of what is in `node`."""
        return joined(child if isinstance(child, str) else self.part(child) for child in node.children)

    def part(self, node: Node) -> Html:
        """Return the HTML of one element of an item's text."""
        if self.drawers and node.tag in self.drawers:
            return self.drawers[node.tag](node)
        if node.namespace == MATHML:
            attributes = {name: text for name, text in node.attributes.items() if name in MATH_ATTRIBUTES}
            return element(node.tag, attributes, self.content(node))
        if node.tag in HTML:
            return element(node.tag, self._attributes(node), self.content(node))
        return element("div", {"class": CLASSES[node.tag]}, self.content(node))

    def _attributes(self, node: Node) -> Attributes:
        attributes: dict[str, str | None] = {
            "lang": node.attributes.get("xml:lang", node.attributes.get("lang")),
            "dir": node.attributes.get("dir"),
            "id": (self.names or {}).get(id(node)),
        }
        own = PUBLIC_ATTRIBUTES[node.tag]
        attributes |= {name: text for name, text in node.attributes.items() if name in own}
        if node.tag == "img":
            attributes["src"] = self.address(node.attributes["src"])
        if node.tag == "a":
            attributes["rel"] = "noreferrer"
        return attributes


CLASSES: Final = {
    "qti-item-body": "item-body",
    "qti-stimulus-body": "stimulus",
    "qti-rubric-block": "rubric",
    "qti-content-body": "content",
}


def render(
    item: Item,
    *,
    response: Responses | None = None,
    prefix: str = "",
    seed: str = "",
    address: Address = str,
    words: Wording = WORDS,
) -> str:
    """Return an item as a candidate may see it, as part of an HTML form.

    Parameters
    ----------
    item : Item
        Any item; nothing but its public part is looked at.
    response : mapping of str to plain value, optional
        What the candidate has answered so far, by response identifier.
    prefix : str
        Put before every field name and id; ASCII letters, digits, ``.``, ``-`` and ``_``, a letter first.
    seed : str
        Decides the order of options that may be shuffled.
    address : callable
        Returns the address under which a file of the item is served, from the one the item writes.
    words : mapping of str to str
        Our own words, to be translated; see `wording.WORDS`.

    Raises
    ------
    DocumentError
        If a shared text that the item refers to was not given when it was read.
    Refused
        If the response is of another type than the item declares.
    """
    public = stripped(item, seed=seed)
    missing = [address for address in public.stimulus_addresses if address not in public.stimuli]
    if missing:
        problems = [Problem("", f"the shared text {address!r} is not there") for address in missing]
        raise DocumentError(problems, name=item.identifier)
    page = Page(address)
    shared = [page.part(public.stimuli[address]) for address in public.stimulus_addresses]
    body = _body(public, response or {}, prefix=prefix, address=address, words=words)
    return joined([*shared, body])


def _body(public: Item, response: Responses, *, prefix: str, address: Address, words: Wording) -> Html:
    if not PREFIX.fullmatch(prefix):
        raise ValueError(f"{prefix!r} cannot start an id")
    fields = list(_fields(public, response, prefix=prefix))
    names = {id(field.block): f"{field.name}::text" for field in fields if field.block}
    labels = {field.name: _label(field, fields, words) for field in fields}

    def draw(node: Node) -> Html:
        field = next(field for field in fields if field.node is node)
        sheet = Sheet(field.name, field.held, labels[field.name], inner, words)
        return INTERACTIONS[node.tag].draw(node, sheet)

    def inner(node: Node, drawers: Drawers) -> Html:
        return Page(address, drawers).content(node)

    return Page(address, dict.fromkeys(INTERACTIONS, draw), names).part(public.body)


@dataclass(frozen=True, slots=True)
class _Field:
    """One interaction on the page, and the block of text that names it, if no other field stands in that."""

    node: Node
    name: str
    held: Value
    block: Node | None


def _fields(public: Item, response: Responses, *, prefix: str) -> Iterator[_Field]:
    blocks = dict(_blocks(public.body, None))
    for node, _ in interactions_of(public.body):
        declared = public.responses[node.attributes["response-identifier"]]
        block = blocks.get(id(node))
        alone = block is not None and sum(held.tag in INTERACTIONS for held in block.walk()) == 1
        yield _Field(node, f"{prefix}{declared.identifier}", _held(declared, response), block if alone else None)


def _held(declared: ResponseDeclaration, response: Responses) -> Value:
    plain = response.get(declared.identifier)
    return from_plain(plain, cardinality=declared.cardinality, base_type=declared.base_type)


def _blocks(node: Node, block: Node | None) -> Iterator[tuple[int, Node | None]]:
    """Yield the innermost block of text around each inline interaction."""
    if node.tag in INLINE:
        yield id(node), block
    for child in node.elements():
        yield from _blocks(child, node if node.tag in BLOCKS else block)


def _label(field: _Field, fields: list[_Field], words: Wording) -> Attributes:
    if field.block:
        return {"aria-labelledby": f"{field.name}::text"}
    unnamed = [other.name for other in fields if other.node.tag in INLINE and not other.block]
    if field.name not in unnamed or len(unnamed) == 1:
        return {"aria-label": words["answer"]}
    return {"aria-label": words["answer-number"].format(number=unnamed.index(field.name) + 1)}
