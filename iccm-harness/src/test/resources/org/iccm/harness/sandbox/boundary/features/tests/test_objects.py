import copy

import pytest
from helpers import box
from kit import Colour, Level, Money, Point, Reading, Shelf, Unit
from kit.model import Box, Right, SpecialUnit, counted, grouped, ordered, queue


def test_constructor_and_attributes():
    m = Money(250)
    assert m.cents == 250 and m.euros == 2
    m.cents = 300
    assert m.euros == 3
    m.euros = 7
    assert m.cents == 700


def test_class_and_static_methods():
    assert Money.parse("12").cents == 12
    assert Money.zero().cents == 0
    assert Money.rate == 3 and Money(1).rate == 3


def test_equality_with_objects_and_data():
    assert Money(5) == Money(5)
    assert Money(5) != Money(6)
    assert Money(5) == 5
    assert not Money(5) == 6
    assert Money(5) != "five"


def test_ordering():
    assert Money(1) < Money(2) <= Money(2)
    assert Money(9) > 3
    assert sorted([Money(3), Money(1)]) == [Money(1), Money(3)]
    assert max(Money(3), Money(8)).cents == 8


def test_hash():
    assert len({Money(1), Money(1), Money(2)}) == 2
    assert {Money(4): "x"}[Money(4)] == "x"


def test_texts():
    assert repr(Money(5)) == "Money(5)"
    assert str(Money(150)) == "1.50"
    assert f"{Money(7):04d}" == "M0007"
    assert "%s" % Money(100) == "1.00"


def test_arithmetic():
    assert (Money(2) * 3).cents == 6
    assert (3 * Money(2)).cents == 6
    assert Point(1, 2) + Point(3, 4) == Point(4, 6)


def test_truth_and_float():
    assert not Money(0) and Money(1)
    assert float(Money(250)) == 2.5


def test_dataclass():
    p = Point(1)
    assert (p.x, p.y) == (1, 0)
    assert p == Point(1, 0)
    assert p != (1, 0)
    assert repr(p) == "Point(x=1, y=0)"
    with pytest.raises(AttributeError):
        p.x = 5
    assert p.moved(2).x == 3


def test_dataclass_list(unit):
    b = box(1, 2)
    b.items.append(3)
    assert b.items == [1, 2, 3]
    assert b == Box("b", [1, 2, 3])
    assert isinstance(b, Box)


def test_isinstance():
    s = SpecialUnit("s")
    assert isinstance(s, Unit) and isinstance(s, SpecialUnit)
    assert not isinstance(Unit("u"), SpecialUnit)
    assert type(s) is SpecialUnit
    assert issubclass(SpecialUnit, Unit)
    assert not isinstance(5, Unit)


def test_container_protocol(unit):
    assert list(unit) == ["a", "b"]
    assert len(unit) == 2
    assert "a" in unit and "z" not in unit
    assert unit[1] == "b"
    unit[0] = "c"
    del unit[1]
    assert unit.parts == ["c"]
    with pytest.raises(IndexError):
        unit[9]


def test_call_and_context(unit):
    assert unit(2) == ["u", "u"]
    with unit as inside:
        assert inside is unit
    assert unit.parts[-2:] == ["open", "closed"]
    with unit:
        raise KeyError("swallowed")
    assert unit.parts[-1] == "KeyError"
    with pytest.raises(ValueError):
        with unit:
            raise ValueError("passes")


def test_chaining_keeps_identity(unit):
    assert unit.add("c").add("d") is unit
    assert unit.parts[2:] == ["c", "d"]


def test_callback_with_object(unit):
    seen = []
    unit.on_change = lambda who, part: seen.append((who is unit, part))
    unit.add("z")
    assert seen == [(True, "z")]


def test_list_shared_with_object():
    parts = ["x"]
    u = Unit("u", parts)
    u.add("y")
    assert parts == ["x", "y"]
    parts.append("z")
    assert len(u) == 3
    assert u.parts is parts


def test_attribute_is_live(unit):
    parts = unit.parts
    unit.add("k")
    assert parts[-1] == "k"
    parts.clear()
    assert len(unit) == 0


def test_enum():
    assert Colour.RED.value == "r" and Colour.RED.name == "RED"
    assert Colour("g") is Colour.GREEN
    assert Colour["RED"] is Colour.RED
    assert [c.name for c in Colour] == ["RED", "GREEN"]
    assert len(Colour) == 2
    assert Colour.RED.shout() == "RED!"
    assert Colour.RED != Colour.GREEN
    assert isinstance(Colour.RED, Colour)
    assert {Colour.RED: 1}[Colour.RED] == 1
    with pytest.raises(ValueError):
        Colour("blue")


def test_int_enum():
    assert Level.LOW == 1 and Level.HIGH > Level.LOW
    assert int(Level.HIGH) == 5


def test_flags():
    both = Right.READ | Right.WRITE
    assert both.value == 3 and both & Right.READ == Right.READ
    assert both != Right.READ


@pytest.mark.parametrize("colour", [Colour.RED, Colour.GREEN])
def test_enum_parameter(colour):
    assert colour.value in "rg"


@pytest.mark.parametrize("kind", [Unit, SpecialUnit])
def test_class_parameter(kind):
    assert kind("n").name == "n"


def test_named_tuple():
    r = Reading(3, 40)
    assert r == (3, 40) and r.minute == 3
    minute, height = r
    assert height == 40 and len(r) == 2 and r[0] == 3
    assert isinstance(r, tuple) and isinstance(r, Reading)
    assert r._replace(minute=4) == (4, 40)
    assert sorted([Reading(2, 1), Reading(1, 5)])[0].height == 5


def test_list_subclass():
    s = Shelf([1, 2])
    s.append(4)
    assert s.total() == 7 and len(s) == 3 and s == [1, 2, 4]
    assert s != [1, 2]
    assert 4 in s and s[0] == 1


def test_copy(unit):
    other = copy.deepcopy(unit)
    other.add("more")
    assert len(unit) == 2 and len(other) == 3
    assert copy.copy(unit).parts is unit.parts


def test_collections():
    c = counted("abca")
    assert c == {"a": 2, "b": 1, "c": 1} and c["zz"] == 0 and c.most_common(1) == [("a", 2)]
    g = grouped(["ab", "ac", "b"])
    assert g["a"] == ["ab", "ac"] and g["new"] == []
    assert list(ordered([("z", 1), ("a", 2)])) == ["z", "a"]
    q = queue([1, 2, 3], 2)
    assert list(q) == [2, 3] and q.maxlen == 2


def test_class_counter():
    before = Unit.made
    Unit("x")
    assert Unit.made == before + 1


def test_vars_and_getattr(unit):
    assert vars(unit)["name"] == "u"
    assert getattr(unit, "nothing", "default") == "default"
    assert hasattr(unit, "add") and not hasattr(unit, "missing")
    with pytest.raises(AttributeError):
        unit.missing


def test_wrong_arguments():
    with pytest.raises(TypeError):
        Money()
    with pytest.raises(TypeError):
        Money(1).parse()


def test_patched_method(monkeypatch):
    monkeypatch.setattr(Money, "parse", lambda text: "patched")
    assert Money.parse("1") == "patched"
    monkeypatch.undo()
    assert Money.parse("1").cents == 1


def test_patched_constant(monkeypatch):
    monkeypatch.setattr(Money, "rate", 9)
    assert Money.rate == 9 and Money(1).rate == 9
    monkeypatch.undo()
    assert Money.rate == 3
