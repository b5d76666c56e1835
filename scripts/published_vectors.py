"""Compare what the standards' authors publish with what comes out here, where a copy of theirs is at hand.

    .venv/bin/python scripts/published_vectors.py rdf-canon COPY_OF_w3c/rdf-canon
    .venv/bin/python scripts/published_vectors.py openbadges COPY_OF_1EdTech/openbadges-specification CLR_CONTEXT

rdf-canon: the RDFC-1.0 test suite, by each canonicaliser: pyoxigraph alone; pyoxigraph as it is used here, behind
the limit on blank nodes that look alike; PyLD; and the first-degree hashes of a compiled shape, which answer only
where no two blank nodes look alike. Each test has ten seconds. openbadges: the signing vectors of Open Badges 3.0
and of Comprehensive Learner Record 2.0, signed again with the published key: canonical text, hashes and signature.
CLR_CONTEXT is the file of https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json, which is no part of this
package. Exit 1 if anything differs that should not: PyLD's known fault is counted and does not.
"""

import hashlib
import html
import json
import multiprocessing
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final, cast

from pyld import jsonld
from pyld.canon import URDNA2015
from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse, serialize

from testamur.credential.canonical import canonical_text, canonicalise
from testamur.credential.contexts import Contexts, vendored
from testamur.credential.keys import from_seed
from testamur.credential.multikey import unbase58
from testamur.credential.proof import add_proof
from testamur.credential.shape_graph import shape_graph
from testamur.credential.signed import SUITES
from testamur.errors import Refused

SECONDS: Final = 10
CLR: Final = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
KNOWN_FAULTS: Final = {"PyLD": {"#test060c"}}
"""Control characters that it writes unescaped."""

Entry = dict[str, str]


