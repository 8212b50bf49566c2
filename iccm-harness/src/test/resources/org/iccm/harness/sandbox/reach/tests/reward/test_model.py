import copy

import pytest

from depot.model import START, Base, Colour, Full, Parcel, Point, Shed


def test_full():
    shed = Base()
    shed.add(START).add(START)
    with pytest.raises(Full):
        shed.add(START)


def test_room():
    assert len(Base.empty().add(START)) == 1


def test_generated():
    assert copy.copy(START) == START


def test_named_tuple():
    assert Point(1, 2).x == 1


def test_property():
    assert Base().add(START).weight == 1


def test_static():
    assert Base.unit() == "kg"


def test_inherited():
    assert len(Shed().add(START)) == 1


def test_special_method():
    assert sorted([Shed().add(START), Shed()])[0].items == []


def test_inner_class():
    assert Shed().door().knock() == "who"


def test_member():
    assert "RED" in Colour.__members__


@pytest.mark.parametrize("colour", list(Colour))
def test_given(colour):
    assert colour.value


def test_made():
    assert Parcel(2).weight == 2
