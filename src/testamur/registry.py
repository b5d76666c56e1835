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
    for module_info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{package.__name__}.{module_info.name}")
        thing = getattr(module, constant, None)
        if not isinstance(thing, kind):
            raise TypeError(f"{module.__name__} must end in {constant}: {kind.__name__}")
        name: str = getattr(thing, "name")  # noqa: B009  (every kind of thing has a name)
        if name in found:
            raise ValueError(f"two modules of {package.__name__} are named {name!r}")
        found[name] = thing
    return found
