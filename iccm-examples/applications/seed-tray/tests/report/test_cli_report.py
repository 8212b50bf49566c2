"""The command line."""

import pytest

from cli import main, run, seed_order, show_counts, split_args


def test_split_keeps_later_colons():
    assert split_args(["+t:a:b"]) == ([], {"t": "a:b"})


def test_split_with_an_empty_value():
    assert split_args(["+as:", "one", "+q"]) == (["one"], {"as": "", "q": "yes"})


def test_order_upper_without_number():
    assert seed_order("W") == ("w", 3)


def test_order_with_number():
    assert seed_order("K07") == ("k", 7)


def test_order_of_nothing():
    with pytest.raises(ValueError) as error:
        seed_order(".3")
    assert str(error.value) == "what seed is .3"


def test_counts_with_a_tie():
    assert show_counts({"z": 2, "c": 2, "m": 4}) == "4m 2c 2z"


def test_counts_of_one_kind():
    assert show_counts({"q": 11}) == "11q"


def test_run_sows_three():
    assert run("sow", ["....", "...."], ["B"]) == ["bb..", "b..."]


def test_run_thins_every_row():
    assert run("thin", ["aa", "bb"], ["x"]) == ["a.", "b."]


def test_run_unknown():
    with pytest.raises(ValueError) as error:
        run("Sow", ["."], ["a"])
    assert str(error.value) == "cannot Sow"


def test_main_without_words():
    assert main([]) == (64, "use: COMMAND TRAY")


def test_main_as_a_line():
    assert main(["sow", "../a.", "C2", "+as:line"]) == (0, "cc/a.")


def test_main_thins_and_counts():
    assert main(["thin", "kkk/.ab", "+count"]) == (0, "2k 1a 1b")


def test_main_without_room():
    assert main(["sow", "a.", "b"]) == (9, "!! no soil for 2")
