"""What every test shares: skipping is allowed only where nothing is promised."""

import os
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from hypothesis import settings

Found = TypeVar("Found")
NO_SKIP = os.environ.get("TESTAMUR_NO_SKIP") == "1"

settings.register_profile("testamur", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("testamur")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Turn a skip into a failure where skipping is forbidden."""
    report = yield
    if NO_SKIP and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped where skipping is forbidden: {item.nodeid}: {call.excinfo}"
    return report


@pytest.fixture(scope="session")
def in_node() -> Callable[[Callable[..., Found]], Callable[..., Found]]:
    """Return what makes of a function that needs Node one that skips its test where Node is not installed."""
    return _in_node


@pytest.fixture
def node_verifier() -> Callable[..., dict[str, dict]]:
    """Return a function that asks both verifiers in Node about a credential, where they are installed."""
    from independent import node_answers  # noqa: PLC0415  (what it brings along is large)

    return _in_node(node_answers)


def _in_node(work: Callable[..., Found]) -> Callable[..., Found]:
    from independent import NoNode  # noqa: PLC0415  (what it brings along is large)

    def asked(*given: object, **named: object) -> Found:
        try:
            return work(*given, **named)
        except NoNode as lack:
            if NO_SKIP:
                pytest.fail(str(lack))
            pytest.skip(str(lack))

    return asked


def pytest_collection_modifyitems(items):
    """Begin with what takes longest: a browser's walk through every page, while others do the rest."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)
