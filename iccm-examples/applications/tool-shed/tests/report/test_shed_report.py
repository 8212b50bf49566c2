"""Report tests of module shed."""

import pytest

import shed


def test_join_again() -> None:
    waiting = shed.Waitlist()
    waiting.join("ida")
    assert waiting.join("ida") == -1


def test_join_full() -> None:
    waiting = shed.Waitlist()
    waiting.join("ida")
    waiting.join("tor")
    waiting.join("bo")
    assert waiting.join("eva") == 0


def test_leave_tells() -> None:
    waiting = shed.Waitlist()
    waiting.join("ida")
    assert [waiting.leave("ida"), waiting.leave("ida")] == [True, False]


def test_next_of_nobody() -> None:
    assert shed.Waitlist().call_next() == "-"


def test_register_new() -> None:
    assert shed.Shed().register("saw", 2) == "saw@2"


def test_lend_due_day() -> None:
    place = shed.Shed()
    place.register("saw", 2)
    assert place.lend("saw", "ida", 5) == 11


def test_lend_unknown() -> None:
    with pytest.raises(KeyError) as error:
        shed.Shed().lend("saw", "ida", 5)
    assert error.value.args == ("no such tool",)


def test_lend_a_third_tool() -> None:
    place = shed.Shed()
    place.register("saw", 1)
    place.register("axe", 1)
    place.register("pot", 1)
    place.lend("saw", "bo", 1)
    place.lend("axe", "bo", 1)
    assert place.lend("pot", "bo", 1) == -2


def test_back_not_lent() -> None:
    place = shed.Shed()
    place.register("saw", 1)
    assert place.give_back("saw", 9) == -1


def test_tools_of_sorted() -> None:
    place = shed.Shed()
    place.register("saw", 1)
    place.register("axe", 2)
    place.lend("saw", "bo", 3)
    place.lend("axe", "bo", 4)
    assert place.tools_of("bo") == ["axe", "saw"]


def test_status_lent() -> None:
    place = shed.Shed()
    place.register("rake", 1)
    place.lend("rake", "ida", 14)
    assert place.status("rake") == "with ida since 14"


def test_status_unknown() -> None:
    assert shed.Shed().status("rake") == "never seen"


def test_free_leaves_out_loans() -> None:
    place = shed.Shed()
    place.register("a", 3)
    place.register("b", 2)
    place.register("c", 3)
    place.lend("c", "bo", 1)
    assert place.free(1) == 2


def test_handle_count() -> None:
    place = shed.Shed()
    for number in range(12):
        place.register(f"rake{number}", 1)
    assert place.handle({"do": "count"}) == {"code": 20, "text": "12"}


def test_handle_back_not_lent() -> None:
    place = shed.Shed()
    place.register("hoe", 2)
    assert place.handle({"do": "back", "tool": "hoe", "day": "16"}) == {"code": 43, "text": "-1 d"}


def test_handle_nothing() -> None:
    assert shed.Shed().handle({}) == {"code": 41, "text": "empty"}
