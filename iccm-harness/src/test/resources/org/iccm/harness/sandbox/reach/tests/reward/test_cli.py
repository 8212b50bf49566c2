import os
import subprocess
import sys

import cli


def test_child():
    assert cli.ask("a", "b") == "a-b"


def test_child_with_an_environment_of_its_own():
    assert cli.ask("a", env={"PATH": os.environ["PATH"]}) == "a"


def test_child_of_a_shell():
    done = subprocess.run('"%s" "%s" x' % (sys.executable, cli.__file__), shell=True, capture_output=True)
    assert done.stdout.strip() == b"x"


def test_system():
    assert os.system('"%s" "%s" x > /dev/null' % (sys.executable, cli.__file__)) == 0


def test_child_without_site():
    assert cli.ask("a", options=["-I", "-S"]) == "a"


def test_fork():
    assert cli.in_fork(["x"]) == "x"


def test_grandchild():
    code = "import subprocess, sys; subprocess.run([sys.executable, *sys.argv[1:]])"
    done = subprocess.run([sys.executable, "-c", code, cli.__file__, "y"], capture_output=True)
    assert done.stdout.strip() == b"y"


def test_environment_is_as_it_was():
    assert "PYTHONPATH" not in os.environ and "ICCM_REACH" not in os.environ
    code = "import os; print('PYTHONPATH' in os.environ, 'ICCM_REACH' in os.environ)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True)
    assert done.stdout.split() == [b"False", b"False"]
