"""Reward tests of module ledger."""

import ledger


def test_add_counts() -> None:
    book = ledger.Ledger()
    book.add(1, "fig", 2.0)
    assert book.add(1, "fig", 3.5) == 2


def test_total_of_a_fruit() -> None:
    book = ledger.Ledger()
    book.add(1, "fig", 2.5)
    book.add(2, "plum", 9.0)
    book.add(3, "fig", 4.1)
    assert book.total("fig") == 6.6


def test_total_rounds() -> None:
    book = ledger.Ledger()
    book.add(1, "fig", 2.38)
    book.add(1, "fig", 1.08)
    assert book.total("fig") == 3.5


def test_best_row_by_crates() -> None:
    book = ledger.Ledger()
    book.add(5, "fig", 1.0)
    book.add(5, "fig", 1.0)
    book.add(6, "fig", 40.0)
    assert book.best_row() == 5


def test_best_row_of_nothing() -> None:
    assert ledger.Ledger().best_row() == -1


def test_drop_leaves_the_rest() -> None:
    book = ledger.Ledger()
    book.add(2, "fig", 3.0)
    book.add(7, "plum", 1.5)
    book.drop_row(2)
    assert book.total() == 1.5


def test_close_counts() -> None:
    book = ledger.Ledger()
    book.add(2, "fig", 3.0)
    book.add(2, "fig", 3.0)
    assert book.close_day() == "day 1: 2 crates"


def test_close_empties_the_list() -> None:
    book = ledger.Ledger()
    book.add(2, "fig", 3.0)
    book.close_day()
    assert book.add(1, "pear", 0.4) == 1


def test_bonus_just_over() -> None:
    book = ledger.Ledger()
    book.add(1, "fig", 30.0)
    book.add(2, "pear", 20.75)
    assert book.bonus(1) == 9


def test_bonus_without_pickers() -> None:
    book = ledger.Ledger()
    book.add(1, "fig", 80.0)
    assert book.bonus(0) == 0
