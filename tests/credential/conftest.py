"""The independent verifiers in Node, where they are installed."""

import os
from collections.abc import Callable

import pytest

from independent import NoNode, node_answers


@pytest.fixture
def node_verifier() -> Callable[..., dict[str, dict]]:
    """Return a function that asks both verifiers in Node about a credential."""

    def ask(*documents: object) -> dict[str, dict]:
        try:
            return node_answers(*documents)
        except NoNode as lack:
            if os.environ.get("TESTAMUR_NO_SKIP") == "1":
                pytest.fail(str(lack))
            pytest.skip(str(lack))

    return ask
