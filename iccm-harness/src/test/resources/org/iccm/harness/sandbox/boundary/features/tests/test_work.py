import asyncio
import io
import logging
import random
import sys
import time
from unittest import mock

import pytest
from kit import work
from kit.model import Money
from kit.problems import KitError
from kit.work import LIMIT, NAMES, sort_in_place


class Clock:
    def now(self):
        return 12


class Sink:
    def __init__(self):
        self.count = 0
        self.sent = []

    def send(self, at, level):
        self.count += 1
        self.sent.append((at, level))


def test_constants():
    assert LIMIT == 30 and NAMES == ["a", "b"] and work.TABLE["one"] == 1
    assert work.DEFAULT == Money(5) and work._secret == 11


def test_global_changes():
    before = work.counter
    work.bump()
    assert work.counter == before + 1


def test_sorted_in_place():
    values = [3, 1, 2]
    assert sort_in_place(values) is None
    assert values == [1, 2, 3]


def test_mutated_arguments():
    d, s, b = {"old": 1}, {"y"}, bytearray(b"x")
    result = work.mutate(d, s, b)
    assert result is d
    assert d == {"old": 1, "new": [1]} and s == {"x", "y"} and b == b"xyz"


def test_identity():
    values = [1]
    assert work.same(values) is values
    assert work.same((values,))[0] is values
    assert work.same(None) is None and work.same(True) is True


def test_aliases():
    values = []
    assert work.alias(values, values) == (True, 1)
    assert work.alias([], []) == (False, 0)


def test_cycle():
    values = [1]
    values.append(values)
    assert work.same(values) is values


def test_generator():
    assert list(work.countdown(3)) == [3, 2, 1]
    g = work.countdown(2)
    assert next(g) == 2 and next(g) == 1
    with pytest.raises(StopIteration) as end:
        next(g)
    assert end.value.value == "done"
    assert sum(work.countdown(4)) == 10


def test_generator_methods():
    g = work.echo()
    next(g)
    g.send("x")
    g.close()


def test_coroutine():
    assert asyncio.run(work.later(4)) == 8


def test_callbacks():
    assert work.apply(lambda x: x + 1, 4) == 5
    assert work.apply(max, 3, 9) == 9
    assert work.apply(str.upper, "a") == "A"
    assert work.apply(int, "12") == 12
    assert work.apply(sorted, [3, 1], reverse=True) == [3, 1]
    assert work.apply(work.square, 3) == 9
    assert work.apply(Money, 3).cents == 3


def test_callback_raises():
    def fail():
        raise KitError("from the test")

    with pytest.raises(KitError, match="from the test"):
        work.apply(fail)


def test_same_exception_comes_back():
    problem = ValueError("once")

    def fail():
        raise problem

    with pytest.raises(ValueError) as error:
        work.apply(fail)
    assert error.value is problem


def test_own_exception_in_callback():
    class Boom(Exception):
        pass

    calls = []

    def fail():
        calls.append(1)
        raise Boom("b")

    with pytest.raises(Boom):
        work.retry(fail, 3, (Boom,))
    assert len(calls) == 3


def test_nested_callbacks():
    assert work.apply(lambda f: work.apply(f, 2), lambda n: work.square(n) + 1) == 5


def test_decorator():
    @work.twice
    def add(x):
        "Adds."
        return x + 3

    assert add(1) == 7
    assert add.__name__ == "add" and add.__doc__ == "Adds."


def test_closure_of_the_application():
    assert work.make_adder(3)(4) == 7
    assert [f(2) for f in (work.square, work.make_adder(1))] == [4, 3]


def test_fakes():
    sink = Sink()
    assert work.notify(Clock(), sink) == 1
    assert sink.sent == [(12, 2)] and sink.seen is True


def test_mock():
    m = mock.Mock(return_value=5)
    assert work.apply(m, 1, a=2) == 5
    m.assert_called_once_with(1, a=2)
    sink = mock.MagicMock()
    work.notify(Clock(), sink)
    sink.send.assert_called_once_with(12, level=2)


def test_patch_function(monkeypatch):
    monkeypatch.setattr(work, "helper", lambda: "fake")
    assert work.uses_helper() == "fake!" and work.helper() == "fake"
    monkeypatch.undo()
    assert work.uses_helper() == "real!" and work.helper() == "real"


