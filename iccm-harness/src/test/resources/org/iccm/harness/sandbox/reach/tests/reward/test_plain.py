import pytest

from depot.plain import adder, both, by_length, doubled, evens, first, in_thread, slow_evens, square


def test_decorated():
    assert doubled(2) == 4


def test_square():
    assert square(3) == 9


def test_nested():
    assert adder(1)(2) == 3


def test_lambda():
    assert by_length(["aa", "b"]) == ["b", "aa"]


def test_module_lambda():
    assert first((1, 2)) == 1


def test_generator():
    assert list(slow_evens(5)) == [0, 2, 4]


def test_generator_never_started():
    assert evens(5)


def test_thread():
    assert in_thread(3) == [6]


def test_first_of_session(opened):
    assert opened == "opened"


def test_second_of_session(opened):
    assert opened == "opened"


def test_both():
    assert both()


def test_nothing():
    assert True


@pytest.mark.parametrize("n", [1, 2])
def test_parameters(n):
    assert doubled(n) == 2 * n
