import pytest

from kit import Unit


@pytest.fixture
def unit():
    return Unit("u", ["a", "b"])