def test_patch_by_text(monkeypatch):
    monkeypatch.setattr("kit.work.helper", lambda: "text")
    assert work.uses_helper() == "text!"


def test_mock_patch():
    with mock.patch("kit.work.helper", return_value="mocked") as m:
        assert work.uses_helper() == "mocked!"
    m.assert_called_once_with()
    assert work.uses_helper() == "real!"


def test_patch_constant(monkeypatch):
    monkeypatch.setattr(work, "counter", 100)
    assert work.bump() == 101 and work.counter == 101


def test_output(capsys):
    stream = io.StringIO()
    work.report(stream)
    out, err = capsys.readouterr()
    assert out == "to out\n" and err == "to err\n"
    assert stream.getvalue() == "to stream\n"


def test_output_by_descriptor(capfd):
    work.report()
    out, err = capfd.readouterr()
    assert out == "to out\nraw\n" and err == "to err\n"


def test_streams():
    assert work.read_lines(io.StringIO("a\nb\n")) == ["a", "b"]
    assert work.read_lines(["x ", "y"]) == ["x", "y"]
    assert work.read_lines(line for line in ["q"]) == ["q"]


def test_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.StringIO("zoe\n"))
    assert work.ask() == "zoe"
    monkeypatch.setattr("builtins.input", lambda prompt: prompt + "ann")
    assert work.ask() == "name? ann"


def test_arguments(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["prog", "-x", "1"])
    assert work.arguments() == ["-x", "1"]


def test_environment(monkeypatch):
    assert work.setting() == "none"
    monkeypatch.setenv("KIT_SETTING", "on")
    assert work.setting() == "on"
    monkeypatch.delenv("KIT_SETTING")
    assert work.setting() == "none"


def test_files(tmp_path, monkeypatch):
    place = tmp_path / "f.txt"
    assert work.save(place, "hello") == place
    assert place.read_text() == "hello"
    monkeypatch.chdir(tmp_path)
    work.save("g.txt", "here")
    assert (tmp_path / "g.txt").read_text() == "here"
    assert work.here() == str(tmp_path)


def test_time(monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 99.5)
    assert work.stamp() == 99.5
    slept = []
    monkeypatch.setattr(work.time, "sleep", slept.append)
    assert work.wait(500) == 500 and slept == [500]
    monkeypatch.undo()
    assert work.stamp() > 1e9


def test_seed():
    random.seed(3)
    expected = [random.randint(1, 100) for _ in range(5)]
    random.seed(3)
    assert work.draw(5) == expected
    random.seed(3)
    assert work.draw(2) == expected[:2]


def test_log(caplog):
    work.warn("wet")
    assert [r.getMessage() for r in caplog.records] == ["careful: wet"]
    caplog.clear()
    with caplog.at_level(logging.INFO):
        work.warn("dry")
    assert "quiet" in caplog.text


def test_values():
    import datetime
    import decimal

    assert work.day("2024-02-29") == datetime.date(2024, 2, 29)
    assert work.exact("1.10") == decimal.Decimal("1.10")
    big = work.big()
    assert big[0] == 10**100 and big[1] != big[1] and big[3] == "\ud800"
    assert big[4:] == ("é\0", b"\x00\xff", 1 + 2j, None, ..., range(3), {1, 2}, frozenset({3}))


def test_cache():
    work.cached.cache_clear()
    assert work.cached(3) == 9 and work.cached(3) == 9
    assert work.cached.cache_info().hits == 1


def test_nested_data():
    data = work.nested()
    assert data["a"] == [1, (2, 3)]
    assert data["u"].parts == ["p"] and list(data["u"]) == ["p"]


def test_compare_in_the_application():
    assert work.compare(Money(3), Money(3)) is True
    assert work.compare([Money(3)], [Money(3)])
    assert work.compare([1], (1,)) is False


def test_import_inside():
    from kit.work import helper

    assert helper() == "real"


@pytest.mark.parametrize("n, expected", [(1, 1), (2, 4), pytest.param(3, 9, id="three")])
def test_parameters(n, expected):
    assert work.square(n) == expected




@pytest.mark.skip(reason="never")
def test_skipped():
    assert False


@pytest.mark.xfail
def test_expected_failure():
    assert work.square(2) == 5


def test_fails():
    assert work.square(2) == 5


def test_errs():
    work.day("x")
