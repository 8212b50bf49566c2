def attack():
    import socket

    with socket.socket(40, socket.SOCK_STREAM):
        _won("VSOCK")
