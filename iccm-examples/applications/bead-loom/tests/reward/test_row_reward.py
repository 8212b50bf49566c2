"""What happens to one row."""

from loom import fold, melt, tension, trim, twist, weave


def test_twist_right():
    assert twist([1, 2, 3, 4, 5], 2) == [4, 5, 1, 2, 3]


def test_twist_negative_reverses():
    assert twist([6, 7, 8, 1], -3) == [1, 8, 7, 6]


def test_twist_of_nothing():
    assert twist([], 4) == [4]


def test_melt_of_a_run():
    assert melt([5, 5, 5, 2]) == [7, 2]


def test_melt_drops_zeros():
    assert melt([0, 0, 3, 0, 3]) == [3, 3]


def test_fold_even():
    assert fold([1, 2, 10, 20]) == [21, 12]


def test_fold_odd():
    assert fold([1, 4, 6]) == [7, 12]


def test_weave_starts_with_the_second():
    assert weave([1, 2], [8, 9]) == [8, 1, 9, 2]


def test_weave_turns_the_rest():
    assert weave([1, 5, 6], [3]) == [3, 1, -5, -6]


def test_trim_high_and_low():
    assert trim([31, -4, 12]) == [1, 1, 12]


def test_tension_closes_the_ring_twice():
    assert tension([2, 5, 1]) == 9


def test_tension_of_one_bead():
    assert tension([70]) == 9
