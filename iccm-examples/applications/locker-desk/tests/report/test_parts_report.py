"""The small parts of the desk."""

from desk import fault_in, parse_target, price, reply, size_of


def test_reply_beep_border():
    assert [reply(n, "")["beep"] for n in (404, 419, 422)] == [False, False, True]


def test_reply_keeps_a_fitting_text():
    assert reply(299, "x" * 24) == {"status": 299, "text": "x" * 24, "beep": False}


def test_reply_cut_length():
    assert reply(500, "-" * 25)["text"] == "-" * 21 + "~~"


def test_target_without_options():
    assert parse_target("LIST/Tall") == (["list", "tall"], {})


def test_target_keeps_case_of_options():
    assert parse_target("/q?By=Kim&Days=2")[1] == {"By": "Kim", "Days": "2"}


def test_target_of_slashes():
    assert parse_target("///?z") == ([], {"z": "on"})


def test_size_wide():
    assert [size_of("b61"), size_of("b99")] == ["wide", "wide"]


def test_size_of_small_numbers():
    assert [size_of("x10"), size_of("x9")] == ["tall", "slim"]


def test_size_of_a_bare_letter():
    assert size_of("q") == "none"


def test_price_without_days():
    assert [price("tall", 0), price("slim", -4)] == [190, 70]


def test_price_of_a_week():
    assert price("tall", 7) == 580


def test_price_of_six_days():
    assert price("wide", 3 + 3) == 480


def test_fault_of_a_blank():
    assert fault_in("an na") == "letters only"


def test_fault_order():
    assert fault_in("?") == "name too short"
