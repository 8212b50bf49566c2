"""Report tests of module ledger."""

import pytest

import ledger


def test_add_nothing() -> None:
    book = ledger.Ledger()
    book.add(4, "pear", 5.0)
    assert book.add(4, "pear", 0.0) == 1


def test_total_of_all() -> None:
    book = ledger.Ledger()
    book.add(1, "fig", 2.5)
    book.add(2, "plum", 9.0)
    assert book.total() == 11.5


def test_fruits_backwards() -> None:
    book = ledger.Ledger()
    book.add(1, "fig", 2.0)
    book.add(1, "plum", 2.0)
    book.add(2, "apple", 1.0)
    book.add(3, "plum", 1.0)
    assert book.fruits() == ["plum", "fig", "apple"]


def test_best_row_tie() -> None:
    book = ledger.Ledger()
    book.add(3, "fig", 9.0)
    book.add(8, "fig", 1.0)
    book.add(2, "fig", 4.0)
    assert book.best_row() == 8


def test_drop_returns_kilos() -> None:
    book = ledger.Ledger()
    book.add(2, "fig", 3.0)
    book.add(2, "plum", 4.5)
    book.add(7, "fig", 1.0)
    assert book.drop_row(2) == 7.5


def test_drop_unknown_row() -> None:
    book = ledger.Ledger()
    book.add(2, "fig", 3.0)
    with pytest.raises(KeyError) as error:
        book.drop_row(5)
    assert error.value.args == ("unknown row",)


def test_close_after_rest() -> None:
    book = ledger.Ledger()
    book.close_day()
    assert book.close_day() == "day 2: rest"


def test_bonus_shared() -> None:
    book = ledger.Ledger()
    book.add(1, "fig", 60.0)
    book.add(1, "fig", 15.0)
    assert book.bonus(4) == 75


def test_bonus_little_fruit() -> None:
    book = ledger.Ledger()
    book.add(1, "fig", 30.0)
    assert book.bonus(6) == 25


def test_summary_lines() -> None:
    book = ledger.Ledger()
    book.add(1, "fig", 2.5)
    book.add(1, "pear", 4.0)
    book.add(2, "fig", 1.0)
    assert book.summary() == ["pear=4.0kg", "fig=3.5kg"]
