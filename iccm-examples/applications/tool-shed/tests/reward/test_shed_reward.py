"""Reward tests of module shed."""

import shed


def test_join_first() -> None:
    assert shed.Waitlist().join("ida") == 1


def test_join_third() -> None:
    waiting = shed.Waitlist()
    waiting.join("ida")
    waiting.join("tor")
    assert waiting.join("bo") == 3


def test_leave_then_next() -> None:
    waiting = shed.Waitlist()
    waiting.join("ida")
    waiting.join("tor")
    waiting.leave("ida")
    assert waiting.call_next() == "tor"


def test_next_is_the_first() -> None:
    waiting = shed.Waitlist()
    waiting.join("tor")
    waiting.join("ida")
    assert waiting.call_next() == "tor"


def test_next_makes_room() -> None:
    waiting = shed.Waitlist()
    waiting.join("tor")
    waiting.join("ida")
    waiting.call_next()
    assert waiting.join("tor") == 2


def test_register_known() -> None:
    place = shed.Shed()
    place.register("saw", 2)
    assert place.register("saw", 3) == "known"


def test_lend_dear_tool() -> None:
    place = shed.Shed()
    place.register("mill", 3)
    assert place.lend("mill", "tor", 40) == 44


def test_lend_twice() -> None:
    place = shed.Shed()
    place.register("saw", 1)
    place.lend("saw", "ida", 5)
    assert place.lend("saw", "bo", 6) == -1


def test_back_counts_days() -> None:
    place = shed.Shed()
    place.register("saw", 1)
    place.lend("saw", "ida", 5)
    assert place.give_back("saw", 9) == 5


def test_back_is_free_again() -> None:
    place = shed.Shed()
    place.register("saw", 1)
    place.lend("saw", "ida", 5)
    place.give_back("saw", 9)
    assert place.lend("saw", "bo", 12) == 20


def test_tools_of_one_member() -> None:
    place = shed.Shed()
    place.register("saw", 1)
    place.register("axe", 2)
    place.lend("saw", "bo", 3)
    place.lend("axe", "eva", 4)
    assert place.tools_of("eva") == ["axe"]


def test_status_here() -> None:
    place = shed.Shed()
    place.register("rake", 1)
    assert place.status("rake") == "on hook"


def test_free_counts_levels() -> None:
    place = shed.Shed()
    place.register("a", 1)
    place.register("b", 2)
    place.register("c", 3)
    assert place.free(2) == 2


def test_handle_look() -> None:
    place = shed.Shed()
    place.register("rake", 1)
    assert place.handle({"do": "look", "tool": "rake"}) == {"code": 20, "text": "on hook"}


def test_handle_back() -> None:
    place = shed.Shed()
    place.register("hoe", 2)
    place.lend("hoe", "eva", 11)
    assert place.handle({"do": "back", "tool": "hoe", "day": "11"}) == {"code": 20, "text": "1 d"}


def test_handle_back_too_early() -> None:
    place = shed.Shed()
    place.register("hoe", 2)
    place.lend("hoe", "eva", 31)
    assert place.handle({"do": "back", "tool": "hoe", "day": "30"}) == {"code": 43, "text": "0 d"}


def test_handle_other() -> None:
    assert shed.Shed().handle({"do": "sell"}) == {"code": 44, "text": "SELL"}
