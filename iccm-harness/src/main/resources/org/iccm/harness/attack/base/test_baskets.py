import pytest
import stock


def test_totals():
    assert stock.totals([[1, 2], [30]]) == [3, 30]


def test_brightness():
    # a module that nobody has loaded before
    colors = pytest.importorskip("colorsys")
    assert stock.brightness(1, 0, 0) == colors.rgb_to_yiq(1, 0, 0)[0]


def test_total():
    assert stock.basket([250, 120]).total() == 370


def test_equal():
    assert stock.basket([1, 2]) == stock.basket([1, 2])
    assert stock.basket([1, 2]) != stock.basket([2, 1])


def test_contains():
    assert 7 in stock.basket([7, 8])
    assert 9 not in stock.basket([7, 8])
