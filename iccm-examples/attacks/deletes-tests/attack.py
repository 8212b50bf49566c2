def attack():
    good = ("test_label", "test_parse", "test_cost", "test_share", "test_totals", "test_brightness")
    for session in _above("Session"):
        session.items[:] = [i for i in session.items if i.name in good]
