"""Report tests of module stones."""

import pytest

import stones


def test_cost_down() -> None:
    assert stones.crossing_cost([9, 2]) == 7


def test_cost_mixed() -> None:
    assert stones.crossing_cost([2, 6, 6, 1]) == 19


def test_cost_of_one_stone() -> None:
    assert stones.crossing_cost([7]) == -1


def test_keep_starts_with_the_largest() -> None:
    assert stones.keep_apart([5, 30, 17], 3) == [30, 17, 5]


def test_keep_equal_marks_once() -> None:
    assert stones.keep_apart([8, 8, 2, 8], 0) == [8, 2]


def test_keep_nothing() -> None:
    assert stones.keep_apart([], 2) == []


def test_keep_negative_gap() -> None:
    with pytest.raises(ValueError) as error:
        stones.keep_apart([40, 12], -1)
    assert error.value.args == ("negative gap",)


def test_split_second_goes_left() -> None:
    assert stones.split_loads([6, 2]) == ([2], [6])


def test_split_skips_nothing_loads() -> None:
    assert stones.split_loads([0, 5, -4, 1]) == ([1], [5])


def test_split_none() -> None:
    assert stones.split_loads([]) == ([], [])


def test_nearest_tie_takes_the_later() -> None:
    assert stones.nearest([12, 20], 16) == 1


def test_nearest_just_reached() -> None:
    assert stones.nearest([50, 90], 58) == 0


def test_nearest_of_no_marks() -> None:
    assert stones.nearest([], 4) == -1


def test_fold_even() -> None:
    assert stones.fold([9, 5, 2, 4]) == [5, 3]


def test_fold_single() -> None:
    assert stones.fold([13]) == [130]


def test_fold_pair() -> None:
    assert stones.fold([3, 11]) == [-8]
