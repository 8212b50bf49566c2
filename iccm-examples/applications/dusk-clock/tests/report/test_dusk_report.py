"""Report tests of module dusk."""

import dusk


def test_dusk_itself() -> None:
    assert dusk.since_dusk("18:00") == 0


def test_dusk_last_minute() -> None:
    assert dusk.since_dusk("17:59") == 1439


def test_dusk_bad_hour() -> None:
    assert dusk.since_dusk("24:05") == -1


def test_spell_now() -> None:
    assert dusk.spell(0) == "now"


def test_spell_last_minutes() -> None:
    assert dusk.spell(59) == "59'"


def test_spell_hours() -> None:
    assert dusk.spell(185) == "3h05"


def test_spell_late_by_hours() -> None:
    assert dusk.spell(-150) == "late 2h30"


def test_paid_rounds_up() -> None:
    assert dusk.paid_minutes(135) == 150


def test_paid_for_nothing() -> None:
    assert dusk.paid_minutes(0) == 50


def test_paid_whole_blocks() -> None:
    assert dusk.paid_minutes(209) == 200


def test_overlap_plain() -> None:
    assert dusk.overlap((0, 60), (35, 90)) == 25


def test_overlap_too_short() -> None:
    assert dusk.overlap((0, 40), (36, 80)) == 0


def test_overlap_none() -> None:
    assert dusk.overlap((0, 30), (50, 80)) == 0


def test_overlap_second_first() -> None:
    assert dusk.overlap((200, 260), (150, 222)) == 22


def test_watch_first_minutes() -> None:
    assert dusk.watch(3) == "EMBER"


def test_watch_quiet_border() -> None:
    assert dusk.watch(195) == "owl"


def test_watch_fourth_begins() -> None:
    assert dusk.watch(540) == "COCK"


def test_watch_before_dusk() -> None:
    assert dusk.watch(-20) == "idle"
