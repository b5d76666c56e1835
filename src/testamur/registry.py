"""Find every thing of a kind: one module per thing, each ending in one constant."""

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

Thing = TypeVar("Thing")


def collect(package: ModuleType, *, constant: str, kind: type[Thing]) -> dict[str, Thing]:
    """Return the constant of every module in `package`, by its `name`, in order of name.

    Raises
    ------
    TypeError
        If a module lacks the constant, or it is of another kind.
    ValueError
        If two modules give the same name.
    """
    found: dict[str, Thing] = {}
    for module_name in modules(package):
        thing = constant_of(package, module_name, constant=constant, kind=kind)
        name: str = getattr(thing, "name")  # noqa: B009  (every kind of thing has a name)
        if name in found:
            raise ValueError(f"two modules of {package.__name__} are named {name!r}")
        found[name] = thing
    return found


def modules(package: ModuleType) -> list[str]:
    """Return the names of the modules in `package`, none of which is imported by that."""
    return sorted(info.name for info in pkgutil.iter_modules(package.__path__))


def constant_of(package: ModuleType, module: str, *, constant: str, kind: type[Thing]) -> Thing:
    """Return the constant of one module in `package`.

    Raises
    ------
    TypeError
        If the module lacks it, or it is of another kind.
    """
    found = importlib.import_module(f"{package.__name__}.{module}")
    thing = getattr(found, constant, None)
    if not isinstance(thing, kind):
        raise TypeError(f"{found.__name__} must end in {constant}: {kind.__name__}")
    return thing
