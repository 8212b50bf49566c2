"""The tray."""

import pytest

from tray import draw, parse_tray, sow, tally, thin


def test_parse_of_one_row():
    assert parse_tray("K.M") == ["k.m"]


def test_parse_keeps_inner_dots():
    assert parse_tray("A.b/ c") == ["a.b", "..c"]


def test_parse_of_an_empty_row():
    assert parse_tray("xy//Z") == ["xy", "..", ".z"]


def test_sow_fills_the_left_column_first():
    assert sow([".b.", "...", "c.."], "d", 4) == ["db.", "dd.", "cd."]


def test_sow_all():
    assert sow([".", "."], "e", 2) == ["e", "e"]


def test_sow_in_a_full_tray():
    with pytest.raises(ValueError) as error:
        sow(["ab", "cd"], "k", 2)
    assert str(error.value) == "no soil for 2"


def test_thin_after_soil():
    assert thin(["mm.mm", "nnn.."]) == ["m..m.", "n.n.."]


def test_thin_leaves_columns():
    assert thin(["ab", "ab", "bb"]) == ["ab", "ab", "b."]


def test_tally_of_weeds():
    assert tally(["ww.", ".w."]) == {"w": 6}


def test_tally_of_several_kinds():
    assert tally(["pq", "wp"]) == {"p": 2, "q": 1, "w": 2}


def test_draw_of_one_row():
    assert draw(["x."]) == "1:x.\n===="


def test_draw_top_row():
    assert draw(["b", ".", ".", "."]).startswith("4:b\n3:.")
