"""How fast credentials are signed and checked: by shapes, against the bare signature and against whole stacks.

The limit is Ed25519 of the same library in the same run, 64 bytes at a time. The peers are PyLD, pyoxigraph alone,
the whole way of this package, and, where `npm ci --ignore-scripts` has been run in `tests/node`, the digitalbazaar
stack in Node. All take turns in short rounds; a figure is the best round, by the CPU time of the process that does
the work. `python benchmarks/credential.py [SECONDS [ROUNDS]]`. Exit 1 if a limit is missed, or if there is no Node
stack to compare with.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyld import jsonld

from testamur import credential
from testamur.credential.contexts import vendored
from testamur.credential.keys import from_seed
from testamur.credential.multikey import multibase
from testamur.credential.proof import check_proof, sign
from testamur.credential.screening import read
from testamur.credential.second_opinion import canonical_again

NODE: Final = Path(__file__).parents[1] / "tests/node"
SEED: Final = bytes(range(32))
DID: Final = credential.did_web("academy.example", "issuers", "academy")
KEY: Final = from_seed(f"{DID}#key-2026-1", seed=SEED)
DID_DOCUMENT: Final = credential.issuer_document(DID, [KEY])
AT: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
CREATED: Final = "2026-03-01T09:00:00Z"
LIST: Final = "https://academy.example/status/1"
COUNT: Final = 64
OF_RAW: Final = 0.45
OVER_PYLD: Final = 50.0
OVER_NODE: Final = 80.0

ACHIEVEMENT: Final = credential.Achievement(
    id="https://academy.example/programmes/academy/clinical-ai/2026",
    name="Clinical AI safety, level 1",
    description="Passed a proctored examination on the safe use of AI in clinical settings.",
    criteria=credential.Criteria("At least 70 of 110 questions answered correctly in a proctored examination."),
    type="Certificate",
    version="2026",
    alignments=(
        credential.Alignment(
            "Appraise what an AI system says",
            "https://academy.example/frameworks/1/3.2",
            "Example framework",
            "3.2",
        ),
    ),
    results=(
        credential.ResultDescription(
            "https://academy.example/programmes/academy/clinical-ai/2026#score",
            "Questions answered correctly",
            "RawScore",
            value_min="0",
            value_max="110",
            required_value="70",
        ),
    ),
)
STATEMENT: Final = credential.RelatedResource(
    "https://academy.example/statements/58172aac-d8ba-41ed-83dd-0b3aef56cc33",
    credential.integrity_of(b"a statement"),
)
RELATED: Final = (STATEMENT,)
ISSUER: Final = credential.Issuer(DID, "Example Academy of Clinical AI", "https://academy.example")


def badge(number: int) -> credential.Badge:
    """Return the badge of one of many holders."""
    return credential.Badge(
        id=f"https://academy.example/credentials/{number:08x}-d8ba-41ed-83dd-0b3aef56cc33",
        name=ACHIEVEMENT.name,
        issuer=ISSUER,
        recipient=credential.recipient(f"holder{number}@example.org", salt=f"{number * 7919:032x}"),
        achievement=ACHIEVEMENT,
        valid_from=AT,
        valid_until=AT.replace(year=2028),
        results=(credential.Result(ACHIEVEMENT.results[0].id, str(70 + number % 40)),),
        status=credential.StatusEntry(LIST, 1_009 * number % 131_072),
        related=RELATED,
    )


def as_text(document: Mapping[str, object]) -> str:
    """Return a document as the text that is kept and served."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def by_pyld(document: Mapping[str, object], _contexts: object) -> bytes:
    """Return the canonical form by PyLD alone."""

    def load(url: str, _options: object) -> dict[str, object]:
        return {"contextUrl": None, "documentUrl": url, "document": vendored().bodies[url], "tag": "static"}

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load, "base": None}
    text: str = jsonld.normalize(document, options)
    return text.encode()


