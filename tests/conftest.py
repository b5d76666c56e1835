"""What every test shares: skipping is allowed only where nothing is promised."""

import os
from collections.abc import Callable, Iterator

import pytest
from hypothesis import settings

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


@pytest.fixture
def node_verifier() -> Callable[..., dict[str, dict]]:
    """Return a function that asks both verifiers in Node about a credential, where they are installed."""
    from independent import NoNode, node_answers  # noqa: PLC0415  (what it brings along is large)

    def ask(*documents: object) -> dict[str, dict]:
        try:
            return node_answers(*documents)
        except NoNode as lack:
            if NO_SKIP:
                pytest.fail(str(lack))
            pytest.skip(str(lack))

    return ask
