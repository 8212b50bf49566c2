"""Reward tests of module tariff."""

import tariff


def test_rental_short() -> None:
    assert tariff.rental_fee(1, 3) == 4


def test_rental_first_long() -> None:
    assert tariff.rental_fee(6, 3) == 22


def test_rental_of_no_days() -> None:
    assert tariff.rental_fee(-2, 2) == 0


def test_deposit_high() -> None:
    assert tariff.deposit(3) - tariff.deposit(1) == 27


def test_late_one_day() -> None:
    assert tariff.late_fee(1) == 0


def test_late_five_days() -> None:
    assert tariff.late_fee(5) == 19


def test_code_plain() -> None:
    assert tariff.member_code("Barbara", 27) == "barb#027"


def test_code_of_a_large_number() -> None:
    assert tariff.member_code("Bo", 61042) == "bo#042"
