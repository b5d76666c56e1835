"""Whether a signature holds over a document: asked here, or of a process with limits.

To know what an rdfc suite signs, JSON-LD is read and a graph put in order, which a stranger can make costly. So
that is a task of its own, from bytes to bytes, for `testamur.credential.confined`.

Source: W3C, Verifiable Credential Data Integrity 1.0, sections 4.2 and 4.3.
"""

import json
from collections.abc import Callable, Mapping
from typing import Final

from testamur.credential import suites
from testamur.credential.canonical import canonicalise
from testamur.credential.confined import Confine
from testamur.credential.contexts import CREDENTIALS, OPEN_BADGES, Contexts, general, vendored
from testamur.credential.cryptosuite import Cryptosuite
from testamur.credential.multikey import PublicKey, public_key, unbase58
from testamur.credential.signatures import ALGORITHMS
from testamur.errors import Refused
from testamur.registry import collect

SUITES: Final[dict[str, Cryptosuite]] = collect(suites, constant="SUITE", kind=Cryptosuite)
UNFIT: Final = "The signature and the issuer's key do not fit together."
KNOWN: Final[Mapping[str, Callable[[], Contexts]]] = {"vendored": vendored, "general": general}
"""The sets of contexts that both processes know, by name."""

_HOLDS: Final = {True: b"holds", False: b"does not hold"}


def signed_data(
    document: Mapping[str, object],
    options: Mapping[str, object],
    *,
    suite: Cryptosuite,
    contexts: Contexts,
    kind: str = "",
) -> bytes:
    """Return the bytes that a proof signs: the hash of its options, then the hash of the document.

    The document is without proof, or has those on which this one builds. The hash goes with the kind of key,
    otherwise with the first that the suite takes.
    """
    digest = ALGORITHMS[kind or suite.kinds[0]].digest
    in_context = {**options, "@context": document["@context"]} if "@context" in document else options
    return b"".join(digest(suite.canonicalise(part, contexts)) for part in (in_context, document))


def holds(
    document: Mapping[str, object],
    proof: Mapping[str, object],
    *,
    key: PublicKey,
    contexts: Contexts,
    confine: Confine,
) -> bool:
    """Say whether a proof of a known suite holds over a document, with the key of its signer.

    Parameters
    ----------
    document : Mapping
        As the proof signs it: without proof, or with those on which this one builds.
    proof, key, contexts
        The proof, the key that it names, and the known contexts.
    confine : callable
        How to run what could be made costly.

    Raises
    ------
    DocumentError, ValueError
        If the document or the proof cannot be read.
    Refused
        If the key does not go with the suite, or reading would cost, or has cost, too much.
    """
    suite = SUITES[str(proof["cryptosuite"])]
    if key.kind not in suite.kinds or (suite.check is None and not _is_of_length(proof, key)):
        raise Refused("key-kind", UNFIT)
    if not suite.is_costly:
        return _holds(document, proof, key=key, contexts=contexts)
    bodies = next((name for name, known in KNOWN.items() if contexts is known()), contexts.bodies)
    question = {"document": document, "proof": proof, "key": key.multibase, "contexts": bodies}
    return confine(holds_task, json.dumps(question).encode()) == _HOLDS[True]


def holds_task(question: bytes) -> bytes:
    """Answer what `holds` asks, in JSON; this is the part that costs."""
    asked = json.loads(question)
    bodies = asked["contexts"]
    contexts = KNOWN[bodies]() if isinstance(bodies, str) else Contexts(bodies)
    key = public_key(asked["key"])
    return _HOLDS[_holds(asked["document"], asked["proof"], key=key, contexts=contexts)]


def _holds(
    document: Mapping[str, object], proof: Mapping[str, object], *, key: PublicKey, contexts: Contexts
) -> bool:
    suite = SUITES[str(proof["cryptosuite"])]
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    if suite.check is not None:
        return suite.check(document, options, proof.get("proofValue"), key, contexts)
    data = signed_data(document, options, suite=suite, contexts=contexts, kind=key.kind)
    return ALGORITHMS[key.kind].holds(key.raw, unbase58(proof.get("proofValue")), data)


def _is_of_length(proof: Mapping[str, object], key: PublicKey) -> bool:
    return len(unbase58(proof.get("proofValue"))) == ALGORITHMS[key.kind].signature_bytes


def warm() -> None:
    """Read all contexts once, those of a badge as JSON-LD too, for processes that will be forked from this one."""
    general()
    canonicalise({"@context": [CREDENTIALS, OPEN_BADGES], "type": ["VerifiableCredential"]}, vendored())
