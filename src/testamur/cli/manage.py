"""`testamur manage`: Django's own commands, for operators."""

import os
from typing import Final

import click


@click.command("manage", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a command of the site's framework, such as `migrate` or `createcachetable`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "testamur.site.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415  (needs the settings first)

    execute_from_command_line(["testamur manage", *arguments])


COMMAND: Final = manage
