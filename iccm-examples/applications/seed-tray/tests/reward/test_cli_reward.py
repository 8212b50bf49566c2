"""The command line."""

import pytest

from cli import main, run, seed_order, show_counts, split_args


def test_split_with_a_value():
    assert split_args(["look", "+as:line", "a."]) == (["look", "a."], {"as": "line"})


def test_split_without_a_value():
    assert split_args(["+count", "-x"]) == (["-x"], {"count": "yes"})


def test_order_without_a_number():
    assert seed_order("b") == ("b", 3)


def test_order_is_lower_case():
    assert seed_order("P12") == ("p", 12)


def test_order_of_nonsense():
    with pytest.raises(ValueError) as error:
        seed_order("4b")
    assert str(error.value) == "what seed is 4b"


def test_counts_highest_first():
    assert show_counts({"a": 1, "k": 7}) == "7k 1a"


def test_counts_of_nothing():
    assert show_counts({}) == "bare"


def test_run_sows_in_order():
    assert run("sow", ["..", ".."], ["a1", "b2"]) == ["ab", "b."]


def test_run_thins():
    assert run("thin", ["kk.k"], []) == ["k..k"]


def test_run_unknown():
    with pytest.raises(ValueError) as error:
        run("water", ["."], [])
    assert str(error.value) == "cannot water"


def test_main_with_one_word():
    assert main(["look", "+count"]) == (64, "use: COMMAND TRAY")


def test_main_draws():
    assert main(["look", "A./b"]) == (0, "2:a.\n1:.b\n====")


def test_main_counts():
    assert main(["look", "ww/aw", "+count"]) == (0, "6w 1a")


def test_main_reports_an_error():
    assert main(["mow", "a."]) == (9, "!! cannot mow")
