"""`testamur calibration`: the psychometric engine on CSV files, one file per verb, each ending in its `VERB`."""

from typing import Final

import click

from testamur import registry
from testamur.cli import calibration

COMMAND: Final = click.Group("calibration", help="Item parameters and ability from responses.")
for _name, _verb in registry.collect(calibration, constant="VERB", kind=click.Command).items():
    COMMAND.add_command(_verb, _name)
