"""Nothing secret gets out: not in logs, errors, reports, the audit, or a backup without its passphrase."""

import base64
import io
import json
import sys
from binascii import hexlify

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.views.debug import ExceptionReporter

from testamur.cli import command
from testamur.credential import unsealed
from testamur.credential.multikey import multibase
from testamur.errors import Refused
from testamur.site.records import issuers
from testamur.site.records.actions import credentials, passphrase, verifications, webhooks
from testamur.site.records.models import ApiIssuer, AuditEntry, IssuerKey, VerifierKey, Webhook

pytestmark = pytest.mark.django_db
OLD, NEW = "a passphrase of this test, the old one", "a passphrase of this test, the new one"


@pytest.fixture(autouse=True)
def _passphrase(settings):
    settings.KEY_PASSPHRASE = OLD


def spellings(key):
    """Return the secret half of a key in every way that somebody might write it."""
    secret = key._secret
    seed = secret.private_bytes_raw()
    pem = secret.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    der = secret.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return {
        pem.splitlines()[1],
        hexlify(seed).decode(),
        hexlify(seed).decode().upper(),
        base64.b64encode(seed).decode().rstrip("="),
        base64.urlsafe_b64encode(seed).decode().rstrip("="),
        base64.b64encode(der).decode().rstrip("="),
        multibase(seed),
        repr(seed)[2:-1],
    }


def holds(text, key):
    return any(one in text for one in (*spellings(key), "BEGIN PRIVATE KEY", OLD, NEW))


def backup():
    """Return what `dumpdata` writes, and, of SQLite, the whole database as SQL."""
    out = io.StringIO()
    call_command("dumpdata", stdout=out, exclude=["contenttypes"])
    if connection.vendor == "sqlite":
        out.write("\n".join(connection.connection.iterdump()))
    return out.getvalue()


def test_neither_making_nor_signing_nor_a_backup_tells_a_secret(academy, held, owner, at, caplog, capfd):
    credentials.make_key(organisation=academy, by=owner, at=at)
    kept, key = issuers.signing_key(academy)
    credentials.publish_status(at=at)

    written = backup()
    said = "".join([
        *(str(one) for one in (kept, repr(kept), key, repr(key), vars(kept) and "")),
        *map(str, AuditEntry.objects.values_list("action", "target", "detail")),
        CliRunner().invoke(command(), ["credential", "keys", "--json"]).output,
        caplog.text,
        *capfd.readouterr(),
        json.dumps(issuers.did_document(academy)),
    ])  # fmt: skip

    assert not holds(written, key)
    assert not holds(said, key)
    assert kept.encrypted.splitlines()[0] == "-----BEGIN ENCRYPTED PRIVATE KEY-----"
    assert kept.encrypted.splitlines()[1] in written


def test_a_spelling_is_found_where_it_stands(academy):
    """That the checks above can fail."""
    _, key = issuers.signing_key(academy)

    assert len(spellings(key)) >= 6
    assert all(holds(f"... {one} ...", key) for one in spellings(key))


@pytest.mark.parametrize("debug", [False, True])
def test_a_wrong_passphrase_and_its_report_tell_nothing(academy, settings, rf, debug):
    _, key = issuers.signing_key(academy)
    settings.KEY_PASSPHRASE = NEW
    settings.DEBUG = debug

    with pytest.raises(Refused) as refusal:
        issuers.signing_key(academy)

    reporter = ExceptionReporter(rf.get("/"), refusal.type, refusal.value, refusal.tb)
    report = reporter.get_traceback_html() + reporter.get_traceback_text()
    assert refusal.value.reason == "The key cannot be opened with this passphrase."
    assert "passphrase" in report
    assert not holds(report, key)
    assert "BEGIN ENCRYPTED" not in report


