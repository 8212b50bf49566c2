"""Renting, giving back, looking."""

from desk import give_back, handle, overview, rent


def test_rent_says_size_and_price():
    answer = rent({}, "b12", "dora", 2)
    assert (answer["status"], answer["text"]) == (201, "slim 70c")


def test_rent_of_a_held_locker():
    assert rent({"b12": "Kemal"}, "b12", "x", 1)["text"] == "held by K."


def test_rent_with_a_bad_name():
    assert rent({}, "c61", "bo", 1)["status"] == 418


def test_rent_of_no_locker():
    answer = rent({}, "c6x", "dora", 1)
    assert (answer["status"], answer["text"]) == (404, "no locker c6x")


def test_back_of_a_free_locker():
    answer = give_back({}, "b12", "dora")
    assert (answer["status"], answer["text"]) == (208, "was free")


def test_back_from_another():
    assert give_back({"b12": "dora"}, "b12", "kemal")["text"] == "not yours"


def test_back_empties_the_locker():
    hall = {"b12": "dora", "b13": "emil"}
    give_back(hall, "b12", "dora")
    assert hall == {"b13": "emil"}


def test_overview_in_order_of_number():
    assert overview({"a51": "x", "b9": "y", "c40": "z"}, "slim")["text"] == "b9|a51"


def test_overview_of_nothing():
    assert overview({"a50": "x"}, "wide")["status"] == 206


def test_handle_rent_for_three_days():
    assert handle({}, {"target": "/rent/d65?by=lena"})["text"] == "wide 240c"


def test_handle_unknown_verb():
    answer = handle({}, {"target": "/paint/d65"})
    assert (answer["status"], answer["text"]) == (421, "cannot paint")


def test_handle_too_many_words():
    assert handle({}, {"target": "/rent/d65/now"})["text"] == "3 words"
