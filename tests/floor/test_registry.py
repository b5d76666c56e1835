"""The registry finds one thing a module, and complains of the rest."""

import importlib
import sys

import pytest

from testamur.registry import collect

THING = "class Thing:\n    def __init__(self, name): self.name = name\n"


@pytest.fixture
def package(tmp_path, monkeypatch):
    folder = tmp_path / "things"
    folder.mkdir()
    (folder / "__init__.py").write_text(THING)
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    for name in [name for name in sys.modules if name.split(".")[0] == "things"]:
        del sys.modules[name]


def module(folder, name, thing):
    (folder / f"{name}.py").write_text(f"from things import Thing\nTHING = {thing}\n")


def gather():
    package = importlib.import_module("things")
    return collect(package, constant="THING", kind=package.Thing)


def test_things_come_by_name_in_order_of_module(package):
    module(package, "b", "Thing('second')")
    module(package, "a", "Thing('first')")

    assert list(gather()) == ["first", "second"]


def test_a_module_without_the_constant_is_a_fault(package):
    module(package, "a", "3")

    with pytest.raises(TypeError, match=r"things\.a must end in THING: Thing"):
        gather()


def test_two_things_of_one_name_are_a_fault(package):
    module(package, "a", "Thing('same')")
    module(package, "b", "Thing('same')")

    with pytest.raises(ValueError, match="two modules of things are named 'same'"):
        gather()
