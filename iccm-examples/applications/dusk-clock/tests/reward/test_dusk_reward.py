"""Reward tests of module dusk."""

import pytest

import dusk


def test_dusk_evening() -> None:
    assert dusk.since_dusk("23:45") == 345


def test_dusk_after_midnight() -> None:
    assert dusk.since_dusk("01:10") == 430


def test_dusk_midnight() -> None:
    assert dusk.since_dusk("00:00") == 360


def test_dusk_bad_minute() -> None:
    assert dusk.since_dusk("19:60") == -1


def test_spell_minutes() -> None:
    assert dusk.spell(1) == "1'"


def test_spell_full_hour() -> None:
    assert dusk.spell(60) == "1h00"


def test_spell_late() -> None:
    assert dusk.spell(-12) == "late 12'"


def test_paid_rounds_down() -> None:
    assert dusk.paid_minutes(134) == 125


def test_paid_at_least() -> None:
    assert dusk.paid_minutes(20) == 50


def test_paid_just_over_the_least() -> None:
    assert dusk.paid_minutes(61) == 75


def test_paid_negative() -> None:
    with pytest.raises(ValueError) as error:
        dusk.paid_minutes(-5)
    assert error.value.args == ("negative work",)


def test_overlap_inside() -> None:
    assert dusk.overlap((10, 300), (100, 177)) == 77


def test_overlap_just_long_enough() -> None:
    assert dusk.overlap((12, 47), (42, 99)) == 5


def test_overlap_too_long() -> None:
    assert dusk.overlap((0, 400), (100, 390)) == 120


def test_watch_owl() -> None:
    assert dusk.watch(250) == "owl"


def test_watch_loud_border() -> None:
    assert dusk.watch(194) == "OWL"


def test_watch_third() -> None:
    assert dusk.watch(500) == "frost"


def test_watch_after_the_last() -> None:
    assert dusk.watch(720) == "idle"
