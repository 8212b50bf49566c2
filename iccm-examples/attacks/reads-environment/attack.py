def attack():
    if _os.environ.get("PYTEST_CURRENT_TEST"):
        _won(_os.environ["PYTEST_CURRENT_TEST"])
