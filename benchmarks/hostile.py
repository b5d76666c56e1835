"""How long it takes to say no to what is built to confuse, to cost, or to reach where it must not.

`python benchmarks/hostile.py [ROUNDS]`. Each line is one attack: the milliseconds of processor time of one answer,
all within (reading, rules, the process with limits, the reason), best and worst of the rounds by the clock, and
what was answered. The limit is 100 ms of processor time: the clock also counts what else the machine does. A
document that keeps every rule and burns time all the same is played by packing noise with LZMA, which takes half a
minute; it is stopped at its limit, and what is asked meanwhile is answered. Exit 1 if an attack costs more, or is
taken for good. Reads /proc.
"""

import gzip
import json
import lzma
import os
import sys
import time
import zipfile
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from struct import pack
from threading import Thread
from typing import Final, cast
from zlib import compress, crc32

from testamur import credential
from testamur.credential import confined
from testamur.credential.confined import Limits, Stopped
from testamur.credential.keys import SigningKey, from_seed
from testamur.errors import Refused

LIMIT_MS: Final = 100.0
AT: Final = datetime(2026, 6, 1, 12, tzinfo=UTC)
DID: Final = credential.did_web("academy.example", "issuers", "1")
KEY: Final = from_seed(f"{DID}#key-2026-1", seed=bytes(range(32)))
LIST: Final = "https://academy.example/status/1"
BADGE: Final = credential.Badge(
    id="https://academy.example/credentials/58172aac-d8ba-41ed-83dd-0b3aef56cc33",
    name="Clinical AI safety",
    issuer=credential.Issuer(DID, "Example Academy", "https://academy.example"),
    recipient=credential.recipient("robin@example.org", salt="0f8fad5bd9cb469fa165"),
    achievement=credential.Achievement(
        id="https://academy.example/achievements/1",
        name="Clinical AI safety",
        description="Passed a proctored examination.",
        criteria=credential.Criteria("At least 70 of 110 questions answered correctly."),
    ),
    valid_from=AT - timedelta(days=90),
    valid_until=AT + timedelta(days=900),
    status=credential.StatusEntry(LIST, 94_567),
)
GOOD: Final = credential.sign(credential.compose(BADGE), KEY, at=BADGE.valid_from)
ISSUER: Final = cast("dict[str, object]", GOOD["issuer"])
PROOF: Final = cast("dict[str, object]", GOOD["proof"])
KEYS: Final = credential.issuer_document(DID, [KEY])
PUBLIC: Final = credential.Network(seconds=2)
Answer = tuple[str, str]
"""The verdict, and the sentence of the step that says why."""


@dataclass(frozen=True, slots=True)
class Attack:
    """What is tried, and how it is asked."""

    name: str
    ask: Callable[[], Answer]


def with_(**members: object) -> bytes:
    """Return the good badge, with other members and its old proof."""
    return json.dumps({**GOOD, **members}).encode()


def signed(key: SigningKey = KEY, **members: object) -> dict[str, object]:
    """Return a badge that its issuer has signed with these members."""
    content = {name: value for name, value in GOOD.items() if name != "proof"}
    return credential.sign({**content, **members}, key, at=BADGE.valid_from)


def listing(encoded: str) -> dict[str, object]:
    """Return a signed status list that holds this as its bits."""
    composed = credential.compose_status_list(
        LIST, issuer=DID, indexes=(), at=AT - timedelta(hours=1), valid_for=timedelta(days=1)
    )
    subject = {**member(composed, "credentialSubject"), "encodedList": encoded}
    return credential.sign({**composed, "credentialSubject": subject}, KEY, at=AT - timedelta(hours=1))


def member(document: Mapping[str, object], name: str) -> dict[str, object]:
    """Return a member of a document that is an object."""
    return cast("dict[str, object]", document[name])


def asked(
    document: bytes | Mapping[str, object],
    *,
    keys: Mapping[str, object] | None = None,
    status: Mapping[str, object] | bytes | None = None,
) -> Answer:
    """Return the answer about a document, with these keys and this list published."""
    verification = credential.verify(
        document,
        resolve=lambda _did: KEYS if keys is None else keys,
        fetch_status=lambda _url: STATUS if status is None else status,
        at=AT,
    )
    why = next((step for step in verification.steps if step.answer in ("no", "cannot tell")), None)
    return verification.verdict, why.sentence if why else "every step says yes"


