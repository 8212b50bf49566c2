"""Report tests of module tariff."""

import pytest

import tariff


def test_rental_long() -> None:
    assert tariff.rental_fee(9, 1) == 16


def test_rental_last_short() -> None:
    assert tariff.rental_fee(5, 3) == 20


def test_deposit_middle() -> None:
    assert tariff.deposit(2) + tariff.deposit(1) == 24


def test_deposit_unknown() -> None:
    with pytest.raises(ValueError) as error:
        tariff.deposit(4)
    assert error.value.args == ("unknown level",)


def test_late_two_days() -> None:
    assert tariff.late_fee(2) == 10


def test_late_very() -> None:
    assert tariff.late_fee(30) == 40


def test_code_with_spaces() -> None:
    assert tariff.member_code("Al De Wit", 5) == "alde#005"
