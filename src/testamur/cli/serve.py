"""`testamur serve`: the site on this machine."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import click

_FILE: Final = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command("serve")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--demo", is_flag=True, help="Add a worked example of every desk, with simulated people.")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder for the embedded database.")
@click.option(
    "--tls-certificate",
    type=_FILE,
    help="File with the certificate chain (PEM): answer by https without a proxy.",
)
@click.option("--tls-key", type=_FILE, help="File with the private key of the certificate (PEM).")
def serve(
    *, port: int, host: str, demo: bool, data: Path | None, tls_certificate: Path | None, tls_key: Path | None
) -> None:
    """Run the site on an embedded database, or on the one that TESTAMUR_DATABASE names."""
    if (tls_certificate is None) != (tls_key is None):
        raise click.UsageError("--tls-certificate and --tls-key go together")
    if demo:
        os.environ["TESTAMUR_DEMO"] = "1"
    default = Path("var") / ("demo" if demo else "site")
    os.environ["TESTAMUR_DATA"] = str(data or os.environ.get("TESTAMUR_DATA") or default)
    os.environ.setdefault("TESTAMUR_URL", f"{'https' if tls_key else 'http'}://localhost:{port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "testamur.site.settings")
    _prepare(demo=demo)
    jobs = subprocess.Popen([sys.executable, "-m", "testamur", "manage", "work"])
    click.echo(f"Testamur answers at {os.environ['TESTAMUR_URL']} (stop it with Ctrl-C)")
    try:
        _listen(host, port, tls_certificate, tls_key)
    finally:
        jobs.terminate()
        jobs.wait()


def _prepare(*, demo: bool) -> None:
    import django  # noqa: PLC0415  (settings are read from the environment that was just set)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from testamur.site.jobs import worked_example  # noqa: PLC0415
    from testamur.site.records.actions.market import record_content  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    record_content(at=timezone.now())
    if demo and worked_example.is_missing():
        click.echo("Preparing the worked example; every person in it is simulated.")
        worked_example.fill(at=timezone.now(), say=click.echo)


def _listen(host: str, port: int, tls_certificate: Path | None, tls_key: Path | None) -> None:
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces  # noqa: PLC0415

    Granian(
        "testamur.site.urls:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=8,
        log_enabled=False,
        ssl_cert=tls_certificate,
        ssl_key=tls_key,
    ).serve()


COMMAND: Final = serve
