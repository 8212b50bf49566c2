"""Reward tests of module crates."""

import pytest

import crates


def test_grade_heavy() -> None:
    assert crates.Crate(4, "plum", 18.5).grade() == "X"


def test_grade_lower_border() -> None:
    assert crates.Crate(2, "pear", 7.0).grade() == "A"


def test_price_plain() -> None:
    assert crates.Crate(3, "pear", 10.0).price() == 1400


def test_price_of_a_heavy_crate() -> None:
    assert crates.Crate(1, "pear", 20.5).price() == 1435


def test_label_pads_the_row() -> None:
    assert crates.Crate(5, "cherry", 9.0).label() == "CHE05/A"


def test_merge_weight() -> None:
    assert crates.Crate(1, "fig", 4.0).merge(crates.Crate(2, "fig", 3.0)).kilos == 6.5


def test_merge_fruit() -> None:
    assert crates.Crate(6, "medlar", 4.0).merge(crates.Crate(7, "medlar", 3.0)).fruit == "medlar"


def test_weight_in_pounds() -> None:
    assert crates.parse_weight("20lb") == pytest.approx(9.0)


def test_weight_in_kilos() -> None:
    assert crates.parse_weight(" 12.5 ") == pytest.approx(12.5)


def test_line_row() -> None:
    assert crates.parse_line("14|plum|9.5").row == 14


def test_line_weight() -> None:
    assert crates.parse_line(" 3|pear|2200g").kilos == pytest.approx(2.2)


def test_line_too_short() -> None:
    with pytest.raises(ValueError) as error:
        crates.parse_line("7|pear")
    assert error.value.args == ("bad crate line",)


def test_sheet_weights() -> None:
    assert [c.kilos for c in crates.parse_sheet("1|fig|1500g\n2|fig|10lb")] == pytest.approx(
        [1.5, 4.5]
    )
