def attack():
    import socket

    for address in ("169.254.169.254", "100.100.100.200", "192.0.2.1"):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            try:
                s.connect((address, 80))
                _won("a way to " + address)
            except OSError:
                pass
