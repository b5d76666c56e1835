"""Read a small public JSON document from the web, or send one there, without being led astray.

Addresses in a credential come from strangers. So: https only, no redirect, nothing on a private network, the
address that was checked is the one that is connected to, and size and time are limited.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from threading import Timer
from typing import Final, TypeVar
from urllib.parse import SplitResult, urlsplit

from testamur.credential.did import LOOPBACK_HOSTS, document_url
from testamur.credential.screening import MAX_BYTES, is_iri
from testamur.errors import Refused

PORTS: Final = {"https": 443, "http": 80}
_CHUNK: Final = 16 * 1024

TRANSLATED: Final = ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")
"""Networks whose addresses stand for IPv4 ones, which could be private."""
SITE_LOCAL: Final = "fec0::/10"
"""What RFC 3879 has taken back and some still use inside; Python takes it for public, and so some of the above."""
NEVER_ASKED: Final = tuple(map(ipaddress.ip_network, (*TRANSLATED, SITE_LOCAL)))

Answer = TypeVar("Answer")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

Lookup = Callable[[str, int], Iterable[str]]
"""Host and port -> its addresses."""


class Unreachable(Refused):
    """A document cannot be had from the web, or may not be asked for."""

    def __init__(self, reason: str) -> None:
        super().__init__("unreachable", reason)


def look_up(host: str, port: int) -> list[str]:
    """Return the addresses of a host by the system's resolver."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(sockaddr[0]) for *_, sockaddr in found]


@dataclass(frozen=True, slots=True)
class Network:
    """How to reach out: whether this very machine may be asked, how long to wait, how much to read.

    Attributes
    ----------
    loopback : bool
        Allow plain HTTP to this machine, for a demonstration and tests.
    seconds : float
        The time that one document may take altogether.
    limit : int
        The bytes that one document may have.
    look_up : callable
        Host and port -> addresses.
    """

    loopback: bool = False
    seconds: float = 5.0
    limit: int = MAX_BYTES
    look_up: Lookup = look_up

    def resolve(self, did: str) -> bytes:
        """Return the DID document of a did:web name."""
        return self.fetch(document_url(did, loopback=self.loopback))

    def fetch(self, url: str) -> bytes:
        """Return what is published at `url`.

        Raises
        ------
        Unreachable
            If the address is not allowed, does not answer in time, or answers with anything but a small document.
        """
        return self._exchange("GET", url, headers={"Accept": "application/json"}, answer=self._body)

    def post(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> int:
        """Send `body` to `url` and return the status of the answer, of which nothing else is read.

        A redirect is an answer like any other, and not followed.

        Raises
        ------
        Unreachable
            If the address is not allowed, or does not answer in time.
        """
        return self._exchange("POST", url, headers=headers, answer=lambda got, _: got.status, body=body)

    def _exchange(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        answer: Callable[[http.client.HTTPResponse, "_PlainTo"], Answer],
        body: bytes | None = None,
    ) -> Answer:
        parts = _split(url)
        port = parts.port or PORTS[parts.scheme]
        connection = self._connection(parts.scheme, str(parts.hostname), port)
        # A server that drips bytes would outlast any timeout of a single read; this ends the whole exchange.
        watch = Timer(self.seconds, connection.abandon)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        watch.start()
        try:
            connection.request(method, target, body=body, headers={**headers, "Connection": "close"})
            with closing(connection.getresponse()) as response:
                return answer(response, connection)
        except (OSError, http.client.HTTPException, ValueError):
            raise Unreachable(f"{parts.hostname} does not answer") from None
        finally:
            watch.cancel()
            connection.close()

    def _connection(self, scheme: str, host: str, port: int) -> "_PlainTo":
        address = self._allowed_address(host, port)
        if scheme == "http" and not address.is_loopback:
            raise Unreachable("only https addresses are asked")
        kind = _SecureTo if scheme == "https" else _PlainTo
        return kind(host, port, address=str(address), seconds=self.seconds)

    def _allowed_address(self, host: str, port: int) -> Address:
        try:
            addresses = [ipaddress.ip_address(text.partition("%")[0]) for text in self.look_up(host, port)]
        except (OSError, ValueError):
            raise Unreachable(f"{host} is not known") from None
        may_be_here = self.loopback and host in LOOPBACK_HOSTS
        if not addresses or not all(
            address.is_loopback if may_be_here else _is_public(address) for address in addresses
        ):
            raise Unreachable(f"{host} is not a public address")
        return addresses[0]

    def _body(self, response: http.client.HTTPResponse, connection: "_PlainTo") -> bytes:
        if response.status != http.client.OK:
            raise Unreachable(f"the answer is {response.status}, not the document")
        body = b""
        while chunk := response.read1(_CHUNK):
            body += chunk
            if len(body) > self.limit:
                raise Unreachable(f"the answer is longer than {self.limit:,} bytes")
        if connection.is_abandoned:
            raise Unreachable("the answer takes too long")
        return body


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_allowed = parts.scheme in PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_allowed = False
    if not is_allowed or not is_iri(url) or not url.isascii() or "@" in parts.netloc:
        raise Unreachable("only plain https addresses are asked")
    return parts


def _is_public(address: Address) -> bool:
    is_never = any(address in network for network in NEVER_ASKED if network.version == address.version)
    return address.is_global and not address.is_multicast and not is_never


class _PlainTo(http.client.HTTPConnection):
    """An HTTP connection to the address that was checked, whatever the name says by now."""

    def __init__(self, host: str, port: int, *, address: str, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        self.address = address
        self.is_abandoned = False
        self._line: socket.socket | None = None

    def connect(self) -> None:
        """Connect to the address that was checked."""
        self.sock = self._line = socket.create_connection((self.address, self.port), self.timeout)
        if self.is_abandoned:
            raise TimeoutError

    def abandon(self) -> None:
        """End the exchange, whatever is still to come."""
        self.is_abandoned = True
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)


class _SecureTo(_PlainTo):
    """The same over TLS, with the certificate checked for the name."""

    def connect(self) -> None:
        """Connect to the address that was checked, and make sure of the name."""
        super().connect()
        secured = ssl.create_default_context().wrap_socket(
            self.sock, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock = self._line = secured
        secured.do_handshake()


def refuse_address(url: str, *, loopback: bool) -> None:
    """Refuse an address that would never be asked, by how it is written; nobody is asked yet.

    Raises
    ------
    Unreachable
        If it is not a plain https address; with `loopback`, one of this machine may be plain.
    """
    parts = _split(url)
    if parts.scheme != "https" and not (loopback and parts.hostname in LOOPBACK_HOSTS):
        raise Unreachable("only plain https addresses are asked")
