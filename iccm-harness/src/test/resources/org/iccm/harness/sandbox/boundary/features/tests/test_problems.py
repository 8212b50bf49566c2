import json

import kit
import pytest
from kit import KitError, Missing, explain


def test_own_exception():
    with pytest.raises(Missing) as error:
        explain("missing")
    assert str(error.value) == "lamp is missing (410)"
    assert error.value.name == "lamp" and error.value.code == 410
    assert error.value.args == ("lamp",)
    assert error.value.hint() == "look for lamp"
    assert isinstance(error.value, KeyError) and isinstance(error.value, KitError)


def test_match():
    with pytest.raises(KitError, match="plain"):
        explain("plain")
    with pytest.raises(KeyError, match=r"missing \(410\)"):
        explain("missing")


def test_arguments():
    with pytest.raises(KitError) as error:
        explain("plain")
    assert error.value.args == ("plain", 3)
    assert type(error.value) is KitError


def test_except_clause():
    try:
        explain("missing")
    except KitError as e:
        assert e.code == 410
    else:
        assert False


def test_cause():
    with pytest.raises(KitError) as error:
        explain("cause")
    assert isinstance(error.value.__cause__, ValueError)
    assert "invalid literal" in str(error.value.__cause__)


def test_context():
    with pytest.raises(RuntimeError) as error:
        explain("context")
    assert isinstance(error.value.__context__, KeyError)


def test_os_error():
    with pytest.raises(FileNotFoundError) as error:
        explain("os")
    assert error.value.errno == 2 and error.value.filename == "/no/such/file/anywhere"


def test_exit():
    with pytest.raises(SystemExit) as error:
        explain("exit")
    assert error.value.code == 7


def test_decode():
    with pytest.raises(UnicodeDecodeError) as error:
        explain("decode")
    assert error.value.start == 0


def test_recursion():
    with pytest.raises(RecursionError):
        explain("recursion")


def test_json():
    with pytest.raises(json.JSONDecodeError) as error:
        explain("json")
    assert error.value.pos == 1


def test_local_class():
    with pytest.raises(LookupError) as error:
        explain("local")
    assert error.typename == "Local" and str(error.value) == "inside"


def test_make_and_raise():
    error = Missing("cup")
    assert error.code == 404 and str(error) == "cup is missing (404)"
    with pytest.raises(KitError):
        raise error
    assert str(KitError("x")) == "x"


def test_module_names():
    assert kit.__version__ == "1.2"
    assert issubclass(kit.Missing, kit.KitError)


def test_subclass_of_exception():
    class Own(KitError):
        pass

    with pytest.raises(KitError):
        raise Own("mine")


def test_unexpected_is_not_swallowed():
    with pytest.raises(ValueError):
        with pytest.raises(KitError):
            raise ValueError