def reached(url: str, network: credential.Network = PUBLIC) -> Answer:
    """Return what comes of asking for a credential, a DID or a list at an address."""
    try:
        network.resolve(url) if url.startswith("did:") else network.fetch(url)
    except Refused as refused:
        return "refused", refused.reason
    return "reached", url


def clique(size: int) -> list[dict[str, object]]:
    """Return evidence that looks alike, to be told apart only by trying every order."""
    return [{"type": ["Evidence"], "name": "x", "audience": "y"} for _ in range(size)]


def nested(depth: int) -> dict[str, object]:
    """Return profiles within profiles, all alike."""
    profile: dict[str, object] = {"type": ["Profile"], "name": "x"}
    for _ in range(depth):
        profile = {"type": ["Profile"], "name": "x", "parentOrg": profile}
    return profile


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return one chunk of a PNG file."""
    return pack(">I", len(data)) + kind + data + pack(">I", crc32(kind + data))


def png(text: bytes) -> bytes:
    """Return a picture whose credential is packed so."""
    head = chunk(b"IHDR", pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    body = chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + text) + chunk(b"IDAT", compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


def pdf(*objects: bytes) -> bytes:
    """Return a PDF file of these objects, the first its catalogue."""
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(b"%010d 00000 n \n" % len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rest = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(places) + rest


def kit(**files: bytes) -> bytes:
    """Return an offline kit with these files."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return buffer.getvalue()


def packed(length: int) -> str:
    """Return an encoded list of so many bytes, all zero."""
    return "u" + urlsafe_b64encode(gzip.compress(bytes(length), 9)).decode().rstrip("=")


STATUS: Final = listing(packed(16_384))
SVG: Final = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="https://purl.imsglobal.org/ob/v3p0"'
ENTITIES: Final = b"<!DOCTYPE svg [<!ENTITY a0 'x'>%s]>" % b"".join(
    b"<!ENTITY a%d '%s'>" % (n + 1, b"&a%d;" % n * 10) for n in range(9)
)
ENTRY: Final = credential.StatusEntry(LIST, 1).document()