def test_a_report_of_an_error_while_signing_tells_nothing(academy, rf):
    _, key = issuers.signing_key(academy)
    try:
        opened = issuers.signing_key(academy)
        raise RuntimeError(f"while signing with {opened[1]}")
    except RuntimeError:
        reporter = ExceptionReporter(rf.post("/", {"password": OLD}), *sys.exc_info())

    assert not holds(reporter.get_traceback_html() + reporter.get_traceback_text(), key)


def test_another_passphrase_opens_all_keys_and_the_old_one_none(academy, owner, held, at, settings):
    credentials.make_key(organisation=academy, by=owner, at=at)
    before = {key.pk: key.public for key in IssuerKey.objects.all()}

    assert passphrase.change(passphrase=OLD, new_passphrase=NEW, by=owner, at=at) == 2

    with pytest.raises(Refused, match="cannot be opened"):
        issuers.signing_key(academy)
    settings.KEY_PASSPHRASE = NEW
    assert issuers.signing_key(academy)[1].public.multibase in before.values()
    assert {key.pk: key.public for key in IssuerKey.objects.all()} == before
    assert AuditEntry.objects.filter(action="key.passphrase", by=owner).count() == 2


def test_records_are_signed_and_webhooks_told_under_the_new_passphrase_too(academy, owner, held, at, settings):
    verifications.signing_key(at=at)
    hook, secret = webhooks.set_up(organisation=academy, url="https://a.example/", by=owner, at=at)

    assert passphrase.change(passphrase=OLD, new_passphrase=NEW, by=owner, at=at) == 3

    settings.KEY_PASSPHRASE = NEW
    hook.refresh_from_db()
    assert verifications.signing_key(at=at).public.multibase == VerifierKey.objects.get().public
    assert base64.b64encode(unsealed(hook.secret, passphrase=NEW.encode())).decode() == secret[len("whsec_") :]
    assert AuditEntry.objects.get(action="webhook.passphrase", by=owner).organisation == academy


def test_no_secret_that_is_kept_is_left_under_the_old_passphrase():
    """Whatever model has a field for one is one that `change` knows."""
    named = {"encrypted", "secret"}
    found = {model for model in apps.get_models() if named & {one.name for one in model._meta.get_fields()}}

    assert {one for one in found if one._meta.app_label == "records"} == {
        IssuerKey, VerifierKey, ApiIssuer, Webhook,
    }  # fmt: skip


@pytest.mark.parametrize(("old", "new"), [(NEW, NEW), (OLD, "too short")])
def test_a_change_that_is_refused_changes_nothing(academy, owner, at, old, new):
    before = academy.keys.get().encrypted

    with pytest.raises(Refused):
        passphrase.change(passphrase=old, new_passphrase=new, by=owner, at=at)

    assert academy.keys.get().encrypted == before
    assert issuers.signing_key(academy)


def changed(monkeypatch, **environment):
    for name in ("TESTAMUR_PASSPHRASE", "TESTAMUR_NEW_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(command(), ["credential", "key-passphrase"], input=f"{NEW}\n{NEW}\n")


def test_the_command_keeps_the_new_one_where_the_site_keeps_it(academy, settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path
    (tmp_path / "passphrase").write_text(OLD)

    result = changed(monkeypatch)

    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "1 keys are kept under the new passphrase.")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("passphrase", NEW)]
    assert (tmp_path / "passphrase").stat().st_mode & 0o777 == 0o600
    assert NEW not in result.output


def test_the_command_leaves_it_to_the_operator_who_sets_it(academy, settings, tmp_path, monkeypatch):
    settings.DATA = tmp_path

    wrong = changed(monkeypatch, TESTAMUR_PASSPHRASE=OLD, TESTAMUR_NEW_PASSPHRASE="too short")
    right = changed(monkeypatch, TESTAMUR_PASSPHRASE=OLD, TESTAMUR_NEW_PASSPHRASE=NEW)

    assert isinstance(wrong.exception, Refused)
    assert right.stdout.splitlines()[1] == "Set TESTAMUR_PASSPHRASE to it and start the site again."
    assert not list(tmp_path.iterdir())
