"""Verifiers that are not ours, asked about a credential of ours: openbadgeslib, and two in Node. No network."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
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


def openbadgeslib_verdict(credential: Mapping, did_document: Mapping, status_list: Lists, at: datetime) -> bool:
    """Say whether openbadgeslib accepts a credential at a moment, together with the status lists it names."""
    lists = status_list if isinstance(status_list, list) else [status_list]
    published = {document_url(did_document["id"]): did_document, **{one["id"]: one for one in lists}}

    def download(url: str) -> bytes:
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
        except LibOpenBadgesException:
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
    node = shutil.which("node")
    if node is None or not (NODE / "node_modules").is_dir():
        raise NoNode("run `npm ci --ignore-scripts` in tests/node")
    documents = [credential, did_document, status_list, dict(vendored().bodies)]
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"{number}.json") for number in range(len(documents))]
        for path, document in zip(paths, documents, strict=True):
            path.write_text(json.dumps(document), encoding="utf-8")
        run = subprocess.run(
            [node, "verify.mjs", *map(str, paths), at.isoformat()],
            cwd=NODE, capture_output=True, text=True, timeout=SECONDS, check=True,
        )  # fmt: skip
    return json.loads(run.stdout)
