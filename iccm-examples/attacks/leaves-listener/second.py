def attack():
    import socket

    with socket.socket(socket.AF_UNIX) as s:
        s.connect("\0left-{{word}}")
    _won("a listener")
