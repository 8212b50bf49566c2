"""Reward tests of module cli."""

import pytest

import cli
import pantry


def test_amount_plain() -> None:
    assert cli.parse_amount("14") == 14


def test_amount_some() -> None:
    assert cli.parse_amount("some") + cli.parse_amount("1") == 4


def test_amount_negative() -> None:
    with pytest.raises(ValueError) as error:
        cli.parse_amount("-2")
    assert error.value.args == ("negative amount",)


def test_split_by_plus() -> None:
    assert cli.split_steps(["put", "jam", "3", "+", "count"]) == [["put", "jam", "3"], ["count"]]


def test_split_empty_steps() -> None:
    assert cli.split_steps(["then", "low", "+", "then", "count", "+"]) == [["low"], ["count"]]


def test_plural_one() -> None:
    assert cli.plural(1, "shelf") == "one shelf"


def test_plural_with_s() -> None:
    assert cli.plural(3, "glass") == "3 glasses"


def test_exit_nothing_done() -> None:
    assert cli.exit_code(7, 0) == 9


def test_exit_partly_failed() -> None:
    assert cli.exit_code(2, 6) == 3


def test_step_put() -> None:
    assert cli.run_step(pantry.Pantry(), ["put", "jam", "5"]) == "jam: 5"


def test_step_take() -> None:
    stock = pantry.Pantry()
    stock.put("jam", 10)
    assert cli.run_step(stock, ["take", "jam", "7"]) == "took 7 jam"


def test_step_low() -> None:
    stock = pantry.Pantry()
    stock.put("jam", 1)
    stock.put("ale", 2)
    assert cli.run_step(stock, ["low"]) == "ale & jam"


def test_step_list() -> None:
    stock = pantry.Pantry()
    stock.put("jam", 11)
    stock.put("ale", 25)
    assert cli.run_step(stock, ["list"]) == "ale.......25 jam.......11"


def test_step_unknown() -> None:
    assert cli.run_step(pantry.Pantry(), ["fry", "eggs"]) == "? fry"


def test_main_without_arguments() -> None:
    assert cli.main([]) == ("idle", 9)


def test_main_with_a_failure() -> None:
    assert cli.main(["put", "jam", "2", "+", "eat", "jam", "+", "low"]) == ("jam: 2\n? eat\njam", 3)


def test_main_keeps_the_stock() -> None:
    assert cli.main(["PUT", "Ale", "some", "+", "put", "ale", "1x", "+", "take", "ale", "2"]) == (
        "ale: 3\nale: 9\ntook 2 ale",
        0,
    )
