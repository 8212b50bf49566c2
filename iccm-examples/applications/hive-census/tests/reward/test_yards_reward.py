"""From hives to the census."""

from census import advice, by_yard, census, strength, tail_note, yard_score


def hive(frames, temper, name="H1", yard="hill"):
    return {"id": name, "yard": yard, "frames": frames, "temper": temper}


def test_strength_takes_temper_off():
    assert strength(hive(5, 2)) == 18


def test_strength_of_two_boxes():
    assert strength(hive(11, 4)) == 46


def test_advice_for_an_angry_hive():
    assert advice(hive(12, 7)) == "requeen"


def test_advice_for_a_weak_hive():
    assert advice(hive(3, 0)) == "merge"


def test_advice_for_a_middling_hive():
    assert advice(hive(9, 0)) == "wait"


def test_yards_keep_their_order():
    assert list(by_yard([hive(1, 0, yard="z"), hive(2, 0, yard="a")])) == ["z", "a"]


def test_weak_hives_come_first():
    members = by_yard([hive(8, 0, "A"), hive(3, 0, "B"), hive(5, 0, "C")])["hill"]
    assert [member["id"] for member in members] == ["B", "C", "A"]


def test_score_leaves_the_weakest_out():
    assert yard_score([hive(6, 0), hive(1, 0), hive(8, 2)]) == 27


def test_score_of_two():
    assert yard_score([hive(2, 0), hive(5, 2)]) == 13


def test_note_lists_backwards():
    assert tail_note([hive(1, 0, "A1"), hive(6, 0, "M"), hive(12, 0, "B2")]) == "todo B2=split, A1=merge"


def test_note_when_nothing_is_urgent():
    assert tail_note([hive(5, 0), hive(7, 2)]) == "all wait"


def test_census_ignores_a_second_note():
    assert census(["a01;hill;5;calm", "a01;hill;9;calm"]) == ["hill x1: 20", "all wait"]


def test_census_sorts_yards():
    lines = census(["x1;pond;4;calm", "x2;Brook;5;calm", "x3;pond;6;busy"])
    assert lines[:2] == ["brook x1: 20", "pond x2: 19"]


def test_census_note():
    assert census(["ab1;hill;4;angry"])[-1] == "todo AB1=requeen"
