"""The small parts of the desk."""

from desk import fault_in, parse_target, price, reply, size_of


def test_reply_has_three_keys():
    assert reply(200, "fine") == {"status": 200, "text": "fine", "beep": False}


def test_reply_beeps():
    assert reply(451, "x")["beep"] is True


def test_reply_cuts_long_text():
    assert reply(200, "abcdefghijklmnopqrstuvwxyz")["text"] == "abcdefghijklmnopqrstu~~"


def test_target_words_are_lower_case():
    assert parse_target("/Rent//B7/")[0] == ["rent", "b7"]


def test_target_option_without_value():
    assert parse_target("/a?loud&by=kim")[1] == {"loud": "on", "by": "kim"}


def test_target_first_option_stays():
    assert parse_target("x?n=1&n=2&n")[1] == {"n": "1"}


def test_size_slim():
    assert size_of("k59") == "slim"


def test_size_tall():
    assert size_of("a70") == "tall"


def test_size_of_no_locker():
    assert size_of("door") == "none"


def test_price_of_some_days():
    assert price("slim", 4) == 140


def test_price_of_many_days():
    assert price("wide", 9) == 510


def test_fault_short():
    assert fault_in("a1") == "name too short"


def test_fault_letters():
    assert fault_in("kim99") == "letters only"
