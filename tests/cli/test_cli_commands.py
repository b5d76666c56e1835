"""The command line: exit codes, every problem at once, and nothing half-written."""

import json
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from pictures import PNG
from testamur import catalogue, cli, registry
from testamur.cli import calibration, command, credential
from testamur.errors import DocumentError, Refused

CONTENT = catalogue.content_folder()
NOUNS = command().list_commands(None)
ITEM = min((CONTENT / "items").glob("h4-1-*.xml"))


def run(*arguments):
    """Run the command as its entry point does: wrong files and refusals end with 1."""
    result = CliRunner().invoke(command(), list(map(str, arguments)))
    if isinstance(result.exception, DocumentError | Refused):
        return 1, str(result.exception)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_every_noun_is_there():
    assert {
        "credential", "evaluation", "fit", "form", "framework", "item", "lab", "manage", "offering", "programme",
        "role", "serve", "status",
    } <= set(NOUNS)  # fmt: skip


@pytest.mark.parametrize("noun", NOUNS)
def test_every_noun_explains_itself(noun):
    if noun != "manage":  # the framework's own help needs the site
        assert run(noun, "--help")[0] == 0


def test_every_command_is_named_as_its_module():
    collected = registry.collect(cli, constant="COMMAND", kind=click.Command)
    verbs = {
        group: registry.collect(group, constant="VERB", kind=click.Command) for group in (calibration, credential)
    }

    assert sorted(collected) == NOUNS
    for group, found in verbs.items():
        assert sorted(found) == group.COMMAND.list_commands(None)


def test_an_unknown_noun_or_verb_is_wrong_use():
    assert run("dance")[0] == 2
    assert run("programme", "dance")[0] == 2
    assert run("calibration", "dance")[0] == 2


def test_a_command_imports_no_more_than_it_needs():
    script = "import sys; from testamur.cli import main\ntry: main()\nfinally: print('scipy' in sys.modules)"

    said = subprocess.run(
        [sys.executable, "-c", script, "role", "--help"], capture_output=True, text=True, check=True
    )

    assert said.stdout.splitlines()[-1] == "False"


def test_our_programmes_are_in_order():
    code, said = run("programme", "check", *sorted((CONTENT / "programmes").glob("*.toml")))

    assert code == 0
    assert said.count("is in order") == 6


def test_a_broken_programme_lists_every_fault(tmp_path):
    text = (CONTENT / "programmes" / "ai-in-medicine-exam.toml").read_text()
    file = tmp_path / "ai-in-medicine-exam.toml"
    file.write_text(text.replace("correct = 70", "correct = 170").replace('"physician"', '"pilot"', 1))

    code, said = run("programme", "check", file)

    assert code == 1
    assert f"{file}:audience[0]: no role is called 'pilot'" in said
    assert f"{file}:exam.cut.correct: must be 1 to 110, a number of correct answers" in said


def test_broken_toml_ends_with_one(tmp_path):
    file = tmp_path / "x.toml"
    file.write_text("id = = 1")

    assert run("programme", "check", file)[0] == 1


def test_a_programme_is_shown_for_machines():
    code, said = run("programme", "show", "ai-in-medicine-exam", "--json")

    assert code == 0
    assert json.loads(said)["exam"]["cut"]["correct"] == 70


def test_an_item_is_shown_without_its_key_and_with_it_for_examiners():
    public, review = run("item", "show", ITEM)[1], run("item", "show", ITEM, "--key")[1]

    assert "qti-modal-feedback" not in public
    assert len(review) > len(public)


def test_a_hostile_item_is_refused(tmp_path):
    file = tmp_path / "x.xml"
    file.write_text('<!DOCTYPE x [<!ENTITY a "b">]><qti-assessment-item/>')

    code, said = run("item", "check", file)

    assert (code, said) == (1, f"{file}:has a document type or an entity, which is not allowed\n")


def test_a_package_comes_back_whole(tmp_path):
    package, out = tmp_path / "p.zip", tmp_path / "out"

    assert run("item", "export", ITEM, "--out", package)[0] == 0
    assert run("item", "import", package, "--out", out)[0] == 0
    assert run("item", "check", out)[0] == 0
    assert [path.name for path in out.iterdir()] == [ITEM.name]


def test_what_is_no_package_writes_nothing(tmp_path):
    package, out = tmp_path / "p.zip", tmp_path / "out"
    package.write_bytes(b"no zip")

    assert run("item", "import", package, "--out", out)[0] == 1
    assert not out.exists()


def test_forms_are_assembled_and_keep_every_limit(tmp_path):
    code, said = run(
        "form", "assemble", "healthcare-ai-professional", "--count", 2, "--seed", 5, "--out", tmp_path
    )

    assert code == 0, said
    forms = sorted(tmp_path.glob("*.json"))
    assert len(forms) == 2
    for form in forms:
        assert run("form", "check", form, "--programme", "healthcare-ai-professional")[0] == 0


def test_a_changed_form_is_found_out(tmp_path):
    run("form", "assemble", "healthcare-ai-professional", "--count", 1, "--seed", 5, "--out", tmp_path)
    (form,) = tmp_path.glob("*.json")
    document = json.loads(form.read_text())
    document["items"] = document["items"][1:]
    form.write_text(json.dumps(document))

    assert run("form", "check", form, "--programme", "healthcare-ai-professional")[0] == 1


def test_a_form_of_a_programme_without_exam_is_wrong_use(tmp_path):
    assert run("form", "assemble", "ai-health-care-leadership", "--out", tmp_path)[0] == 2


def test_what_is_no_credential_is_refused(tmp_path):
    file = tmp_path / "badge.json"
    file.write_text("[]")

    code, said = run("credential", "verify", file)

    assert code == 1
    assert said.startswith("This is not a genuine credential as it stands.")


def test_a_picture_without_a_credential_is_refused(tmp_path):
    file = tmp_path / "badge.png"
    file.write_bytes(PNG)

    code, said = run("credential", "verify", file)

    assert code == 1
    assert "a PNG picture without a credential in it" in said


def test_a_private_address_is_not_asked():
    code, _ = run("credential", "verify", "https://127.0.0.1/badge.json")

    assert code == 1


def test_the_command_runs_as_a_module():
    done = subprocess.run([sys.executable, "-m", "testamur", "role", "list"], capture_output=True, check=True)

    assert b"nurse-leader" in done.stdout


def test_a_certificate_without_its_key_is_wrong_use(tmp_path):
    certificate = tmp_path / "tls.pem"
    certificate.write_text("-----BEGIN CERTIFICATE-----")

    assert run("serve", "--tls-certificate", certificate)[0] == 2
