"""Credentials and presentations that are no Open Badges, for the tests of the general path."""

from datetime import UTC, datetime

from testamur.credential.confined import here
from testamur.credential.did import as_did_key
from testamur.credential.general import check_credential, sign_general
from testamur.credential.keys import from_seed

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
V2, V1 = "https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
KEY, OTHER_KEY = (as_did_key(from_seed("", seed=bytes([number] * 32))) for number in (1, 2))
DID, OTHER_DID = (key.id.partition("#")[0] for key in (KEY, OTHER_KEY))

# After W3C, Verifiable Credentials Data Model v2.0, example 1 (section 1.2), with a key of ours.
DEGREE = {
    "@context": [V2, EXAMPLES],
    "id": "http://university.example/credentials/3732",
    "type": ["VerifiableCredential", "ExampleDegreeCredential"],
    "issuer": DID,
    "validFrom": "2010-01-01T19:23:24Z",
    "credentialSubject": {
        "id": "did:example:ebfeb1f712ebc6f1c276e12ec21",
        "degree": {"type": "ExampleBachelorDegree", "name": "Bachelor of Science and Arts"},
    },
}

# After W3C, Verifiable Credentials Data Model v1.1, example 1 (section 3.2).
ALUMNA = {
    "@context": [V1, {"alumniOf": "https://schema.org/alumniOf"}],
    "id": "http://example.edu/credentials/1872",
    "type": ["VerifiableCredential"],
    "issuer": DID,
    "issuanceDate": "2010-01-01T19:23:24Z",
    "credentialSubject": {"id": "did:example:ebfeb1f712ebc6f1c276e12ec21", "alumniOf": "Example University"},
}


def never(address):
    raise AssertionError(f"{address} was asked for")


def signed(document, *, key=KEY, suite="eddsa-rdfc-2022"):
    return sign_general(document, key, at=NOW, suite=suite, confine=here)


def checked(document, *, at=NOW, **more):
    return check_credential(document, resolve=never, fetch_status=never, at=at, confine=here, **more)


def answers(verification):
    """Return the answers by check, without those that were not made."""
    return {step.name: str(step.answer) for step in verification.steps}


def failure(verification):
    """Return the first check that did not say yes: its name, its sentence, its details."""
    return next((s.name, s.sentence, s.details) for s in verification.steps if s.answer in {"no", "cannot tell"})