def signed_plainly(document: Mapping[str, object], canonicalise: Callable[..., bytes]) -> str:
    """Sign a document as one does with a canonicaliser and a key, and nothing else."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": CREATED,
        "verificationMethod": KEY.id,
        "proofPurpose": "assertionMethod",
    }
    parts = ({**options, "@context": document["@context"]}, document)
    data = b"".join(hashlib.sha256(canonicalise(part, vendored())).digest() for part in parts)
    return as_text({**document, "proof": {**options, "proofValue": multibase(KEY.sign(data))}})


BADGES: Final = [badge(number) for number in range(COUNT)]
UNSIGNED: Final = [credential.compose(one) for one in BADGES]
SIGNED: Final = [as_text(sign(document, KEY, at=AT)) for document in UNSIGNED]
TEXTS: Final = [text.encode() for text in SIGNED]
LISTING: Final = as_text(
    sign(
        credential.compose_status_list(LIST, issuer=DID, indexes=(), at=AT, valid_for=timedelta(hours=24)),
        KEY,
        at=AT,
    )
).encode()


def checked(place: int, shapes: credential.Shapes | None) -> bool:
    """Check a credential in every step, its status list with it."""
    return credential.verify(
        TEXTS[place],
        resolve=lambda _did: DID_DOCUMENT,
        fetch_status=lambda _url: LISTING,
        at=AT,
        known_issuers={DID},
        shapes=shapes,
    ).is_good


def holds(place: int, shapes: credential.Shapes) -> bool:
    """Check the proof of a credential by its shape, from its text on."""
    recognised = shapes.recognise(read(TEXTS[place]), text=TEXTS[place])
    return recognised is not None and recognised.holds(DID_DOCUMENT, at=AT)


def variants(shapes: credential.Shapes) -> dict[str, Callable[[int], object]]:
    """Return what is measured, each with a number of a credential as its argument."""
    secret = Ed25519PrivateKey.from_private_bytes(SEED)
    public, data = secret.public_key(), b"\x5a" * 64
    signature = secret.sign(data)
    return {
        "raw sign": lambda _: secret.sign(data),
        "raw verify": lambda _: public.verify(signature, data),
        "shape sign": lambda place: shapes.sign(BADGES[place], KEY, at=AT),
        "shape verify": lambda place: holds(place, shapes),
        "every step, by shapes": lambda place: checked(place, shapes),
        "every step, the whole way": lambda place: checked(place, None),
        "whole way sign": lambda place: as_text(sign(credential.compose(BADGES[place]), KEY, at=AT)),
        "whole way verify": lambda place: check_proof(read(TEXTS[place]), did_document=DID_DOCUMENT, at=AT),
        "pyld sign": lambda place: signed_plainly(UNSIGNED[place], by_pyld),
        "pyoxigraph sign": lambda place: signed_plainly(UNSIGNED[place], canonical_again),
    }


def rate(call: Callable[[int], object], seconds: float) -> float:
    """Return how often a second something can be called, by the CPU time of this process."""
    count, start = 0, time.process_time()
    while (spent := time.process_time() - start) < seconds:
        for _ in range(4):
            call(count % COUNT)
            count += 1
    return count / spent


class Node:
    """The digitalbazaar stack, in a process of its own that waits for its turn."""

    def __init__(self, folder: Path) -> None:
        given = folder / "input.json"
        text = {
            "contexts": dict(vendored().bodies),
            "didDocument": DID_DOCUMENT,
            "keyId": KEY.id,
            "seed": SEED.hex(),
            "created": CREATED,
            "unsigned": UNSIGNED,
            "signed": [json.loads(one) for one in SIGNED],
        }
        given.write_text(json.dumps(text), encoding="utf-8")
        self.process = subprocess.Popen(  # noqa: S603  (our own script)
            [str(shutil.which("node")), "rates.mjs", str(given)],
            cwd=NODE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate()

    def rate(self, name: str, seconds: float) -> float:
        """Return how often a second it signs or verifies."""
        if self.process.stdin is None or self.process.stdout is None:
            raise ValueError("the process has no ends")
        print(name, seconds, file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline())


def measure(seconds: float, rounds: int) -> dict[str, float]:
    """Return the best rate of each, all of them taking turns."""
    shapes = credential.Shapes()
    for place in (0, 1, 2):
        checked(place, shapes)
    shapes.prepare(BADGES[0])
    if [shapes.sign(one, KEY, at=AT) for one in BADGES] != SIGNED or not holds(0, shapes):
        raise ValueError("the shape makes something else than the whole way")
    calls = variants(shapes)
    best = dict.fromkeys(calls, 0.0)
    with ExitStack() as stack:
        is_node = shutil.which("node") is not None and (NODE / "node_modules").is_dir()
        node = (
            stack.enter_context(Node(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
            if is_node
            else None
        )
        for _ in range(rounds):
            for name, call in calls.items():
                best[name] = max(best[name], rate(call, seconds))
            for name in ("sign", "verify") if node else ():
                best[f"node {name}"] = max(best.get(f"node {name}", 0.0), node.rate(name, seconds))
    return best


def main() -> int:
    """Measure, print and judge."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 0.3
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    best = measure(seconds, rounds)
    for name, figure in best.items():
        raw = best["raw verify" if "verify" in name or "step" in name else "raw sign"]
        print(f"{name:<28} {figure:10,.0f} /s   {100 * figure / raw:6.2f} % of raw Ed25519")
    ratios = [
        ("shape sign over raw sign", best["shape sign"] / best["raw sign"], OF_RAW),
        ("shape verify over raw verify", best["shape verify"] / best["raw verify"], OF_RAW),
        ("shape sign over PyLD", best["shape sign"] / best["pyld sign"], OVER_PYLD),
        (
            "shape sign over Node",
            best["shape sign"] / best["node sign"] if "node sign" in best else 0.0,
            OVER_NODE,
        ),
    ]
    for name, ratio, limit in ratios:
        print(f"{name:<28} {ratio:10.2f}      (limit {limit:g}){'' if ratio >= limit else '   MISSED'}")
    if "node sign" not in best:
        print("The Node stack is not installed: run `npm ci --ignore-scripts` in tests/node.")
    return 0 if all(ratio >= limit for _, ratio, limit in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
