"""Reward tests of module parcel."""

import pytest

import parcel


def test_shelf_first_slot() -> None:
    assert parcel.shelf_code(12, 0) == "K-0012"


def test_shelf_middle_slot() -> None:
    assert parcel.shelf_code(7, 2) == "P-0007"


def test_shelf_first_far_row() -> None:
    assert parcel.shelf_code(500, 3) == "!R-0500"


def test_shelf_slot_too_high() -> None:
    with pytest.raises(ValueError) as error:
        parcel.shelf_code(3, 5)
    assert error.value.args == ("no such slot",)


def test_mask_long_name() -> None:
    assert parcel.mask_name("Katharina") == "Ka~~~~~~a"


def test_mask_five_letters() -> None:
    assert parcel.mask_name("Peter") == "Pe~~r"


def test_mask_strips_first() -> None:
    assert parcel.mask_name("  al ") == "AL"


def test_mask_two_words() -> None:
    assert parcel.mask_name("Ann Lee") == "An~~~~e"


def test_postage_last_light() -> None:
    assert parcel.postage(59) == 85


def test_postage_full_step() -> None:
    assert parcel.postage(210) == 125


def test_postage_heavy() -> None:
    assert parcel.postage(1000) == 365


def test_postage_heavy_express() -> None:
    assert parcel.postage(450, express=True) == 415


def test_address_one_part() -> None:
    assert parcel.split_address("Ruth") == {"name": "Ruth", "town": "UNKNOWN"}


def test_address_three_parts() -> None:
    assert parcel.split_address("Ruth; Mill Lane 4; Bergen") == {
        "name": "Ruth",
        "town": "BERGEN",
        "extra": "Mill Lane 4",
    }


def test_address_empty_parts() -> None:
    assert parcel.split_address(";; Tor ; ; Voss;") == {"name": "Tor", "town": "VOSS"}


def test_check_digits() -> None:
    assert parcel.check_letter("12") == "V"


def test_check_mixed() -> None:
    assert parcel.check_letter("k-0931") == "X"


def test_check_wraps() -> None:
    assert parcel.check_letter("99x8") == "J"
