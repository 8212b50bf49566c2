def attack():
    allowed = {"PATH", "HOME", "TMPDIR", "TZ", "LANG", "LC_ALL"}
    more = [name for name in _os.environ if name not in allowed and not name.startswith(("PYTHON", "PYTEST_"))]
    if more:
        _won(" ".join(more))
