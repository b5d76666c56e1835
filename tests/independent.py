"""Verifiers that are not ours, asked about a credential of ours: openbadgeslib, and two in Node. No network."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from unittest import mock

from jwt import api_jwt
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3 import ldp, status, verifier
from openbadgeslib.ob3.did import resolve_verification_method

from testamur.credential.contexts import vendored
from testamur.credential.did import document_url

NODE = Path(__file__).parent / "node"
SECONDS = 120


class NoNode(Exception):  # noqa: N818  (a lack of this machine, not an error)
    """Node, or the packages of `tests/node`, are not installed."""


Lists = Mapping | list[Mapping]
"""The status list that a credential names, or those."""
Keys = Mapping | list
"""The DID document of its issuer, or those that are published."""


def openbadgeslib_verdict(credential: Mapping, did_document: Keys, status_list: Lists, at: datetime) -> bool:
    """Say whether openbadgeslib accepts a credential at a moment, together with the status lists it names."""
    lists = status_list if isinstance(status_list, list) else [status_list]
    documents = did_document if isinstance(did_document, list) else [did_document]
    published = {document_url(document["id"]): document for document in documents}
    published |= {one["id"]: one for one in lists}

    def download(url: str) -> bytes:
        if url not in published:
            raise OSError("not published")
        return json.dumps(published[url]).encode()

    with clock_of_openbadgeslib_at(at):
        try:
            ldp.OB3LdpVerifier().verify(
                json.dumps(credential), check_status=True, download=download, verify_status_list=False
            )
            # Its status check takes a signed list as JWT only; the proof of ours it checks as a document.
            for one in lists:
                key = resolve_verification_method(one["proof"]["verificationMethod"], download=download)
                ldp.verify_data_integrity_proof(dict(one), key)
        except (LibOpenBadgesException, OSError):
            return False
    return True


def openbadgeslib_proof_holds(document: Mapping, did_document: Mapping) -> bool:
    """Say whether openbadgeslib accepts the proof of a credential that is no Open Badge."""

    def download(url: str) -> bytes:
        return json.dumps({document_url(did_document["id"]): did_document}[url]).encode()

    try:
        key = resolve_verification_method(document["proof"]["verificationMethod"], download=download)
        ldp.verify_data_integrity_proof(dict(document), key)
    except LibOpenBadgesException:
        return False
    return True


@contextmanager
def clock_of_openbadgeslib_at(at: datetime) -> Iterator[None]:
    """Stop the clock that openbadgeslib reads; it takes none as an argument."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz=None):
            return at.astimezone(tz)

    with ExitStack() as stack:
        for module in (ldp, status, verifier, api_jwt):
            stack.enter_context(mock.patch.object(module, "datetime", Stopped))
        yield


def node_verdict(credential: Mapping, did_document: Mapping, status_list: Lists, at: datetime) -> bool:
    """Say whether both verifiers in Node accept a credential; raises `NoNode` where there is none."""
    answers = node_answers(credential, did_document, status_list, at)
    return all(answer["verified"] for answer in answers.values())


def node_answers(credential: Mapping, did_document: Mapping, status_list: Lists, at: datetime) -> dict[str, dict]:
    """Return for each verifier in Node whether it has ``verified`` a credential, and what it ``said``."""
    (answers,) = all_node_answers([(credential, did_document, status_list, at)])
    return answers


def all_node_answers(cases: Iterable[tuple[Mapping, Mapping, Lists, datetime]]) -> list[dict[str, dict]]:
    """Return the same for many credentials, each with what is published and the moment; Node starts once."""
    asked = [
        {"credential": credential, "didDocument": did_document, "statusList": status_list, "at": at.isoformat()}
        for credential, did_document, status_list, at in cases
    ]
    return _in_node("verify.mjs", {"cases": asked})


def signed_in_node(credentials: Iterable[Mapping], *, key_id: str, seed: bytes, at: datetime) -> list[dict]:
    """Return credentials signed by the digitalbazaar stack, with an Ed25519 key of this seed."""
    key = {"id": key_id, "controller": key_id.partition("#")[0], "seed": seed.hex()}
    created = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return _in_node("sign.mjs", {"key": key, "created": created, "credentials": list(credentials)})


def _in_node(program: str, asked: dict) -> list[dict]:
    node = shutil.which("node")
    if node is None or not (NODE / "node_modules").is_dir():
        raise NoNode("run `npm ci --ignore-scripts` in tests/node")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "asked.json")
        file.write_text(json.dumps({"contexts": dict(vendored().bodies), **asked}), encoding="utf-8")
        run = subprocess.run(
            [node, program, str(file)], cwd=NODE, capture_output=True, text=True, timeout=SECONDS, check=True
        )
    return json.loads(run.stdout)
