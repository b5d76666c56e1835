"""The other body that is published as context 3.0.3 of Open Badges."""

from pathlib import Path

from testamur.credential.contexts import OPEN_BADGES, Contexts, vendored
from testamur.documents import read_json

FILE = Path(__file__).parent / "vectors/credential/open-badges-context/context-3.0.3-dcc.json"


def other_body():
    """Return the body that the Digital Credentials Consortium's software carries."""
    return read_json(FILE)


def with_other_body():
    """Return the known contexts with that body in place of the one that comes with the software."""
    return Contexts({**vendored().bodies, OPEN_BADGES: other_body()})
