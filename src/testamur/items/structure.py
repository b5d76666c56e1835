"""Say where an item or a stimulus departs from the tables of `vocabulary`: unknown, unsafe or misplaced parts."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from testamur.documents import Node
from testamur.errors import Problem
from testamur.items.kinds import EMBEDDED, INTERACTIONS
from testamur.items.vocabulary import (
    ELEMENTS,
    FLOW,
    GLOBAL_ATTRIBUTES,
    HTML,
    HTML_PARENTS,
    ITEM_PARTS,
    MATH,
    MATH_ATTRIBUTES,
    MATHML,
    QTI,
    UNSUPPORTED,
    Element,
    words,
)

XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
VIEWS: Final = words("author candidate proctor scorer test-constructor testConstructor tutor")
PROCESSING: Final = "qti-response-processing"  # has its own tables, in `processing`
ASIDES: Final = frozenset({*FLOW, "qti-modal-feedback", "qti-catalog-info", "qti-stimulus-body"})


def _is_count(text: str) -> bool:
    return re.fullmatch("[0-9]{1,6}", text) is not None


def _is_boolean(text: str) -> bool:
    return text in {"true", "false", "1", "0"}


def is_own_file(text: str) -> bool:
    """Tell whether an address names a file beside the item: no scheme, no host, no absolute path."""
    return re.fullmatch(r"(?!/)[^\\:?#%\x00-\x20]{1,200}", text) is not None


def _is_web_address(text: str) -> bool:
    return re.fullmatch(r"https?://[^\s\"'<>\\]{1,1000}", text) is not None


VALUES: Final[dict[str, tuple[Callable[[str], bool], str]]] = {
    **dict.fromkeys(
        words(
            "max-choices min-choices match-max match-min max-associations min-associations expected-length "
            "expected-lines min-strings max-strings colspan rowspan span"
        ),
        (_is_count, "must be a whole number"),
    ),
    **dict.fromkeys(
        words("shuffle fixed time-dependent case-sensitive step-label reverse required"),
        (_is_boolean, "must be true or false"),
    ),
    "adaptive": (lambda text: text in {"false", "0"}, "must be false: adaptive items are not supported"),
    "show-hide": (lambda text: text == "show", "must be show: what is hidden first is not supported"),
    "external-scored": (lambda text: text == "human", "must be human: no other outside scorer is supported"),
    "view": (
        lambda text: bool(text.split()) and set(text.split()) <= VIEWS,
        f"must be of {', '.join(sorted(VIEWS))}",
    ),
    "src": (is_own_file, "must name a file beside the item"),
    "longdesc": (is_own_file, "must name a file beside the item"),
    "cite": (_is_web_address, "must be an http or https address"),
    "xml:lang": (
        lambda text: re.fullmatch("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", text) is not None,
        "is no language",
    ),
    "dir": (lambda text: text in {"ltr", "rtl", "auto"}, "must be ltr, rtl or auto"),
}


def item_problems(root: Node) -> Iterator[Problem]:
    """Say everything that is wrong with the parts of an item, apart from their meaning."""
    if root.tag == "assessmentItem":
        yield Problem(_line(root), "is QTI 2; only QTI 3 is read")
        return
    yield from _root_problems(root, "qti-assessment-item")
    if root.tag != "qti-assessment-item":
        return
    yield from _order_problems(root)
    yield from _repeated_ids(root)


def stimulus_problems(root: Node) -> Iterator[Problem]:
    """Say everything that is wrong with the parts of a shared stimulus."""
    yield from _root_problems(root, "qti-assessment-stimulus")


def _root_problems(root: Node, tag: str) -> Iterator[Problem]:
    if root.tag != tag or root.namespace != QTI:
        yield Problem(_line(root), f"must start with {tag} of QTI 3; it starts with {root.tag}")
        return
    yield from _element_problems(root, _Within(frozenset(), flow=False, interactive=True))


@dataclass(frozen=True, slots=True)
class _Within:
    """What may stand at a place: `children` by name, and if it is `flow`, text and HTML too."""

    children: frozenset[str]
    flow: bool
    interactive: bool

    def inside(self, node: Node, rule: Element) -> "_Within":
        """Return what may stand in `node`; the parts of a kind may stand anywhere in its text."""
        if node.tag in INTERACTIONS:
            return _Within(rule.children, flow=rule.flow, interactive=False)
        kept = self.children & EMBEDDED if node.tag in HTML else frozenset()
        interactive = self.interactive and node.tag not in ASIDES
        return _Within(rule.children | kept, flow=rule.flow, interactive=interactive)

    def allows(self, child: Node) -> bool:
        """Tell whether `child` may stand here."""
        if child.tag in self.children:
            return True
        flow = child.tag in HTML or child.tag in FLOW
        return self.flow and (flow or (self.interactive and child.tag in INTERACTIONS))


_TABLE: Final[dict[str, Element]] = {
    **ELEMENTS,
    **{tag: Element(GLOBAL_ATTRIBUTES | own, flow=True) for tag, own in HTML.items()},
    **{tag: part for kind in INTERACTIONS.values() for tag, part in kind.parts.items()},
    **{tag: kind.element for tag, kind in INTERACTIONS.items()},
}


def _element_problems(node: Node, within: _Within) -> Iterator[Problem]:
    rule = _TABLE[node.tag]
    yield from _attribute_problems(node, rule)
    if not (rule.flow or rule.text) and any(isinstance(c, str) and c.strip() for c in node.children):
        yield Problem(_line(node), f"{node.tag} may not hold text")
    inner = within.inside(node, rule)
    for child in node.elements():
        if child.namespace == MATHML and child.tag == "math" and inner.flow:
            yield from _formula_problems(child)
        elif child.tag == PROCESSING and node.tag == "qti-assessment-item":
            continue
        elif child.namespace == QTI and inner.allows(child):
            yield from _parent_problems(child, node)
            yield from _element_problems(child, inner)
        else:
            yield Problem(_line(child), _refusal(child, node))


def _refusal(child: Node, parent: Node) -> str:
    if child.tag in UNSUPPORTED:
        return f"{child.tag}: {UNSUPPORTED[child.tag]}"
    if child.namespace != QTI:
        return f"{child.tag} is of the namespace {child.namespace!r}, which is not known"
    if child.tag in _TABLE or child.tag == PROCESSING:
        return f"{child.tag} may not stand in {parent.tag}"
    return f"{child.tag} is not known"


def _parent_problems(child: Node, parent: Node) -> Iterator[Problem]:
    parents = HTML_PARENTS.get(child.tag, frozenset({parent.tag}))
    if parent.tag not in parents:
        yield Problem(_line(child), f"{child.tag} may not stand in {parent.tag}")


def _formula_problems(node: Node) -> Iterator[Problem]:
    for inner in node.walk():
        if inner.tag not in MATH or inner.namespace != MATHML:
            yield Problem(_line(inner), f"{inner.tag} may not stand in a formula")
        for name in inner.attributes:
            if name not in MATH_ATTRIBUTES | {"id", "class", "xml:lang", "alttext", "encoding"}:
                yield Problem(_line(inner), f"{inner.tag}: the attribute {name!r} is not allowed")


def _attribute_problems(node: Node, rule: Element) -> Iterator[Problem]:
    place = _line(node)
    for name, text in node.attributes.items():
        if not _may_carry(rule, name):
            yield Problem(place, f"{node.tag}: the attribute {name!r} is not allowed")
        elif name == "href":
            is_right = _is_web_address(text) if node.tag == "a" else is_own_file(text)
            if not is_right:
                yield Problem(place, f"{node.tag}: the address {text[:60]!r} is not allowed")
        elif name in VALUES and not VALUES[name][0](text):
            yield Problem(place, f"{node.tag}: {name} {VALUES[name][1]}; it is {text[:60]!r}")
    required = rule.required | ({"src", "alt"} if node.tag == "img" else set())
    for name in sorted(required - set(node.attributes)):
        yield Problem(place, f"{node.tag}: the attribute {name!r} is missing")


def _may_carry(rule: Element, name: str) -> bool:
    if name in rule.attributes or name in rule.required:
        return True
    is_note = "class" in rule.attributes and name.startswith(("data-", "aria-"))
    return is_note or name.startswith(XSI)


def _order_problems(root: Node) -> Iterator[Problem]:
    known = [child for child in root.elements() if child.tag in ITEM_PARTS]
    latest = 0
    for child in known:
        place = ITEM_PARTS.index(child.tag)
        if place < latest:
            yield Problem(_line(child), f"{child.tag} must stand before {ITEM_PARTS[latest]}")
        latest = max(latest, place)
    times = Counter(child.tag for child in known)
    if times["qti-item-body"] != 1:
        yield Problem(_line(root), f"holds {times['qti-item-body']} item bodies; it must hold 1")
    for tag in (PROCESSING, "qti-catalog-info"):
        if times[tag] > 1:
            yield Problem(_line(root), f"holds {tag} {times[tag]} times; once is allowed")


def _repeated_ids(root: Node) -> Iterator[Problem]:
    found = ((node, node.attributes["id"]) for node in root.walk() if "id" in node.attributes)
    yield from repeated(found, "the id")


def repeated(named: Iterable[tuple[Node, str]], what: str) -> Iterator[Problem]:
    """Say which name stands more than once, at each place after the first."""
    seen: set[str] = set()
    for node, name in named:
        if name in seen:
            yield Problem(_line(node), f"{what} {name!r} stands twice")
        seen.add(name)


def _line(node: Node) -> str:
    return f"line {node.line}"
