"""A shape on trial: before it signs anything, what it makes of random values is compared with the whole way."""

import json
import random
from collections.abc import Callable, Mapping
from typing import Final

from testamur.credential.canonical import canonicalise
from testamur.credential.contexts import Contexts
from testamur.credential.second_opinion import canonical_again
from testamur.credential.shape import Shape
from testamur.credential.shape_values import ADDRESS, INDEX, MOMENT, TEXT
from testamur.errors import Refused

TRIALS: Final = 25
"""How many random credentials of a shape have to come out right before it is used."""

LETTERS: Final = "abcXYZ019 _-\"\\{}<>@^.:%$#&'`~|éßΩжא\u00a0\u0301日本\U0001f603\u200b\U0001f469\u200d"
"""Letters that some format or other treats specially, and letters of one to four bytes."""
LOOKALIKES: Final = (
    "_:c14n0",
    "urn:uuid:0",
    "<urn:x> .",
    "%s",
    "%(x)d",
    "{0}",
    "\\u0041",
    '"@type"',
    "null",
    "true",
)


def random_values(shape: Shape, rng: random.Random) -> list[str]:
    """Return values at random that fit the slots of a shape, now and then the same one in several."""
    values = [_fitting(slot.kind.fits, MAKERS[slot.kind.name], rng) for slot in shape.slots]
    texts = [number for number, slot in enumerate(shape.slots) if slot.kind is TEXT]
    if len(texts) > 1 and rng.random() < 0.2:
        values[texts[1]] = values[texts[0]]
    return values


def stand_trial(shape: Shape, *, contexts: Contexts, rng: random.Random, count: int = TRIALS) -> None:
    """Compare a shape with both processors on `count` random credentials.

    The JSON text that the shape writes is what the others read, so that text and graph are compared together.

    Raises
    ------
    Refused
        If one comes out differently, or too many of them need the complete algorithm.
    """
    passed = 0
    for _ in range(2 * count):
        fitted = shape.fitted(random_values(shape, rng))
        made = shape.canonical(fitted) if fitted else None
        if fitted is None or made is None:
            continue
        document = json.loads(shape.text(fitted))
        if not made == canonicalise(document, contexts) == canonical_again(document, contexts):
            raise Refused("shape-untrue", "A credential made by its shape comes out differently.")
        passed += 1
        if passed == count:
            return
    raise Refused("shape-ambiguous", "Most credentials of this shape need the complete algorithm.")


def _fitting(fits: Callable[[str], bool], make: Callable[[random.Random], str], rng: random.Random) -> str:
    while not fits(value := make(rng)):
        pass
    return value


def _address(rng: random.Random) -> str:
    name = f"{rng.getrandbits(128):032x}"
    if rng.random() < 0.5:
        return f"urn:uuid:{name[:8]}-{name[8:12]}-{name[12:16]}-{name[16:20]}-{name[20:]}"
    return f"https://{name[:8]}.example/{rng.choice(('', 'credentials/', '%C3%A9/', 'a,b;c=(d)/'))}{name}"


def _moment(rng: random.Random) -> str:
    day = f"{rng.randrange(1, 10000):04}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
    return f"{day}T{rng.randrange(24):02}:{rng.randrange(60):02}:{rng.randrange(60):02}Z"


def _index(rng: random.Random) -> str:
    return str(rng.randrange(10 ** rng.randrange(1, 11)))


def _text(rng: random.Random) -> str:
    if rng.random() < 0.2:
        return rng.choice(LOOKALIKES)
    return "".join(rng.choices(LETTERS, k=rng.randrange(1, 12)))


MAKERS: Final[Mapping[str, Callable[[random.Random], str]]] = {
    ADDRESS.name: _address,
    MOMENT.name: _moment,
    INDEX.name: _index,
    TEXT.name: _text,
}
"""By kind of value: how one is made up."""
