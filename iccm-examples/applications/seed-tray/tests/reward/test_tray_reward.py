"""The tray."""

import pytest

from tray import draw, parse_tray, sow, tally, thin


def test_parse_fills_on_the_left():
    assert parse_tray("ab/c/d.e") == [".ab", "..c", "d.e"]


def test_parse_is_lower_case():
    assert parse_tray(" AB / c.") == ["ab", "c."]


def test_sow_goes_down_the_column():
    assert sow(["...", "..."], "p", 3) == ["pp.", "p.."]


def test_sow_passes_over_seedlings():
    assert sow(["a..", ".b."], "k", 2) == ["ak.", "kb."]


def test_sow_without_room():
    with pytest.raises(ValueError) as error:
        sow(["a.", "bb"], "k", 5)
    assert str(error.value) == "no soil for 4"


def test_thin_takes_the_second():
    assert thin(["aab", "bcc"]) == ["a.b", "bc."]


def test_thin_of_four():
    assert thin(["xxxx"]) == ["x.x."]


def test_tally_counts_weeds_twice():
    assert tally(["aw.", ".wa"]) == {"a": 2, "w": 4}


def test_draw_numbers_from_below():
    assert draw(["a.", ".b", ".."]).splitlines()[:3] == ["3:a.", "2:.b", "1:.."]


def test_draw_ground():
    assert draw(["abc"]).splitlines()[-1] == "====="
