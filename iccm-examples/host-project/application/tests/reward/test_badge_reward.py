import pytest
from badge import badge


def test_upper():
    assert badge("ann", 1) == "ANN (*)"


def test_level_zero():
    with pytest.raises(ValueError):
        badge("ann", 0)
