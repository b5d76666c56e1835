"""`testamur credential`: signed credentials, one file per verb, each ending in its `VERB`."""

from typing import Final

from testamur.cli import Found, credential

COMMAND: Final = Found("credential", credential, constant="VERB", help="Signed credentials.")
