"""Reward tests of module herd."""

import pytest

import herd


def test_clean_lost_decimal_point() -> None:
    assert herd.clean_weights([412.0, 33.3]) == [41.2, 33.3]


def test_clean_keeps_the_lightest_kid() -> None:
    assert herd.clean_weights([1.0, 3.0]) == [3.0]


def test_clean_repaired_but_still_implausible() -> None:
    assert herd.clean_weights([95.0, 250.0, 12.0]) == [9.5, 25.0, 12.0]


def test_clean_keeps_order() -> None:
    assert herd.clean_weights([50.0, 1.5, 700.0, 20.0]) == [50.0, 70.0, 20.0]


def test_condition_just_thin() -> None:
    assert herd.condition(34.9, 70) == "thin"


def test_condition_good_upper() -> None:
    assert herd.condition(55.7, 80) == "good"


def test_condition_just_stop() -> None:
    assert herd.condition(48.0, 60) == "stop"


def test_condition_without_height() -> None:
    with pytest.raises(ValueError) as error:
        herd.condition(20.0, 0)
    assert error.value.args == ("bad height",)


def test_gains_of_a_gain() -> None:
    assert herd.gains({"Mia": 20.0}, {"Mia": 20.25}) == {"Mia": 0.25}


def test_gains_of_a_newcomer() -> None:
    assert herd.gains({}, {"Ida": 11.0}) == {"Ida": 5.5}


def test_gains_mixed() -> None:
    assert herd.gains({"A": 30.0, "B": 25.0}, {"B": 24.0, "A": 32.0, "C": 9.0}) == {
        "B": -3.0,
        "A": 2.0,
        "C": 4.5,
    }


def test_roll_call_of_nobody() -> None:
    assert herd.roll_call([]) == "nobody"


def test_roll_call_cuts_long_names() -> None:
    assert herd.roll_call(["Josephine", "Al"]) == "Al / Josep"


def test_roll_call_of_five() -> None:
    assert herd.roll_call(["Eve", "Dot", "Cy", "Bob", "Abe"]) == "Abe / Bob / Cy / Dot / +1"


def test_ration_least_share() -> None:
    assert herd.ration([5.0, 6.0]) == 1000


def test_ration_in_the_cold() -> None:
    assert herd.ration([20.0, 10.0], True) == 1500


def test_ration_light_in_the_cold() -> None:
    assert herd.ration([3.0], cold=True) == 750


def test_ration_just_below_in_the_cold() -> None:
    assert herd.ration([6.0, 18.31], True) == 1250
