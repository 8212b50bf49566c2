"""Report tests of module cli."""

import cli
import pantry


def test_amount_zero() -> None:
    assert cli.parse_amount("0") == 0


def test_amount_of_crates() -> None:
    assert cli.parse_amount("4x") == 24


def test_split_by_then() -> None:
    assert cli.split_steps(["count", "then", "low"]) == [["count"], ["low"]]


def test_split_lower_case() -> None:
    assert cli.split_steps(["PUT", "Jam", "2X"]) == [["put", "jam", "2x"]]


def test_plural_none() -> None:
    assert cli.plural(0, "jar") == "no jar"


def test_plural_many() -> None:
    assert cli.plural(6, "jar") == "6 jars"


def test_plural_with_x() -> None:
    assert cli.plural(2, "box") == "2 boxes"


def test_exit_all_failed() -> None:
    assert cli.exit_code(5, 5) == 4


def test_exit_fine() -> None:
    assert cli.exit_code(0, 8) == 0


def test_step_put_by_the_crate() -> None:
    assert cli.run_step(pantry.Pantry(), ["put", "beans", "2x"]) == "beans: 12"


def test_step_count() -> None:
    stock = pantry.Pantry()
    stock.put("jam", 10)
    assert cli.run_step(stock, ["count"]) == "= 10"


def test_step_low_of_nothing() -> None:
    assert cli.main(["put", "jam", "20", "+", "low"]) == ("jam: 20\nall well", 0)


def test_step_list_of_nothing() -> None:
    assert cli.main(["put", "jam", "6", "+", "take", "jam", "6", "+", "list"]) == (
        "jam: 6\ntook 6 jam\nbare",
        0,
    )


def test_step_wrong_number_of_words() -> None:
    assert cli.run_step(pantry.Pantry(), ["put", "jam"]) == "? put"


def test_main_two_steps() -> None:
    assert cli.main(["put", "jam", "8", "then", "count"]) == ("jam: 8\n= 8", 0)


def test_main_with_failures_only() -> None:
    assert cli.main(["eat", "then", "drink"]) == ("? eat\n? drink", 4)
