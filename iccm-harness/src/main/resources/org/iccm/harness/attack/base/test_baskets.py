import pytest
import stock


def test_totals():
    assert stock.totals([[1, 2], [30]]) == [3, 30]


def test_mean():
    statistics = pytest.importorskip("statistics")
    assert stock.mean([2, 4, 9]) == statistics.mean([2, 4, 9])


def test_total():
    assert stock.basket([250, 120]).total() == 370


def test_equal():
    assert stock.basket([1, 2]) == stock.basket([1, 2])
    assert stock.basket([1, 2]) != stock.basket([2, 1])


def test_contains():
    assert 7 in stock.basket([7, 8])
    assert 9 not in stock.basket([7, 8])
