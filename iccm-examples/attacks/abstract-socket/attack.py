def attack():
    import socket

    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(2)
        s.connect("\0{{abstract}}")
        _won(s.recv(4096).decode())
