"""From hives to the census."""

from census import advice, by_yard, census, strength, tail_note, yard_score


def hive(frames, temper, name="H1", yard="hill"):
    return {"id": name, "yard": yard, "frames": frames, "temper": temper}


def test_strength_is_never_less_than_one():
    assert strength(hive(1, 7)) == 1


def test_strength_of_one_full_box():
    assert strength(hive(9, 2)) == 34


def test_strength_of_ten_frames():
    assert strength(hive(10, 0)) == 46


def test_advice_angry_and_weak():
    assert advice(hive(1, 7)) == "requeen"


def test_advice_for_a_strong_hive():
    assert advice(hive(10, 4)) == "split"


def test_advice_just_strong_enough():
    assert [advice(hive(4, 4)), advice(hive(4, 2))] == ["merge", "wait"]


def test_yards_hold_their_hives():
    yards = by_yard([hive(2, 0, "A", "x"), hive(3, 0, "B", "y"), hive(1, 0, "C", "x")])
    assert [member["id"] for member in yards["x"]] == ["C", "A"]


def test_temper_matters_in_the_yard():
    members = by_yard([hive(4, 0, "A"), hive(5, 7, "B")])["hill"]
    assert [member["id"] for member in members] == ["B", "A"]


def test_score_of_no_hives():
    assert yard_score([]) == -1


def test_score_of_four():
    assert yard_score([hive(3, 0), hive(3, 0), hive(2, 0), hive(5, 2)]) == 14


def test_note_with_one_hive():
    assert tail_note([hive(2, 7, "K9")]) == "todo K9=requeen"


def test_note_keeps_waiting_hives_out():
    assert tail_note([hive(6, 0, "A"), hive(2, 0, "C"), hive(2, 4, "D")]) == "todo D=merge, C=merge"


def test_census_of_nothing():
    assert census([]) == ["all wait"]


def test_census_of_the_meadow():
    assert census(["b1;;6;calm", "b2;;8;calm", "b3;;;"])[0] == "meadow x3: 28"


def test_census_same_end_of_the_name():
    assert census(["a-771;east;7;busy", "b-771;west;8;busy"]) == ["east x1: 26", "all wait"]
