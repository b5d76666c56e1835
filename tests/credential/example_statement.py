"""The Statement of the example academy, and an endorsement of it by a society."""

import json

from example_badge import AWARDED, BADGE, DAY, DID, DID_DOCUMENT, KEY, STATUS_URL, publishing, status_list

from testamur.credential import (
    Endorsement,
    Fact,
    Issuer,
    Published,
    RelatedResource,
    Statement,
    compose_endorsement,
    compose_statement,
    did_web,
    integrity_of,
    issuer_document,
    sign,
)
from testamur.credential.keys import from_seed

ADDRESS = "https://academy.example:8443/statements/1"
STATED = AWARDED - DAY
FACTS = (
    Fact("purpose", "Purpose", "To show safe use of AI.", value="To show safe use of AI."),
    Fact("blueprint.H1", "Blueprint: H1", "60 % of the questions.", value="0.6", unit="share of the questions"),
    Fact(
        "cut",
        "Pass mark",
        "70 correct of 110, which is 63.6 %.",
        value="70",
        unit="correct answers",
        of="110",
        n="6",
        method="modified Angoff",
        on="2026-01-15",
    ),
    Fact(
        "reliability",
        "Reliability",
        "Simulated: 0.91 (0.88 to 0.94).",
        value="0.91",
        low="0.88",
        high="0.94",
        n="60",
        method="KR-20, Feldt interval",
        on="2026-02-28",
        is_simulated=True,
    ),
    Fact("dif", "Group differences", "Not testable, n focal = 0.", state="not done", n="0"),
    Fact("pass-rate", "Pass rate", "Fewer than 30 have sat it.", state="not yet enough data"),
)
STATEMENT = Statement(ADDRESS, "How it is assessed", BADGE.issuer, BADGE.achievement, FACTS, STATED)


def as_bytes(document: dict) -> bytes:
    """Return a signed document as it is published."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


SIGNED = sign(compose_statement(STATEMENT), KEY, at=STATED)
DATA = as_bytes(SIGNED)
BOUND = RelatedResource(ADDRESS, integrity_of(DATA))

SOCIETY = did_web("society.example")
SOCIETY_KEY = from_seed(f"{SOCIETY}#key-1", seed=bytes(range(5, 37)))
SOCIETY_DOCUMENT = issuer_document(SOCIETY, [SOCIETY_KEY])
ENDORSEMENT = Endorsement(
    id="urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e",
    issuer=Issuer(SOCIETY, "Example Society of Psychometrics", "https://society.example"),
    comment="We looked at the standard setting and found it sound.",
    statement=BOUND,
    valid_from=AWARDED,
)
ENDORSED = as_bytes(sign(compose_endorsement(ENDORSEMENT), SOCIETY_KEY, at=AWARDED))


def published(data: bytes = DATA, **others: object) -> Published:
    """Return where the academy and the society publish what they have signed."""
    return Published(
        resolve=publishing({DID: DID_DOCUMENT, SOCIETY: SOCIETY_DOCUMENT, **others}),
        fetch_status=publishing({STATUS_URL: status_list()}),
        fetch=publishing({ADDRESS: data}),
    )
