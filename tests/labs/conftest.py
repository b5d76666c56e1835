import pytest

from testamur.labs import FAMILIES


@pytest.fixture(scope="session")
def case():
    return FAMILIES["diagnostic-aid"].make("5eed")
