"""Reading the log: lines, clocks, heights."""

import pytest

from readings import parse_line, parse_log, to_cm, to_minute, usable


def test_clock_of_the_morning():
    assert to_minute("7h05") == 425


def test_clock_without_minutes_is_half_past():
    assert to_minute("9h") == 570


def test_late_clock_counts_for_the_next_day():
    assert to_minute("23h10") == -50


def test_clock_without_mark():
    with pytest.raises(ValueError) as error:
        to_minute("7:05")
    assert str(error.value) == "no h in 7:05"


def test_feet():
    assert to_cm("2.55f") == 76


def test_bare_number_is_the_old_gauge():
    assert to_cm("212") == 208


def test_line_without_flag():
    assert parse_line("6h10 / 1.2m")[2] == "Q"


def test_line_with_flag():
    assert parse_line(" 6h10/ 130 /ok ") == (370, 126, "OK")


def test_line_too_short():
    with pytest.raises(ValueError) as error:
        parse_line("6h10 3m")
    assert str(error.value) == "short line: 6h10 3m"


def test_log_skips_remarks_and_blank_lines():
    assert parse_log("~ night\n\n1h00/2m/a\n   \n~\n") == [(60, 200, "A")]


def test_log_keeps_the_lower_of_the_same_minute():
    assert parse_log("2h00/3m/a\n2h00/1m/b\n2h00/2m/c") == [(120, 100, "B")]


def test_usable_drops_flag_x():
    assert usable([(3, 50, "X"), (4, 60, "Q")]) == [(4, 60, "Q")]


def test_usable_caps_heights():
    assert usable([(8, 701, "Q")]) == [(8, 640, "C")]
