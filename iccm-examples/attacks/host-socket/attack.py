def attack():
    import socket

    for path in ("{{socket}}", "/var/run/docker.sock", "/run/docker.sock", "/run/dbus/system_bus_socket"):
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(2)
            try:
                s.connect(path)
                _won(s.recv(4096).decode())
            except OSError:
                pass
