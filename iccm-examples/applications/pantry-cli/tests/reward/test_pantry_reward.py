"""Reward tests of module pantry."""

import pantry


def test_put_returns_the_count() -> None:
    stock = pantry.Pantry()
    stock.put("rice", 2)
    assert stock.put("rice", 5) == 7


def test_put_counts_a_move() -> None:
    stock = pantry.Pantry()
    stock.put("rice", 2)
    stock.put("oats", 5)
    assert stock.moves == 2


def test_take_more_than_there_is() -> None:
    stock = pantry.Pantry()
    stock.put("jam", 6)
    assert stock.take("jam", 11) == 6


def test_take_unknown() -> None:
    assert pantry.Pantry().take("jam", 3) == 0


def test_take_leaves_the_rest() -> None:
    stock = pantry.Pantry()
    stock.put("jam", 17)
    stock.take("jam", 5)
    assert stock.count("jam") == 12


def test_count_missing() -> None:
    stock = pantry.Pantry()
    stock.put("jam", 6)
    assert stock.count("salt") == -1


def test_low_border() -> None:
    stock = pantry.Pantry()
    stock.put("tea", 5)
    stock.put("jam", 4)
    assert stock.low() == ["jam"]


def test_swap_missing() -> None:
    stock = pantry.Pantry()
    stock.put("tea", 8)
    assert [stock.swap("tea", "jam"), stock.count("tea")] == [False, 8]


def test_listing_fullest_first() -> None:
    stock = pantry.Pantry()
    stock.put("tea", 3)
    stock.put("jam", 12)
    assert stock.listing() == ["jam.......12", "tea.......3"]