def by_pyoxigraph(data: bytes, hashing: str) -> bytes:
    """Canonicalise by pyoxigraph alone."""
    dataset = Dataset(parse(input=data, format=RdfFormat.N_QUADS))
    algorithms = {"SHA256": "RDFC_1_0", "SHA384": "RDFC_1_0_SHA_384"}
    dataset.canonicalize(getattr(CanonicalizationAlgorithm, algorithms[hashing]))
    return b"".join(sorted((serialize(dataset, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)))


def as_used_here(data: bytes, hashing: str) -> bytes:
    """Canonicalise as proofs are checked here."""
    if hashing != "SHA256":
        raise Refused("hash", "not used here")
    return canonical_text(parse(input=data, format=RdfFormat.N_QUADS))


def by_pyld(data: bytes, hashing: str) -> bytes:
    """Canonicalise by PyLD, which calls the algorithm by its older name."""
    if hashing != "SHA256":
        raise Refused("hash", "not offered")
    options = {"algorithm": "URDNA2015", "inputFormat": "application/n-quads", "format": "application/n-quads"}
    return str(jsonld.normalize(data.decode(), options)).encode()


def by_first_degree(data: bytes, hashing: str) -> bytes:
    """Canonicalise as a compiled shape does, if it can."""
    if hashing != "SHA256":
        raise Refused("hash", "not used here")
    graph = shape_graph(parse(input=data, format=RdfFormat.N_QUADS), {"(a slot that stands nowhere)": 0}, ())
    text = graph.canonical([""])
    if text is None:
        raise Refused("tie", "two blank nodes look alike")
    return text


CANONICALISERS: Final[dict[str, Callable[[bytes, str], bytes]]] = {
    "pyoxigraph": by_pyoxigraph,
    "as used here": as_used_here,
    "PyLD": by_pyld,
    "first-degree hashes": by_first_degree,
}


def pyld_names(data: bytes) -> dict[str, str]:
    """Return the names that PyLD gives to blank nodes."""
    canon = URDNA2015()
    options = {"algorithm": "URDNA2015", "format": "application/n-quads"}
    canon.main(jsonld.JsonLdProcessor.parse_nquads(data.decode()), options)
    return {old.removeprefix("_:"): new.removeprefix("_:") for old, new in canon.canonical_issuer.existing.items()}


def outcome(canonicaliser: Callable[[bytes, str], bytes], entry: Entry, folder: Path) -> str:
    """Return what comes of one test: right, wrong, refused with a reason, or stopped."""
    near, far = multiprocessing.Pipe()
    worker = multiprocessing.get_context("fork").Process(target=_try, args=(far, canonicaliser, entry, folder))
    worker.start()
    found = near.recv() if near.poll(SECONDS) else f"stopped after {SECONDS} s"
    worker.kill()
    worker.join()
    return str(found)


def _try(line: Connection, canonicaliser: Callable[[bytes, str], bytes], entry: Entry, folder: Path) -> None:
    try:
        text = canonicaliser((folder / entry["action"]).read_bytes(), entry.get("hashAlgorithm", "SHA256"))
    except Refused as refusal:
        line.send(f"refused: {refusal.reason}")
    except RecursionError:
        line.send("broke off: RecursionError")
    else:
        line.send("right" if text == expected(entry, folder) else "wrong")


def expected(entry: Entry, folder: Path) -> bytes | None:
    """Return the published canonical text; there is none of the poison graph."""
    return (folder / entry["result"]).read_bytes() if "result" in entry else None


def rdf_canon(copy: Path) -> bool:
    """Print what each canonicaliser makes of the suite, and return whether each is as good as it should be."""
    folder = copy / "tests"
    entries: list[Entry] = json.loads((folder / "manifest.jsonld").read_text(encoding="utf-8"))["entries"]
    by_type = {
        kind: [entry for entry in entries if entry["type"] == f"rdfc:RDFC10{kind}"]
        for kind in ("EvalTest", "NegativeEvalTest", "MapTest")
    }
    print(", ".join(f"{len(found)} {kind}" for kind, found in by_type.items()))
    is_right = True
    for name, canonicaliser in CANONICALISERS.items():
        found = {entry["id"]: outcome(canonicaliser, entry, folder) for entry in by_type["EvalTest"]}
        (poison,) = by_type["NegativeEvalTest"]
        wrong = {test for test, said in found.items() if said == "wrong"}
        print(f"\n{name}: {list(found.values()).count('right')} of {len(found)} EvalTest byte for byte the same")
        for said, count in Counter(said for said in found.values() if said != "right").items():
            print(f"  {count} {said}: {' '.join(test for test, one in found.items() if one == said)}")
        print(f"  the poison graph ({poison['id']}): {outcome(canonicaliser, poison, folder)}")
        is_right = is_right and wrong <= KNOWN_FAULTS.get(name, set())
    maps = [entry for entry in by_type["MapTest"] if entry.get("hashAlgorithm", "SHA256") == "SHA256"]
    same = [
        json.loads((folder / entry["result"]).read_text(encoding="utf-8"))
        == pyld_names((folder / entry["action"]).read_bytes())
        for entry in maps
    ]
    print(f"\nMapTest: PyLD {sum(same)} of {len(maps)} of SHA-256; pyoxigraph does not tell the names it gives")
    return is_right and all(same)


def openbadges(copy: Path, clr_context: Path) -> bool:
    """Print whether the signing vectors of Open Badges 3.0 and CLR 2.0 come out the same."""
    clr = json.loads(clr_context.read_text(encoding="utf-8"))
    contexts = Contexts({**vendored().bodies, CLR: clr})
    folder = copy / "ob_v3p0/impl"
    found = [vector(folder, name, kind, contexts) for name, kind in (("ob", "obv3p0"), ("clr", "clrv2p0"))]
    return all(found)


def vector(folder: Path, name: str, kind: str, contexts: Contexts) -> bool:
    """Print whether one signing vector comes out the same."""
    text = (folder / f"linked-data-proof-{name}.html").read_text(encoding="utf-8")
    plain = html.unescape(re.sub(r"<[^>]+>", "", text))
    document, _ = json.JSONDecoder().raw_decode(_example(text, "Credential").strip())
    key_id, seed = (
        _one(r"id: '([^']+)'", plain),
        bytes.fromhex(_one(r"Private key \(hex\):\s*([0-9a-f]{64})", plain)),
    )
    created = datetime.fromisoformat(_one(r"created: '([^']+)'", plain))
    signed = add_proof(
        document, from_seed(key_id, seed=seed), at=created, suite=SUITES["eddsa-rdfc-2022"], contexts=contexts
    )
    proof = cast("dict[str, object]", signed["proof"])
    options = {**proof, "@context": document["@context"]}
    value = options.pop("proofValue")
    parts = {"document": canonicalise(document, contexts), "proof": canonicalise(options, contexts)}
    checks = {
        f"{part}, canonical": text
        == (folder / f"test-vectors/{kind}/{part}-canon.txt").read_bytes().rstrip() + b"\n"
        for part, text in parts.items()
    }
    hashes = {part: hashlib.sha256(text).hexdigest() for part, text in parts.items()}
    checks |= {f"{part}, hash": hashes[part] == _figure(plain, f"{part} hash") for part in parts}
    checks["signature"] = unbase58(value).hex() == _figure(plain, "signature")
    checks["proofValue"] = str(value) in plain
    for check, is_same in checks.items():
        print(f"{'same     ' if is_same else 'DIFFERENT'} {kind}: {check}")
    return all(checks.values())


def _example(text: str, title: str) -> str:
    return html.unescape(_one(rf'<pre class="example[^"]*" title="{title}">(.*?)</pre>', text))


def _figure(plain: str, name: str) -> str:
    return _one(rf"(?i)\b{name} \(hex\)\s*([0-9a-f]{{64,128}})", plain)


def _one(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.DOTALL)
    if found is None:
        raise SystemExit(f"not found in the copy: {pattern}")
    return found[1]


def main(asked: Iterable[str]) -> int:
    """Compare what is asked for."""
    match list(asked):
        case ["rdf-canon", copy]:
            return 0 if rdf_canon(Path(copy)) else 1
        case ["openbadges", copy, clr_context]:
            return 0 if openbadges(Path(copy), Path(clr_context)) else 1
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
