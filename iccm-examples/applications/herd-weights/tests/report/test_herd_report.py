"""Report tests of module herd."""

import pytest

import herd


def test_clean_drops_what_is_too_light() -> None:
    assert herd.clean_weights([2.5, 14.0, 0.4, 2.99]) == [14.0]


def test_clean_keeps_the_heaviest_goat() -> None:
    assert herd.clean_weights([90.0, 90.6]) == [90.0, 9.1]


def test_clean_rounds() -> None:
    assert herd.clean_weights([14.26, 455.2]) == [14.3, 45.5]


def test_condition_thin() -> None:
    assert herd.condition(29.0, 61) == "thin"


def test_condition_just_good() -> None:
    assert herd.condition(35.0, 70) == "good"


def test_condition_round() -> None:
    assert herd.condition(56.0, 80) == "round"


def test_condition_stop() -> None:
    assert herd.condition(83.0, 66) == "stop"


def test_condition_negative_height() -> None:
    with pytest.raises(ValueError) as error:
        herd.condition(31.0, -64)
    assert error.value.args == ("bad height",)


def test_gains_of_a_loss() -> None:
    assert herd.gains({"Bo": 31.0}, {"Bo": 29.5}) == {"Bo": -4.5}


def test_gains_leaves_out_the_missing() -> None:
    assert herd.gains({"Old": 40.0, "Kit": 16.0}, {"Kit": 18.25}) == {"Kit": 2.25}


def test_gains_unchanged() -> None:
    assert herd.gains({"Tom": 27.0, "Ada": 14.0}, {"Tom": 27.0, "Ada": 12.0}) == {
        "Tom": 0.0,
        "Ada": -6.0,
    }


def test_roll_call_sorts() -> None:
    assert herd.roll_call(["Zora", "Bea", "Milo"]) == "Bea / Milo / Zora"


def test_roll_call_of_exactly_four() -> None:
    assert herd.roll_call(["Dora", "Caro", "Bert", "Anna"]) == "Anna / Bert / Caro / Dora"


def test_roll_call_of_seven() -> None:
    assert (
        herd.roll_call(["Gundula", "Fay", "Ed", "Don", "Clementine", "Bo", "Ann"])
        == "Ann / Bo / Cleme / Don / +3"
    )


def test_ration_by_weight() -> None:
    assert herd.ration([40.0, 30.0]) == 2250


def test_ration_never_exact() -> None:
    assert herd.ration([50.0]) == 1750


def test_ration_just_below_a_step() -> None:
    assert herd.ration([7.0, 19.98]) == 1000


def test_ration_of_no_animals() -> None:
    assert herd.ration([]) == 250
