"""Loom cards and choosing rows."""

from loom import calmest, read_card, work


def test_card_with_a_large_number():
    assert read_card("m12") == [("m", 12)]


def test_card_with_a_negative_twist():
    assert read_card("  t-1   f") == [("t", -1), ("f", 2)]


def test_card_in_capitals():
    assert read_card("F4 W") == [("f", 4), ("t", 2)]


def test_work_reverses():
    assert work([5, 6, 7, 1], "t-2") == [1, 7, 6, 5]


def test_work_melts_twice():
    assert work([1, 1, 2, 5], "m") == [3, 5]


def test_work_trims():
    assert work([-6, 40, 3], "t2") == [10, 3, 1]


def test_work_of_two_steps():
    assert work([2, 2, 6, 4], "m1 f1") == [7, 18]


def test_calmest_first():
    assert calmest([[2, 2], [4], [1, 6]]) == 0


def test_calmest_of_nothing_and_of_one():
    assert [calmest([]), calmest([[8, 1]])] == [-1, 0]
