"""One badge of an example academy, its keys and its status list, for the tests of this room and of others."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from testamur.credential import (
    Achievement,
    Alignment,
    Badge,
    Criteria,
    Evidence,
    Issuer,
    Result,
    ResultDescription,
    StatusEntry,
    Verification,
    compose,
    compose_status_list,
    did_web,
    issuer_document,
    recipient,
    sign,
    verify,
)
from testamur.credential.confined import Confine, run
from testamur.credential.keys import SigningKey, from_seed
from testamur.credential.verification import CHECKS

DID = did_web("academy.example:8443", "issuers", "1")
STATUS_URL = "https://academy.example:8443/status/1"
SCALE = "https://academy.example/achievements/safety#score"
INDEX = 94_567
AWARDED = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
EXPIRES = datetime(2028, 3, 1, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ALL_YES = {**dict.fromkeys((check.name for check in CHECKS), "yes"), "holder": "not asked"}

KEY = from_seed(f"{DID}#key-2026a", seed=bytes(range(32)))
OTHER_KEY = from_seed(f"{DID}#key-2026b", seed=bytes(range(1, 33)))
DID_DOCUMENT = issuer_document(DID, [KEY])

BADGE = Badge(
    id="urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    name="Clinical AI Safety, level 1",
    issuer=Issuer(DID, "Example Academy of Clinical AI", "https://academy.example"),
    recipient=recipient("Robin@example.org", salt="0f8fad5bd9cb469fa165"),
    achievement=Achievement(
        id="https://academy.example/achievements/safety",
        name="Clinical AI Safety, level 1",
        description="Passed a proctored examination.\nÜber den sicheren Einsatz von KI.",
        criteria=Criteria("At least 70 of 110 questions answered *correctly*."),
        version="2026.1",
        alignments=(
            Alignment(
                "Appraise an output",
                "https://framework.example/items/3.2",
                framework="Example framework",
                code="3.2",
                type="CFItem",
            ),
        ),
        results=(
            ResultDescription(
                SCALE, "Questions answered correctly", "RawScore",
                value_min="0", value_max="110", required_value="70",
            ),
        ),
    ),
    valid_from=AWARDED,
    valid_until=EXPIRES,
    results=(Result(SCALE, "81", status="Completed"),),
    evidence=(Evidence("urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33#exam", "Examination", "Form 2026-A"),),
    status=StatusEntry(STATUS_URL, INDEX),
)  # fmt: skip

CREDENTIAL = sign(compose(BADGE), KEY, at=AWARDED)


def status_list(
    *indexes: int, key: SigningKey = KEY, issuer: str = DID, at: datetime = NOW, purpose: str = "revocation"
) -> dict:
    """Return the academy's signed status list with these entries set, published an hour before `at`."""
    published = at - timedelta(hours=1)
    listing = compose_status_list(
        STATUS_URL, issuer=issuer, indexes=indexes, at=published, valid_for=DAY, purpose=purpose
    )
    return sign(listing, key, at=published)


def judged(
    credential: object = CREDENTIAL,
    *,
    at: datetime = NOW,
    did_document: object = DID_DOCUMENT,
    listing: object = None,
    known_issuers: Iterable[str] = (DID,),
    holder: str = "",
    confine: Confine = run,
) -> Verification:
    """Return what we say of a credential, with these documents published."""
    published = status_list(at=at) if listing is None else listing
    return verify(
        credential,
        resolve=publishing({DID: did_document} if did_document is not None else {}),
        fetch_status=publishing({STATUS_URL: published}),
        at=at,
        known_issuers=frozenset(known_issuers),
        holder=holder,
        confine=confine,
    )


def publishing(documents: dict) -> Callable[[str], object]:
    """Return a network on which these documents are published, and every other server is down."""

    def fetch(address: str) -> object:
        if address not in documents:
            raise OSError("connection refused")
        return documents[address]

    return fetch


unreachable = publishing({})


def copied(document: dict) -> dict:
    """Return a deep copy of a JSON document."""
    return json.loads(json.dumps(document))


def answers(verification: Verification) -> dict[str, str]:
    """Return the answer of each step by its name."""
    return {step.name: step.answer.value for step in verification.steps}


def sentence(verification: Verification, name: str) -> str:
    """Return the sentence of one step."""
    return next(step.sentence for step in verification.steps if step.name == name)


def stopped_at(name: str, answer: str) -> dict[str, str]:
    """Return the answers if everything went well up to a gate and nothing was checked after it."""
    place = list(ALL_YES).index(name)
    return {**ALL_YES, name: answer, **dict.fromkeys(list(ALL_YES)[place + 1 :], "cannot tell")}
