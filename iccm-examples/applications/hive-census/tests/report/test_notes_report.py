"""From notes to hives."""

import pytest

from census import frame_count, split_row, temper_points, to_hive


def test_split_marks_empty_cells():
    assert split_row("w9;;3-4; ") == ["w9", "?", "3-4", "?"]


def test_split_joins_several():
    assert split_row("a;b;c;d;e;f")[3] == "d+e+f"


def test_split_of_a_lone_name():
    assert split_row("  z3 ")[:2] == ["z3", "?"]


def test_frames_with_a_plus():
    assert frame_count("10+") == 13


def test_frames_range_even():
    assert frame_count("4-10") == 7


def test_frames_range_odd():
    assert frame_count("9-10") == 10


def test_temper_of_a_calm_hive():
    assert [temper_points("Calm"), temper_points("calmer")] == [0, 4]


def test_hive_complete():
    expected = {"id": "104", "yard": "north wall", "frames": 7, "temper": 2}
    assert to_hive("hive104; North Wall ;7;BUSY") == expected


def test_hive_without_temper():
    assert to_hive("m1;hill;6+") == {"id": "M1", "yard": "hill", "frames": 9, "temper": 4}


def test_hive_with_two_tempers():
    assert to_hive("m1;hill;5-6;busy;angry")["temper"] == 4


def test_hive_without_name():
    with pytest.raises(ValueError) as error:
        to_hive(";;;")
    assert str(error.value) == "hive without name"
