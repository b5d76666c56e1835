"""Names of issuers: did:web for issuers, did:key where a key is its own name.

Source: W3C CCG, did:web Method Specification, section 3.2; did:key Method v0.9, section 3.1; W3C, Controlled
Identifiers v1.0, section 2 (the document).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from testamur.credential.contexts import DID, MULTIKEY
from testamur.credential.keys import Signer, SigningKey
from testamur.credential.multikey import PublicKey, public_key
from testamur.errors import DocumentError, Problem

LOOPBACK_HOSTS: Final = frozenset({"localhost", "127.0.0.1"})
_SEGMENT: Final = re.compile(r"[A-Za-z0-9._-]+")
_HOST: Final = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*)(?::([0-9]{1,5}))?")


def did_web(host: str, *path: str) -> str:
    """Return the did:web name of what lives at a host (``example.org``, ``localhost:8000``) and path.

    >>> did_web("localhost:8000", "issuers", "1")
    'did:web:localhost%3A8000:issuers:1'
    """
    problems = [Problem(part, "cannot stand in a did:web name") for part in path if not _is_segment(part)]
    if not _HOST.fullmatch(host):
        problems.append(Problem(host, "is not a host, with or without a port"))
    if problems:
        raise DocumentError(problems)
    return ":".join(["did:web", quote(host.lower(), safe=""), *path])


def document_url(did: str, *, loopback: bool = False) -> str:
    """Return where the DID document of a did:web name is published.

    With `loopback`, a name on this very machine is read over plain HTTP, as in a demonstration.
    """
    method, _, rest = did.removeprefix("did:").partition(":")
    host, *path = rest.split(":")
    host = unquote(host)
    if method != "web" or not _HOST.fullmatch(host) or not all(_is_segment(part) for part in path):
        raise DocumentError([Problem("", f"{did!r} is not a did:web name")])
    scheme = "http" if loopback and host.partition(":")[0] in LOOPBACK_HOSTS else "https"
    return f"{scheme}://{host}/{'/'.join(path) if path else '.well-known'}/did.json"


def did_of_url(url: str) -> str:
    """Return the did:web name whose DID document is published at `url`."""
    parts = urlsplit(url)
    path = parts.path.removesuffix("/did.json").split("/")[1:]
    if not parts.path.endswith("/did.json") or parts.scheme not in {"http", "https"}:
        raise DocumentError([Problem("", f"{url!r} is not the address of a DID document")])
    return did_web(parts.netloc, *([] if path == [".well-known"] else path))


def _is_segment(part: str) -> bool:
    return bool(_SEGMENT.fullmatch(part)) and part not in {".", ".."}


def did_key(public: PublicKey) -> str:
    """Return the did:key name of a public key: the key is its own name."""
    return f"did:key:{public.multibase}"


def as_did_key(key: SigningKey) -> SigningKey:
    """Return the same key under its own did:key name."""
    return replace(key, id=f"{did_key(key.public)}#{key.public.multibase}")


def did_key_document(did: str) -> dict[str, object]:
    """Return the DID document that a did:key name stands for; no network is needed.

    The key may sign for both purposes: to vouch for a credential, and to show who presents one.
    """
    public = public_key(did.removeprefix("did:key:"))
    document = did_document(did, {public.multibase: public})
    return {**document, "authentication": document["assertionMethod"]}


def issuer_document(did: str, signers: Iterable[Signer]) -> dict[str, object]:
    """Return the DID document of an issuer with these keys, the retired ones too, or their badges die."""
    keys = {}
    for signer in signers:
        owner, _, name = signer.id.partition("#")
        if owner != did or not name:
            raise DocumentError([Problem("verificationMethod", f"{signer.id} is not a key of {did}")])
        keys[name] = signer.public
    return did_document(did, keys)


def did_document(did: str, keys: Mapping[str, PublicKey]) -> dict[str, object]:
    """Return a DID document that lists public keys by their name, each allowed to assert."""
    methods = [
        {
            "id": f"{did}#{name}",
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": public.multibase,
        }
        for name, public in keys.items()
    ]
    return {
        "@context": [DID, MULTIKEY],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }
