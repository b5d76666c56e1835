"""Which addresses a varying one must not be: else two things would become one, and the graph another.

At most one address varies freely; it has no fragment, but what is named below it has one. Besides, a number may
vary at the end of a fragment. So two addresses of a shape can be the same only if the one that varies is one of
the others without its fragment.
"""

from collections.abc import Iterable, Mapping

from pyoxigraph import NamedNode, Quad

from testamur.credential.slots import Slot
from testamur.errors import Refused


def taken_addresses(quads: Iterable[Quad], slots: Mapping[str, Slot]) -> frozenset[str]:
    """Return the addresses, without fragments, that the varying address of a shape must not be.

    Parameters
    ----------
    quads : iterable of Quad
        The statements of a document in which marks stand for its slots.
    slots : mapping
        Mark -> slot.

    Raises
    ------
    Refused
        ``shape-address``, if more than the above could vary in an address.
    """
    terms = {term.value for quad in quads for term in quad if isinstance(term, NamedNode)}
    varying = {term for term in terms if any(mark in term for mark in slots)}
    fixed = terms - varying
    free, beginnings = set(), []
    for term in varying:
        mark = next(mark for mark in slots if mark in term)
        before, _, after = term.partition(mark)
        if slots[mark].kind.is_address and not before and after[:1] in {"", "#"}:
            free.add(mark)
        elif slots[mark].kind.ends_address and before.endswith("#") and not after:
            beginnings.append(before)
        else:
            raise Refused("shape-address", "What is no address would become part of one.")
    is_repeated = len(set(beginnings)) < len(beginnings)
    if len(free) > 1 or is_repeated or any(term.startswith(one) for one in beginnings for term in fixed):
        raise Refused("shape-address", "Two addresses could become the same.")
    return frozenset(address.partition("#")[0] for address in (*fixed, *beginnings))
