"""A record of CTDL as one of our offerings: its facts as claims, the rest carried."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from testamur.catalogue.claim import Claim, Grade, Interest
from testamur.catalogue.exchange.ctdl.slots import CLASSES, FOR_ORGANISATIONS, SLOT_OF, SLOTS, Slot, class_of
from testamur.catalogue.exchange.ctdl.words import Fact, Lookup, Node, TermError
from testamur.catalogue.exchange.entry import key_of
from testamur.catalogue.field import FIELDS
from testamur.catalogue.offering import Offering, Status, offering_problems
from testamur.catalogue.slug import slug
from testamur.errors import Problem

CONTEXT: Final = "https://credreg.net/ctdl/schema/context/json"
# What a document had not, though we would write it.
ABSENT: Final = "testamur:absent"
RECORD: Final = "testamur:offering"
# Who published the record: the owner of the credential, somebody else, or nobody knows.
Publisher = Literal["", "owner", "third party"]
_GRADES: Final[dict[Publisher, tuple[Grade, Grade]]] = {
    "owner": ("B", "D"),
    "third party": ("C", "C"),
    "": ("E", "E"),
}
_RESERVED: Final = ("@context", "@graph", RECORD)
_LONGEST_CTID: Final = 60


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: alone, or in a graph, whose other nodes it may refer to.

    `graph` is the whole document with None in the record's place.
    """

    graph: Node | None = None
    nodes: Mapping[str, Node] | None = None

    def lookup(self, address: str) -> Node | None:
        """Return the node of the graph with this address."""
        return self.nodes.get(address) if self.nodes else None


@dataclass(frozen=True, slots=True)
class Telling:
    """Whose word a record is: what its claims have in common."""

    source: str
    publisher: Publisher
    seen: str

    def claim(self, fact: Fact) -> Claim:
        """Return a fact as a claim."""
        controlled = FIELDS[fact.field].controlled
        own = self.publisher == "owner"
        interest: Interest = "self" if own and not controlled else ""
        return Claim(
            fact.field,
            self.source,
            _GRADES[self.publisher][0 if controlled else 1],
            fact.value,
            fact.low,
            fact.high,
            fact.unit,
            "provider" if own else "",
            interest,
            "",
            self.seen,
            fact.valid_from,
            fact.valid_to,
        )


def read_plain(
    node: Node, place: Place, *, seen: str = "", publisher: Publisher | None = None
) -> tuple[Offering | None, list[Problem]]:
    """Return the offering in a record, or everything that is wrong with it.

    Without a `publisher`, the owner is taken to have published it if it lies where its own page lies.
    """
    problems = [Problem(term, "may not stand in a record") for term in ("@graph", ABSENT) if term in node]
    facts: list[Fact] = []
    carried: dict[str, Any] = {}
    for slot in SLOTS:
        part = {term: node[term] for term in slot.terms if term in node}
        if part:
            facts += _read(slot, part, place.lookup, carried, problems)
    carried |= _carried(node, place)
    about = {fact.field: fact.value for fact in facts if fact.field.startswith(".")}
    if not problems:
        problems += _missing(about)
    if problems:
        return None, problems
    telling = Telling(_source(node, about), _publisher(node, about) if publisher is None else publisher, seen)
    offering = _offering(node, about, [fact for fact in facts if not fact.field.startswith(".")], telling, carried)
    problems += offering_problems(offering, roles=frozenset(), codes=frozenset())
    return (None if problems else offering), problems


def _read(slot: Slot, part: Node, lookup: Lookup, carried: Node, problems: list[Problem]) -> list[Fact]:
    try:
        facts = slot.read(part, lookup)
        if slot.write(facts) != part:
            carried |= part
    except TermError as error:
        problems.append(Problem(", ".join(part), str(error)))
        return []
    return facts


def _carried(node: Node, place: Place) -> Node:
    carried = {term: value for term, value in node.items() if term not in SLOT_OF and term not in _RESERVED}
    absent = [term for term in ("@id", "ceterms:ctid") if term not in node]
    if place.graph is not None:
        carried["@graph"] = place.graph
        if "@context" in node:
            carried["@context"] = node["@context"]
    elif "@context" not in node:
        absent.append("@context")
    elif node["@context"] != CONTEXT:
        carried["@context"] = node["@context"]
    return carried | ({ABSENT: absent} if "@context" in absent or len(absent) > 1 else {})


def came_from_ctdl(carried: Mapping[str, Any]) -> bool:
    """Say whether an offering was read from a record of CTDL."""
    return "@id" in carried or "ceterms:ctid" in carried or ABSENT in carried


def _missing(about: Mapping[str, Any]) -> Iterator[Problem]:
    if not about.get(".name"):
        yield Problem("ceterms:name", "is missing")
    if not about.get(".provider"):
        yield Problem("ceterms:ownedBy", "is missing, and so is ceterms:offeredBy")


def _source(node: Node, about: Mapping[str, Any]) -> str:
    address = node.get("@id")
    if isinstance(address, str) and address.startswith(("http://", "https://")):
        return address
    return str(about.get(".page") or "a CTDL record without an address")


def _publisher(node: Node, about: Mapping[str, Any]) -> Publisher:
    hosts = [_host(address) for address in (node.get("@id"), about.get(".page"))]
    return "owner" if hosts[0] and hosts[0] == hosts[1] else ""


def _host(address: object) -> str:
    if not isinstance(address, str) or not address.startswith(("http://", "https://")):
        return ""
    return address.split("/", 3)[2].lower().removeprefix("www.")


def _offering(
    node: Node, about: Mapping[str, Any], facts: list[Fact], telling: Telling, carried: Mapping[str, Any]
) -> Offering:
    ctid = node.get("ceterms:ctid")
    own = slug(ctid) if isinstance(ctid, str) and len(ctid) <= _LONGEST_CTID else ""
    page = about.get(".page", "")
    kind = class_of(node)
    claims = tuple(telling.claim(fact) for fact in facts)
    status: Status = "confirmed-exists" if telling.publisher else "single-weak-source"
    return Offering(
        id=own or key_of(about[".provider"], about[".name"], page),
        name=about[".name"],
        provider=about[".provider"],
        holder="organisation" if kind == FOR_ORGANISATIONS else "person",
        status=status,
        jurisdiction=about.get(".jurisdiction", ""),
        countries=about.get(".countries", ()),
        unknown=() if claims else ("what it is",),
        claim=claims,
        page=page,
        carried=carried,
    )


def no_offering(node: Node) -> Problem:
    """Say that a node is no offering."""
    kind = node.get("@type")
    some = ", ".join(sorted(CLASSES)[:3])
    return Problem("@type", f"must be a credential or course such as {some}; it is {str(kind)[:60]!r}")
