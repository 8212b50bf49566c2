import pytest
import stock


def test_label():
    assert stock.label(" red bean ", "500 g") == "Red Bean (500 g)"


def test_parse():
    assert stock.parse("beans = 12") == {"name": "beans", "count": 12}


def test_cost():
    assert stock.cost(125, 4) == 500
    assert stock.cost(125, 0) == 0


def test_cost_refuses():
    with pytest.raises(ValueError):
        stock.cost(125, -1)


def test_share():
    assert stock.share(1, 3) == pytest.approx(0.3333, abs=0.001)
