"""From notes to hives."""

import pytest

from census import frame_count, split_row, temper_points, to_hive


def test_split_fills_up():
    assert split_row("b12; hill") == ["b12", "hill", "?", "?"]


def test_split_joins_what_is_too_much():
    assert split_row("k;l;4;busy; wet") == ["k", "l", "4", "busy+wet"]


def test_frames_unknown_with_a_plus():
    assert frame_count("6+") == 9


def test_frames_range_rounds_up():
    assert frame_count("3-6") == 5


def test_frames_plain():
    assert frame_count("8") == 8


def test_temper_known():
    assert [temper_points("Busy"), temper_points("ANGRY")] == [2, 7]


def test_temper_unknown():
    assert temper_points("sleepy") == 4


def test_hive_id_is_short_and_upper():
    assert to_hive("old-b7;hill;4;calm")["id"] == "-B7"


def test_hive_without_yard():
    assert to_hive("q77;;5;busy")["yard"] == "meadow"


def test_hive_without_frames():
    assert to_hive("q77;Brook")["frames"] == 2


def test_hive_without_name():
    with pytest.raises(ValueError) as error:
        to_hive(" ;hill;3")
    assert str(error.value) == "hive without name"
