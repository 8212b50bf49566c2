"""Report tests of module parcel."""

import pytest

import parcel


def test_shelf_last_slot() -> None:
    assert parcel.shelf_code(305, 4) == "T-0305"


def test_shelf_far_row() -> None:
    assert parcel.shelf_code(731, 1) == "!M-0731"


def test_shelf_last_near_row() -> None:
    assert parcel.shelf_code(499, 0) == "K-0499"


def test_shelf_slot_negative() -> None:
    with pytest.raises(ValueError) as error:
        parcel.shelf_code(88, -1)
    assert error.value.args == ("no such slot",)


def test_mask_four_letters() -> None:
    assert parcel.mask_name("Olga") == "Ol~a"


def test_mask_short_name() -> None:
    assert parcel.mask_name("Jon") == "JON"


def test_mask_blank() -> None:
    assert parcel.mask_name("   ") == "NOBODY"


def test_postage_light() -> None:
    assert parcel.postage(35) == 85


def test_postage_just_over() -> None:
    assert parcel.postage(61) == 125


def test_postage_next_step() -> None:
    assert parcel.postage(211) == 165


def test_postage_express() -> None:
    assert parcel.postage(20, True) == 175


def test_postage_of_nothing() -> None:
    with pytest.raises(ValueError) as error:
        parcel.postage(0)
    assert error.value.args == ("no weight",)


def test_address_two_parts() -> None:
    assert parcel.split_address("Ruth Abel; Bergen") == {"name": "Ruth Abel", "town": "BERGEN"}


def test_address_many_parts() -> None:
    assert parcel.split_address("Ida ;c/o Olsen; Back Yard; 2nd floor;Moss") == {
        "name": "Ida",
        "town": "MOSS",
        "extra": "c/o Olsen + Back Yard + 2nd floor",
    }


def test_address_blank() -> None:
    assert parcel.split_address(" ; ;") == {}


def test_check_letters() -> None:
    assert parcel.check_letter("ab") == "N"


def test_check_signs_count_nothing() -> None:
    assert parcel.check_letter("-/. ") == "H"
