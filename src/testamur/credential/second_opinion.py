"""A second opinion on what is signed: pyoxigraph's own JSON-LD reader, which shares no code with PyLD.

It knows no pinned contexts, so their bodies are put in the place of their addresses.
"""

import hashlib
import json
from collections.abc import Mapping

from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse, serialize

from testamur.credential.contexts import Contexts
from testamur.credential.keys import signed_by
from testamur.credential.multikey import ED25519, PublicKey, unbase58
from testamur.errors import DocumentError, Problem


def canonical_again(document: Mapping[str, object], contexts: Contexts) -> bytes:
    """Return the canonical N-Quads of a document whose contexts are all known, by the second processor.

    Raises
    ------
    DocumentError
        If that processor cannot read it.
    """
    named = document["@context"]
    bodies = [contexts.body(str(url))["@context"] for url in (named if isinstance(named, list) else [named])]
    text = json.dumps({**document, "@context": bodies})
    try:
        dataset = Dataset(parse(input=text, format=RdfFormat.JSON_LD))
    except (SyntaxError, ValueError):
        raise DocumentError([Problem("", "is not JSON-LD to a second processor")]) from None
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = serialize(dataset, format=RdfFormat.N_QUADS) or b""
    return b"".join(sorted(lines.splitlines(keepends=True)))


def is_proven(text: str, public: PublicKey, contexts: Contexts) -> bool:
    """Say whether a credential with an eddsa-rdfc-2022 proof is what the holder of a key signed."""
    document = json.loads(text)
    options = {**document.pop("proof"), "@context": document["@context"]}
    signature = unbase58(options.pop("proofValue"))
    hashes = (hashlib.sha256(canonical_again(part, contexts)).digest() for part in (options, document))
    return public.kind == ED25519 and signed_by(public.raw, signature, b"".join(hashes))
