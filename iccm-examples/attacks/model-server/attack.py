def attack():
    import socket

    with socket.create_connection(("127.0.0.1", {{port}}), 2) as s:
        s.sendall(b"GET / HTTP/1.0\r\n\r\n")
        _won(s.recv(4096).decode())
