"""Loom cards and choosing rows."""

from loom import calmest, read_card, work


def test_card_with_numbers():
    assert read_card("t3 m1") == [("t", 3), ("m", 1)]


def test_card_without_numbers():
    assert read_card("f t") == [("f", 2), ("t", 2)]


def test_card_with_an_unknown_step():
    assert read_card("m1 z5") == [("m", 1), ("t", 5)]


def test_work_twist():
    assert work([3, 4, 9], "t1") == [9, 3, 4]


def test_work_fold_twice():
    assert work([1, 2, 3, 4, 5, 6, 7, 8], "f") == [18, 18]


def test_work_trims_after_each_step():
    assert work([20, 15, 18, 21], "f1 t1") == [3, 11]


def test_calmest_of_three():
    assert calmest([[1, 9], [4, 5], [2, 8]]) == 1


def test_calmest_takes_the_later():
    assert calmest([[3, 4], [8, 8, 9], [5, 6]]) == 2