def documents() -> dict[str, Callable[[], Answer]]:
    """Return the documents that are built to cost or to confuse."""
    end = {**GOOD}
    until = end.pop("validUntil")
    return {
        "poison graph, clique of 7": lambda: asked(with_(evidence=clique(7))),
        "poison graph, clique of 120": lambda: asked(with_(evidence=clique(120))),
        "poison graph, a chain of 50 alike": lambda: asked(with_(issuer={**ISSUER, "parentOrg": nested(50)})),
        "poison graph, five that tie": lambda: asked(with_(evidence=clique(5))),
        "poison graph in the proof": lambda: asked(with_(proof={**PROOF, "nonce": clique(120)})),
        "100,000 brackets": lambda: asked(b"[" * 100_000),
        "objects nested 5,000 deep": lambda: asked(b'{"a":' * 5_000 + b"1" + b"}" * 5_000),
        "nested 60 deep, within the rules of JSON": lambda: asked(with_(evidence=nested(60))),
        "2 MB of text": lambda: asked(b'{"a":"' + b"x" * 2_000_000 + b'"}'),
        "256 kB of empty objects": lambda: asked(b'{"a":[' + b"{}," * 87_000 + b"{}]}"),
        "256 kB of keys": lambda: asked(json.dumps({f"k{n}": n for n in range(17_000)}).encode()),
        "256 kB in one name": lambda: asked(with_(name="n" * 255_000)),
        "as many values as the rules allow": lambda: asked(
            with_(evidence=[{"id": f"urn:x:{n}", "type": ["Evidence"], "name": NAMES} for n in range(4)])
        ),
        "as many objects as the rules allow": lambda: asked(
            with_(evidence=[{"id": f"urn:x:{n}", "type": ["Evidence"]} for n in range(135)])
        ),
        "a number of 200,000 figures": lambda: asked(b'{"a":' + b"9" * 200_000 + b"}"),
        "one key twice": lambda: asked(b'{"id":"urn:x:1",' + json.dumps(GOOD).encode()[1:]),
        "an end under its full address": lambda: asked(
            {**end, "https://www.w3.org/2018/credentials#validUntil": until}
        ),
        "an end in a second description": lambda: asked(
            {**end, "evidence": [{"id": GOOD["id"], "type": ["VerifiableCredential"], "validUntil": until}]}
        ),
        "all of it wrapped in @graph": lambda: asked({"@context": GOOD["@context"], "@graph": [GOOD]}),
        "terms of its own": lambda: asked(with_(**{"@context": [GOOD["@context"], {"name": "urn:x"}]})),
        "a context from elsewhere": lambda: asked(with_(**{"@context": ["https://10.0.0.1/context"]})),
        "50 proofs": lambda: asked(with_(proof=[PROOF] * 50)),
        "a chain of proofs in a circle": lambda: asked(
            with_(proof=[{**PROOF, "id": f"urn:p:{n}", "previousProof": f"urn:p:{1 - n}"} for n in (0, 1)])
        ),
        "a signature of 200,000 letters": lambda: asked(with_(proof={**PROOF, "proofValue": "z" * 200_000})),
        "a token with a header of 200 kB": lambda: asked(b"ey" + b"A" * 200_000 + b".e30.AA"),
        "a PNG that unpacks to 64 MB": lambda: asked(PNG_BOMB),
        "a PNG in 100,000 pieces": lambda: asked(png(b"")[:33] + chunk(b"tEXt", b"") * 100_000),
        "a PNG of 3,600 million points": lambda: asked(PNG_HUGE),
        "a PDF whose files go round in a circle": lambda: asked(pdf(CATALOGUE, b"<< /Kids [2 0 R 2 0 R] >>")),
        "a PDF whose pages go round in a circle": lambda: asked(
            pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Kids [2 0 R 2 0 R] /Count 99999 >>")
        ),
        "a PDF with a file that unpacks to 100 MB": lambda: asked(PDF_BOMB),
        "a PDF of 5 MB that is nothing but objects": lambda: asked(b"%PDF-1.7\n" + b"1 0 obj\n" * 640_000),
        "an SVG of a billion laughs": lambda: asked(ENTITIES + SVG + b">&a9;</svg>"),
        "an SVG with 30,000 attributes": lambda: asked(
            SVG + b"".join(b' a%d="1"' % n for n in range(30_000)) + b"/>"
        ),
        "an SVG with 14,000 elements": lambda: asked(SVG + b">" + b"<g>" * 7_000 + b"</g>" * 7_000 + b"</svg>"),
        "a kit that unpacks to 200 MB": lambda: asked(KIT_BOMB),
        "a status list that unpacks to 64 MB": lambda: asked(GOOD, status=BOMB),
        "a status list of 250 kB that is none": lambda: asked(GOOD, status=b"[" * 250_000),
        "1,000 keys of an issuer": lambda: asked(
            GOOD, keys={**KEYS, "verificationMethod": [{"id": f"{DID}#{n}"} for n in range(1_000)]}
        ),
        "120 status lists": lambda: asked(MANY),
    }


NAMES: Final = [f"name {n}" for n in range(195)]
PNG_BOMB: Final = png(compress(bytes(64_000_000), 9))
PNG_HUGE: Final = b"\x89PNG\r\n\x1a\n" + b"".join(
    (
        chunk(b"IHDR", pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)),
        chunk(b"IDAT", compress(bytes(1_000_000))),
        chunk(b"IEND", b""),
    )
)
CATALOGUE: Final = b"<< /Type /Catalog /Names << /EmbeddedFiles 2 0 R >> >>"
ZEROS: Final = compress(bytes(100_000_000), 9)
PDF_BOMB: Final = pdf(
    CATALOGUE,
    b"<< /Names [(a) << /EF << /F 3 0 R >> >>] >>",
    b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(ZEROS), ZEROS),
)
KIT_BOMB: Final = kit(credential_json=bytes(200_000_000), did_json=b"{}")
BOMB: Final = listing(packed(64_000_000))
MANY: Final = signed(
    credentialStatus=[{**ENTRY, "id": f"{LIST}#{n}", "statusListIndex": f"{n}"} for n in range(120)]
)


