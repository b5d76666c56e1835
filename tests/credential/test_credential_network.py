"""The fetcher against a small server on this machine, and against addresses that must not be asked."""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from testamur.credential import Network, Unreachable

RELEASE = threading.Event()


class Answers(BaseHTTPRequestHandler):
    """Answer by the path that is asked for."""

    def do_GET(self):
        {
            "/good": lambda: self.answer(200, b'{"good": true}'),
            "/good?x=1": lambda: self.answer(200, b'{"query": true}'),
            "/issuers/1/did.json": lambda: self.answer(200, b'{"id": "did"}'),
            "/moved": lambda: self.answer(302, b"", location="/good"),
            "/large": lambda: self.answer(200, b"x" * 2_000),
            "/broken": lambda: self.wfile.write(b"not HTTP\r\n\r\n"),
            "/slow": self.drip,
        }.get(self.path, lambda: self.answer(404, b""))()

    def answer(self, status, body, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self):
        self.answer(200, b"{")
        RELEASE.wait(10)

    def log_message(self, *_given):
        pass


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.server_address[1]
    RELEASE.set()
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving() as number:
        yield number


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """Return a file with a key and a certificate that it signs for itself, good for `localhost` only."""
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    signed = (
        x509.CertificateBuilder(name, name, secret.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(secret, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    pem = secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(pem + signed.public_bytes(Encoding.PEM))
    return path


@pytest.fixture(scope="module")
def secure_port(certificate) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(context) as number:
        yield number


def told(network, url):
    with pytest.raises(Unreachable) as caught:
        network.fetch(url)
    assert caught.value.rule == "unreachable"
    return str(caught.value)


def test_a_small_document_is_read(port):
    network = Network(loopback=True)

    assert network.fetch(f"http://127.0.0.1:{port}/good") == b'{"good": true}'
    assert network.fetch(f"http://localhost:{port}/good?x=1") == b'{"query": true}'
    assert network.resolve(f"did:web:localhost%3A{port}:issuers:1") == b'{"id": "did"}'


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/moved", "the answer is 302, not the document"),
        ("/missing", "the answer is 404, not the document"),
        ("/large", "the answer is longer than 1,000 bytes"),
        ("/broken", "127.0.0.1 does not answer"),
    ],
)
def test_any_other_answer_is_none(port, path, reason):
    assert told(Network(loopback=True, limit=1_000), f"http://127.0.0.1:{port}{path}") == reason


def test_a_server_that_drips_is_left(port):
    network = Network(loopback=True, seconds=0.05)

    assert told(network, f"http://127.0.0.1:{port}/slow") in {
        "the answer takes too long",
        "127.0.0.1 does not answer",
    }


def test_a_port_where_nobody_listens_does_not_answer():
    assert told(Network(loopback=True, seconds=1), "http://127.0.0.1:9/x") == "127.0.0.1 does not answer"


def test_tls_is_spoken_where_https_is_asked(port):
    """A server without TLS is not taken for one."""
    assert told(Network(loopback=True), f"https://localhost:{port}/good") == "localhost does not answer"


def test_a_document_is_read_over_tls_from_a_server_with_a_good_certificate(secure_port, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    assert Network(loopback=True).fetch(f"https://localhost:{secure_port}/good") == b'{"good": true}'


def test_a_certificate_of_nobody_known_or_for_another_name_is_refused(secure_port, certificate, monkeypatch):
    unknown = told(Network(loopback=True), f"https://localhost:{secure_port}/good")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    other_name = told(Network(loopback=True), f"https://127.0.0.1:{secure_port}/good")

    assert (unknown, other_name) == ("localhost does not answer", "127.0.0.1 does not answer")


def test_this_machine_is_not_asked_unless_allowed(port):
    assert told(Network(), f"http://127.0.0.1:{port}/good") == "127.0.0.1 is not a public address"
    assert told(Network(), f"https://localhost:{port}/good") == "localhost is not a public address"


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "172.16.0.1", "192.168.1.1", "127.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
        "224.0.0.1", "255.255.255.255", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:10.0.0.1", "::ffff:8.8.8.8", "64:ff9b::a00:1", "2002:a00:1::", "2001:db8::1",
        "::127.0.0.1", "::a00:1", "64:ff9b:1::a00:1", "fec0::1",
    ],
)  # fmt: skip
def test_a_name_that_leads_to_a_private_address_is_not_asked(address):
    for loopback in (False, True):
        network = Network(loopback=loopback, look_up=lambda _host, _port: [address])

        assert told(network, "https://academy.example/did.json") == "academy.example is not a public address"


def test_one_private_address_among_public_ones_is_enough():
    network = Network(look_up=lambda _host, _port: ["93.184.216.34", "10.0.0.1"])

    assert told(network, "https://academy.example/") == "academy.example is not a public address"


def test_a_public_address_is_not_asked_in_the_open():
    network = Network(loopback=True, look_up=lambda _host, _port: ["93.184.216.34"])

    assert told(network, "http://academy.example/") == "only https addresses are asked"


def test_a_name_that_nobody_knows_is_not_asked():
    def unknown(_host, _port):
        raise OSError("no such host")

    assert told(Network(look_up=unknown), "https://academy.example/") == "academy.example is not known"
    assert (
        told(Network(look_up=lambda _host, _port: []), "https://a.example/") == "a.example is not a public address"
    )


@pytest.mark.parametrize(
    "url",
    [
        "", "academy.example", "ftp://academy.example/", "file:///etc/passwd", "gopher://academy.example",
        "https://", "https:///x", "https://user@academy.example/", "https://user:word@academy.example/",
        "https://academy.example:0/", "https://academy.example:99999/", "https://academy.example:x/",
        "https://academy.example/a b", "https://academy.example/\r\nHost: x", "https://académie.example/",
        "https://[::1", "javascript:alert(1)", "//academy.example",
    ],
)  # fmt: skip
def test_what_is_no_plain_https_address_is_not_asked(url):
    network = Network(look_up=lambda _host, _port: pytest.fail("looked up"))

    assert told(network, url) == "only plain https addresses are asked"
