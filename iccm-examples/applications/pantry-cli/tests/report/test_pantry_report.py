"""Report tests of module pantry."""

import pantry


def test_put_is_capped() -> None:
    stock = pantry.Pantry()
    stock.put("rice", 22)
    assert stock.put("rice", 19) == 30


def test_take_some() -> None:
    stock = pantry.Pantry()
    stock.put("jam", 9)
    assert stock.take("jam", 4) == 4


def test_take_counts_a_move() -> None:
    stock = pantry.Pantry()
    stock.put("jam", 9)
    stock.take("jam", 2)
    stock.take("tea", 2)
    assert stock.moves == 3


def test_take_all_forgets_the_name() -> None:
    stock = pantry.Pantry()
    stock.put("jam", 6)
    stock.take("jam", 6)
    assert stock.count("jam") == -1


def test_count_all() -> None:
    stock = pantry.Pantry()
    stock.put("jam", 6)
    stock.put("peas", 7)
    assert stock.count() == 13


def test_low_names() -> None:
    stock = pantry.Pantry()
    stock.put("tea", 2)
    stock.put("jam", 12)
    stock.put("mint", 1)
    assert stock.low() == ["mint", "tea"]


def test_swap_counts() -> None:
    stock = pantry.Pantry()
    stock.put("tea", 8)
    stock.put("jam", 3)
    stock.swap("tea", "jam")
    assert stock.count("jam") == 8


def test_swap_is_two_moves() -> None:
    stock = pantry.Pantry()
    stock.put("tea", 8)
    stock.put("jam", 3)
    stock.swap("tea", "jam")
    assert stock.moves == 4


def test_listing_equal_counts() -> None:
    stock = pantry.Pantry()
    stock.put("tea", 7)
    stock.put("peas", 7)
    stock.put("mint", 9)
    assert stock.listing() == ["mint......9", "peas......7", "tea.......7"]
