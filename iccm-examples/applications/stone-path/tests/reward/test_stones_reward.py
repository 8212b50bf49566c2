"""Reward tests of module stones."""

import stones


def test_cost_up() -> None:
    assert stones.crossing_cost([1, 5]) == 12


def test_cost_level() -> None:
    assert stones.crossing_cost([4, 4, 4]) == 4


def test_cost_up_and_down() -> None:
    assert stones.crossing_cost([0, 3, -2, 10]) == 50


def test_cost_of_no_stone() -> None:
    assert stones.crossing_cost([]) == -1


def test_keep_needs_more_than_the_gap() -> None:
    assert stones.keep_apart([10, 14, 18, 23], 4) == [23, 18, 10]


def test_keep_compares_with_the_last_kept() -> None:
    assert stones.keep_apart([20, 18, 16, 14, 12], 3) == [20, 16, 12]


def test_keep_one_of_many() -> None:
    assert stones.keep_apart([3, 5, 4, 6], 50) == [6]


def test_split_first_goes_right() -> None:
    assert stones.split_loads([6]) == ([], [6])


def test_split_equal_goes_right() -> None:
    assert stones.split_loads([3, 3, 7]) == ([3], [3, 7])


def test_split_many() -> None:
    assert stones.split_loads([4, 1, 9, 2, 6, 3]) == ([1, 9, 3], [4, 2, 6])


def test_nearest_plain() -> None:
    assert stones.nearest([10, 25, 31], 29) == 2


def test_nearest_equal_marks() -> None:
    assert stones.nearest([7, 1, 7], 6) == 2


def test_nearest_out_of_reach() -> None:
    assert stones.nearest([50, 90], 59) == -1


def test_nearest_below() -> None:
    assert stones.nearest([-30, -11, -40], -15) == 1


def test_fold_odd() -> None:
    assert stones.fold([1, 6, 20]) == [-19, 60]


def test_fold_five() -> None:
    assert stones.fold([10, 20, 7, 5, 1]) == [9, 15, 70]


def test_fold_negative_middle() -> None:
    assert stones.fold([2, 2, -6, 8, 1]) == [1, -6, -60]
