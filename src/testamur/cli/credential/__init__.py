"""`testamur credential`: signed credentials, one file per verb, each ending in its `VERB`."""

from typing import Final

import click

from testamur import registry
from testamur.cli import credential

COMMAND: Final = click.Group("credential", help="Signed credentials.")
for _name, _verb in registry.collect(credential, constant="VERB", kind=click.Command).items():
    COMMAND.add_command(_verb, _name)
