"""Reading the log: lines, clocks, heights."""

import pytest

from readings import parse_line, parse_log, to_cm, to_minute, usable


def test_clock_with_two_digit_hour():
    assert to_minute("14h45") == 885


def test_noon_without_minutes():
    assert to_minute("12h") == 750


def test_last_minute_before_midnight():
    assert to_minute("23h59") == -1


def test_clock_without_mark():
    with pytest.raises(ValueError) as error:
        to_minute("1830")
    assert str(error.value) == "no h in 1830"


def test_feet_are_cut():
    assert to_cm("7.99f") == 239


def test_metres_are_rounded():
    assert to_cm("2.3m") == 230


def test_bare_number_near_zero():
    assert to_cm("0") == -4


def test_line_lifts_the_flag():
    assert parse_line("0h20/1m/x") == (20, 100, "X")


def test_line_without_flag():
    assert parse_line("23h30/9") == (-30, 5, "Q")


def test_empty_line_is_short():
    with pytest.raises(ValueError) as error:
        parse_line("calm")
    assert str(error.value) == "short line: calm"


def test_log_is_sorted_by_minute():
    minutes = [reading[0] for reading in parse_log("8h00/1m\n23h20/1m\n3h00/1m")]
    assert minutes == [-40, 180, 480]


def test_log_lower_reading_first():
    assert parse_log("~x\n5h15/90/d\n5h15/2m/e") == [(315, 86, "D")]


def test_usable_lifts_low_heights():
    assert usable([(10, -12, "R"), (11, 3, "S")]) == [(10, 5, "R"), (11, 5, "S")]


def test_usable_marks_only_what_it_caps():
    assert [r[2] for r in usable([(1, 640, "A"), (2, 999, "B"), (3, 7, "X")])] == ["A", "C"]
