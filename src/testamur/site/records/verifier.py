"""The installation as a verifier: its name, its published keys, and what is read for one check or many.

It has a name and keys of its own, which are no issuer's, so that a record cannot be taken for a credential.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from testamur import credential
from testamur.credential import Given, SourceRead, Verification
from testamur.errors import DocumentError, Refused
from testamur.site.records import issuers
from testamur.site.records.models import VerifierKey

PATH: Final = "verifier"
Answer = bytes | Mapping[str, object]


def did() -> str:
    """Return the did:web name of this installation as a verifier."""
    return credential.did_web(urlsplit(settings.URL).netloc, PATH)


def did_document() -> dict[str, object] | None:
    """Return the verifier's DID document, with every key that it ever signed with; none before the first."""
    keys = {key.name: credential.public_key(key.public) for key in VerifierKey.objects.all()}
    return credential.did_document(did(), keys) if keys else None


def opened(kept: VerifierKey) -> credential.SigningKey:
    """Return a key of the verifier, ready to sign."""
    return credential.unlocked(
        f"{did()}#{kept.name}", pem=kept.encrypted.encode(), passphrase=settings.KEY_PASSPHRASE.encode()
    )


def resolve(name: str) -> Answer:
    """Return the DID document of this verifier or of one of our issuers, of any other from the network."""
    own = did_document() if name == did() else None
    return own or issuers.resolve(name)


@dataclass(frozen=True, slots=True)
class Reading:
    """What is published, asked for once and kept; what cannot be had is not asked for again.

    One reading serves one check, or many that follow on each other, as of a roster.
    """

    answers: dict[str, bytes | DocumentError | Refused | OSError] = field(default_factory=dict)

    def resolve(self, name: str) -> bytes:
        """Return the DID document of an issuer."""
        return self._asked(name, issuers.resolve)

    def fetch_status(self, url: str) -> bytes:
        """Return a status list."""
        return self._asked(url, issuers.fetch_status)

    def _asked(self, address: str, ask: Callable[[str], Answer]) -> bytes:
        if address not in self.answers:
            try:
                answer = ask(address)
                self.answers[address] = answer if isinstance(answer, bytes) else issuers.as_text(answer).encode()
            except (DocumentError, Refused, OSError) as error:
                self.answers[address] = error
        kept = self.answers[address]
        if isinstance(kept, bytes):
            return kept
        raise kept

    def check(self, document: bytes | Given, *, at: datetime, holder: str = "") -> "Checked":
        """Check a credential, also whose it is if an e-mail address is given, and note what was read for it."""
        used: list[str] = []

        def noting(ask: Callable[[str], bytes]) -> Callable[[str], bytes]:
            def noted(address: str) -> bytes:
                used.append(address)
                return ask(address)

            return noted

        verification = issuers.verify(
            document,
            at=at,
            holder=holder,
            resolve=noting(self.resolve),
            fetch_status=noting(self.fetch_status),
        )
        read = ((address, self.answers[address]) for address in dict.fromkeys(used))
        sources = [SourceRead(address, body) for address, body in read if isinstance(body, bytes)]
        return Checked(verification, tuple(sources))


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found, and what was read for it."""

    verification: Verification
    sources: tuple[SourceRead, ...]
