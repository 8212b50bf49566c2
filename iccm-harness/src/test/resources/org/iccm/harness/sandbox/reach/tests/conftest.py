import pytest

from depot import plain


@pytest.fixture(scope="session")
def opened():
    yield plain.opened()
    plain.closed()


@pytest.fixture(scope="session", autouse=True)
def shared():
    return plain.shared()
