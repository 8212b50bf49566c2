"""Loaded by every Python process that a traced test starts."""

import os
import sys

_agent = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:] = [place for place in sys.path if place != os.path.dirname(os.path.abspath(__file__))]
if "ICCM_REACH" in os.environ:
    sys.path.insert(0, _agent)
    try:
        from iccm_reach import spawning
    finally:
        sys.path.remove(_agent)
    spawning.in_child()
