"""What happens to one row."""

from loom import fold, melt, tension, trim, twist, weave


def test_twist_more_than_the_length():
    assert twist([1, 2, 3], 7) == [3, 1, 2]


def test_twist_by_minus_one():
    assert twist([9, 1, 4], -1) == [4, 1, 9]


def test_twist_of_nothing_by_six():
    assert twist([], 6) == [6]


def test_melt_of_pairs():
    assert melt([2, 2, 4, 4, 4, 4]) == [3, 7]


def test_melt_of_zeros_only():
    assert melt([8, 0, 0, 0]) == [8]


def test_melt_does_not_melt_twice():
    assert melt([6, 6, 7]) == [7, 7]


def test_fold_of_five():
    assert fold([1, 2, 3, 4, 10]) == [11, 6, 9]


def test_fold_of_one():
    assert fold([7]) == [21]


def test_weave_with_a_longer_second():
    assert weave([4], [7, 2, 9]) == [7, 4, -2, -9]


def test_weave_with_an_empty_first():
    assert weave([], [5, -3]) == [-5, 3]


def test_trim_takes_off_once():
    assert trim([75, 30, -1]) == [45, 30, 1]


def test_tension_of_two():
    assert tension([10, 4]) == 18


def test_tension_of_equal_ends():
    assert [tension([6, 1, 6]), tension([])] == [10, 9]
