"""What a failed test says of itself: one line for each frame of the suite, the application and what they use, then the error.

As pytest's short style, which parses each file anew for each frame; that would cost more than the test. Frames of pytest and
of ours are left out, so both modes say the same.
"""

import linecache
import os
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
FIRST_FRAMES, LAST_FRAMES, MOST_ERRORS = 8, 24, 8
CAUSE = "The above exception was the direct cause of the following exception:"
CONTEXT = "During handling of the above exception, another exception occurred:"


def places(pytest):
    """Folders whose frames nobody wants to see."""
    import _pytest
    import pluggy

    # older ones are single files
    found = [_pytest, pluggy] if hasattr(pluggy, "__path__") else [_pytest]
    return (os.path.join(HERE, ""), *(os.path.join(os.path.dirname(module.__file__), "") for module in found))


def of_report(longrepr, error, hidden):
    """The text for a report whose details pytest keeps in longrepr."""
    if error is None or not hasattr(longrepr, "reprtraceback"):
        # it has its own words: for a fixture that is not there, or pytest.fail(pytrace=False)
        return str(longrepr)
    return of_error(error, hidden)


def of_error(error, hidden):
    parts, seen = [], set()
    while error is not None and id(error) not in seen and len(seen) < MOST_ERRORS:
        seen.add(id(error))
        parts.append("\n".join(frames(error.__traceback__, hidden) + what(error)))
        if error.__cause__ is not None:
            error, link = error.__cause__, CAUSE
        elif error.__context__ is not None and not error.__suppress_context__:
            error, link = error.__context__, CONTEXT
        else:
            break
        parts.append("\n%s\n" % link)
    if len(parts) % 2 == 0:
        parts.pop()
    return "\n".join(reversed(parts))


def frames(entry, hidden):
    found = []
    while entry is not None:
        code = entry.tb_frame.f_code
        if not code.co_filename.startswith(hidden):
            found.append((code.co_filename, entry.tb_lineno, code.co_name))
        entry = entry.tb_next
    more = len(found) - FIRST_FRAMES - LAST_FRAMES
    lines = []
    for number, (file, line, name) in enumerate(found):
        if more > 0 and number == FIRST_FRAMES:
            lines.append("... %d more frames" % more)
        if more <= 0 or number < FIRST_FRAMES or number >= FIRST_FRAMES + more:
            lines.append("%s:%d: in %s" % (file, line, name))
            source = linecache.getline(file, line).strip()
            if source:
                lines.append("    " + source)
    return lines


def what(error):
    text = "".join(traceback.format_exception_only(type(error), error)).rstrip()
    if isinstance(error, AssertionError) and text.startswith("AssertionError: assert"):
        text = text[len("AssertionError: "):]
    return ["E   " + line for line in text.split("\n")]
