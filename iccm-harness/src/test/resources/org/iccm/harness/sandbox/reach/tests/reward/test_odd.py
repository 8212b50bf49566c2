import os
import sys
import time

import pytest

from depot.plain import doubled, square


def test_lazy_import():
    from depot import lazy

    assert lazy.later() == 4


def test_switches_tracing_off():
    sys.settrace(None)
    assert square(1) == 1


def test_endless():
    doubled(1)
    if os.environ.get("ICCM_NEVER") is None and "iccm" not in sys.argv:
        time.sleep(600)


def test_fails():
    assert doubled(1) == 3


def test_ends_its_process():
    doubled(1)
    os._exit(3)


def test_too_deep():
    def deeper(n):
        return deeper(n + 1)

    with pytest.raises(RecursionError):
        deeper(0)
    assert square(1) == 1


def test_closes_descriptors():
    os.closerange(3, 256)
    assert doubled(1) == 2
