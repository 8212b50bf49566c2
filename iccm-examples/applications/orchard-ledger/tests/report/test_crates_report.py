"""Report tests of module crates."""

import pytest

import crates


def test_grade_upper_border() -> None:
    assert crates.Crate(4, "plum", 18.0).grade() == "A"


def test_grade_light() -> None:
    assert crates.Crate(9, "plum", 6.9).grade() == "C"


def test_price_of_quince() -> None:
    assert crates.Crate(3, "quince", 8.0).price() == 1680


def test_price_of_heavy_quince() -> None:
    assert crates.Crate(1, "quince", 19.0).price() == 1995


def test_label_of_a_heavy_crate() -> None:
    assert crates.Crate(12, "apple", 30.0).label() == "APP12/X"


def test_merge_row() -> None:
    assert crates.Crate(8, "fig", 4.0).merge(crates.Crate(2, "fig", 3.0)).row == 8


def test_merge_of_two_kinds() -> None:
    with pytest.raises(ValueError) as error:
        crates.Crate(1, "fig", 4.0).merge(crates.Crate(1, "plum", 3.0))
    assert error.value.args == ("mixed fruit",)


def test_weight_in_grams() -> None:
    assert crates.parse_weight("8250g") == pytest.approx(8.25)


def test_weight_pounds_with_space() -> None:
    assert crates.parse_weight("4 lb ") == pytest.approx(1.8)


def test_line_fruit() -> None:
    assert crates.parse_line("3| Pear |9.5").fruit == "pear"


def test_line_comment_then_crate() -> None:
    assert [crates.parse_line("% late"), crates.parse_line("2|fig|5").row] == [None, 2]


def test_sheet_leaves_out_comments() -> None:
    assert [c.row for c in crates.parse_sheet("% monday\n1|fig|3\n\n6|fig|4\n")] == [1, 6]


def test_sheet_with_a_bad_line() -> None:
    with pytest.raises(ValueError) as error:
        crates.parse_sheet("1|fig|3\nfig")
    assert error.value.args == ("bad crate line",)
