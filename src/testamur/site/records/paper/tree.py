"""The tags of a PDF file: what each part is, in the order in which it is read.

Source: ISO 32000-1, 14.7 (logical structure) and 14.8 (tagged PDF).
"""

from dataclasses import dataclass, field
from typing import Final

from pydyf import PDF, Array, Dictionary

from testamur.site.records.paper.words import name, text

OWNERS: Final = {"Scope": "Table", "BBox": "Layout", "Placement": "Layout"}


@dataclass(frozen=True, slots=True)
class Marked:
    """A piece of the content of a page, by its number there."""

    page: int
    number: int


@dataclass(frozen=True, slots=True)
class Linked:
    """An annotation of a page, by its place among all annotations."""

    page: int
    number: int


@dataclass(eq=False)
class Element:
    """One part: a standard tag (``P``, ``H1``, ``Table``, ``Figure``), its attributes and what is in it."""

    tag: str
    alternative: str = ""
    language: str = ""
    attributes: dict[str, object] = field(default_factory=dict)
    within: "list[Element | Marked | Linked]" = field(default_factory=list)

    def add(self, tag: str, *, alternative: str = "", scope: str = "") -> "Element":
        """Return a new part, last within this one."""
        part = Element(tag, alternative, attributes={"Scope": f"/{scope}"} if scope else {})
        self.within.append(part)
        return part


def write_tree(pdf: PDF, root: Element, *, pages: list[Dictionary], annotations: list[Dictionary]) -> None:
    """Put the tags into a PDF file that is being made, and point back to them from what they tag.

    Page n has the key n in the tree of parents; annotation n has the key ``len(pages) + n``.
    """
    owners: dict[Marked | Linked, str] = {}
    tree = Dictionary({"Type": "/StructTreeRoot"})
    pdf.add_object(tree)
    tree["K"] = _write(pdf, root, tree, owners, pages, annotations).reference
    numbers: list[object] = []
    for n in range(len(pages)):
        marked = sorted((m.number, owner) for m, owner in owners.items() if isinstance(m, Marked) and m.page == n)
        row = Array([owner for _, owner in marked])
        pdf.add_object(row)
        numbers += [n, row.reference]
    linked = sorted((m.number, owner) for m, owner in owners.items() if isinstance(m, Linked))
    for number, owner in linked:
        numbers += [len(pages) + number, owner]
    tree["ParentTree"] = Dictionary({"Nums": Array(numbers)})
    tree["ParentTreeNextKey"] = len(pages) + len(annotations)
    pdf.catalog["StructTreeRoot"] = tree.reference
    pdf.catalog["MarkInfo"] = Dictionary({"Marked": "true"})


def _write(
    pdf: PDF,
    element: Element,
    parent: Dictionary,
    owners: dict[Marked | Linked, str],
    pages: list[Dictionary],
    annotations: list[Dictionary],
) -> Dictionary:
    written = Dictionary({"Type": "/StructElem", "S": name(element.tag), "P": parent.reference})
    if element.alternative:
        written["Alt"] = text(element.alternative)
    if element.language:
        written["Lang"] = text(element.language)
    if element.attributes:
        by_owner: dict[str, Dictionary] = {}
        for key, value in element.attributes.items():
            by_owner.setdefault(OWNERS[key], Dictionary({"O": f"/{OWNERS[key]}"}))[key] = value
        written["A"] = Array([part.data for part in by_owner.values()])
    pdf.add_object(written)
    children = Array()
    for part in element.within:
        if isinstance(part, Element):
            children.append(_write(pdf, part, written, owners, pages, annotations).reference)
            continue
        owners[part] = written.reference
        kind = {"Type": "/MCR", "MCID": part.number}
        if isinstance(part, Linked):
            kind = {"Type": "/OBJR", "Obj": annotations[part.number].reference}
        children.append(Dictionary(kind | {"Pg": pages[part.page].reference}))
    written["K"] = children
    return written
