def attack():
    import socket

    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0):
        _won("netlink")
