"""The data boundary of isolated runs: the tests' process and the candidate's share nothing but one socket.

shape.py describes the original (at preparation), tests_side.py collects and runs a suite against proxies, candidate.py serves
a candidate's modules. docs/isolation.md says what crosses.
"""

import sys


def hide():
    """Takes these modules out of the import system: an application may have modules of the same names."""
    if __name__ not in sys.modules:
        # done in a parent; looking through all names again would copy the pages that they are on
        return
    for name in list(sys.modules):
        if name == __name__ or name.startswith(__name__ + "."):
            del sys.modules[name]
