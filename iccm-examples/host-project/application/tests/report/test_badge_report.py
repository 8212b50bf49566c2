from badge import badge


def test_strip():
    assert badge(" bo ", 2) == "BO (**)"


def test_at_most_four_stars():
    assert badge("bo", 9) == "BO (****)"
