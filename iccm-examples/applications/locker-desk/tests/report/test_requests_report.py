"""Renting, giving back, looking."""

from desk import give_back, handle, overview, rent


def test_rent_stores_the_holder():
    hall = {"a1": "emil"}
    rent(hall, "b70", "dora", 1)
    assert hall == {"a1": "emil", "b70": "dora"}


def test_rent_of_a_held_locker_beeps():
    answer = rent({"z3": "ursula"}, "z3", "dora", 1)
    assert (answer["status"], answer["beep"]) == (423, True)


def test_rent_names_the_fault():
    assert rent({}, "c61", "kim4", 1)["text"] == "letters only"


def test_rent_of_a_tall_locker():
    assert rent({}, "c30", "anton", 8)["text"] == "tall 590c"


def test_rent_of_a_long_name():
    assert rent({}, "corridor-behind-hall", "anton", 8)["text"] == "no locker corridor-be~~"


def test_back_says_bye():
    answer = give_back({"b12": "dora"}, "b12", "dora")
    assert (answer["status"], answer["text"]) == (200, "bye dora")


def test_back_from_another_changes_nothing():
    hall = {"k5": "dora"}
    assert (give_back(hall, "k5", "Dora")["status"], hall) == (403, {"k5": "dora"})


def test_overview_of_wide_lockers():
    answer = overview({"x99": "a", "a62": "b", "c7": "c", "b70": "d"}, "wide")
    assert (answer["status"], answer["text"]) == (200, "a62|x99")


def test_overview_says_what_is_missing():
    assert overview({}, "tall")["text"] == "no tall"


def test_handle_guest():
    hall = {}
    handle(hall, {"target": "rent/E5"})
    assert hall == {"e5": "guest"}


def test_handle_back():
    assert handle({"e5": "guest"}, {"target": "/back/e5"})["text"] == "bye guest"


def test_handle_list():
    assert handle({"e5": "guest", "f6": "dora"}, {"target": "/List/Slim"})["text"] == "e5|f6"


def test_handle_without_words():
    answer = handle({}, {"target": "/"})
    assert (answer["status"], answer["text"]) == (400, "0 words")


def test_handle_days():
    assert handle({}, {"target": "/rent/a11?days=0&by=lena"})["text"] == "slim 70c"