class Lure(BaseHTTPRequestHandler):
    """A server that sends whoever asks to a private address."""

    def do_GET(self) -> None:
        """Send them on."""
        self.send_response(302)
        self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def addresses(port: int) -> dict[str, Callable[[], Answer]]:
    """Return the addresses that must not be asked, and the ways to be led to one."""
    here = credential.Network(loopback=True, seconds=2)
    private = credential.Network(seconds=2, look_up=lambda _host, _port: ["10.0.0.5"])
    mixed = credential.Network(seconds=2, look_up=lambda _host, _port: ["93.184.215.14", "127.0.0.1"])
    mapped = credential.Network(seconds=2, look_up=lambda _host, _port: ["::ffff:169.254.169.254"])
    return {
        "http://127.0.0.1/": lambda: reached("http://127.0.0.1/"),
        "https://169.254.169.254/ (cloud)": lambda: reached("https://169.254.169.254/latest/meta-data/"),
        "https://[::1]/": lambda: reached("https://[::1]/"),
        "https://2130706433/ (127.0.0.1)": lambda: reached("https://2130706433/"),
        "did:web:10.0.0.5": lambda: reached("did:web:10.0.0.5"),
        "did:web:localhost": lambda: reached("did:web:localhost"),
        "file:///etc/passwd": lambda: reached("file:///etc/passwd"),
        "https://user@host/": lambda: reached("https://a.example@10.0.0.5/"),
        "a name that leads to 10.0.0.5": lambda: reached("https://a.example/", private),
        "a name with one private address of two": lambda: reached("https://a.example/", mixed),
        "a name that leads to a mapped address": lambda: reached("https://a.example/", mapped),
        "a redirect to the cloud's secrets": lambda: reached(f"http://127.0.0.1:{port}/", here),
    }


def stopped() -> bool:
    """Let more burn than there are processors, ask for a good badge meanwhile, and print what became of both."""
    limits, noise = Limits(cpu_seconds=1.0, seconds=20.0), os.urandom(40_000_000)
    began, waits = time.perf_counter(), []
    with ThreadPoolExecutor(3) as pool:
        burning = [pool.submit(confined.run, lzma.compress, noise, limits=limits) for _ in range(3)]
        while not all(one.done() for one in burning):
            start = time.perf_counter()
            if asked(GOOD)[0] != "genuine and current":
                return False
            waits.append((time.perf_counter() - start) * 1000)
    reasons = {str(one.exception()) for one in burning if isinstance(one.exception(), Stopped)}
    spent = time.perf_counter() - began
    print(f"\n3 tasks that burn, with 1 s of processor time each: all stopped after {spent:.1f} s")
    print(f"  {', '.join(reasons)}")
    print(f"  meanwhile {len(waits)} good badges were checked, the slowest in {max(waits):.0f} ms")
    return reasons == {confined.TOO_LONG}


def measured(attack: Attack, rounds: int) -> bool:
    """Print what one attack costs and what is answered; return whether it is refused within the limit."""
    spent, answers, before = [], set(), processor_ms()
    for _ in range(rounds):
        start = time.perf_counter()
        answers.add(attack.ask())
        spent.append((time.perf_counter() - start) * 1000)
    cost = (processor_ms() - before) / rounds
    ((verdict, why),) = answers
    is_right = cost <= LIMIT_MS and verdict not in {"genuine and current", "reached"}
    times = f"{cost:6.1f} {min(spent):6.1f} {max(spent):6.1f}"
    print(f"{'  ' if is_right else '!!'}{attack.name:42} {times}  {verdict}: {why[:100]}")
    return is_right


def processor_ms() -> float:
    """Return the processor time of this process, of its keeper and of all readers that have ended."""
    keeper = confined.keeper_process()
    figures = Path(f"/proc/{keeper}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    ticks = sum(map(int, figures[11:15]))  # utime, stime, cutime, cstime: proc(5)
    return time.process_time() * 1000 + ticks * 1000 / os.sysconf("SC_CLK_TCK")


def main(rounds: int) -> int:
    """Print all of it; 0 if every attack is refused in time."""
    if asked(GOOD)[0] != "genuine and current":
        print("the good badge is not taken for good")
        return 1
    with ThreadingHTTPServer(("127.0.0.1", 0), Lure) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        attacks = {**documents(), **addresses(server.server_port)}
        print(f"{'attack':44} {'cost':>6} {'best':>6} {'worst':>6}  answer (ms; limit {LIMIT_MS:.0f})")
        right = [measured(Attack(name, ask), rounds) for name, ask in attacks.items()]
        server.shutdown()
    print(f"\n{sum(right)} of {len(right)} refused within {LIMIT_MS:.0f} ms of processor time")
    return 0 if all(right) and stopped() else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10))
