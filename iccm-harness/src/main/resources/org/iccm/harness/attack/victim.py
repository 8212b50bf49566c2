"""A process of the host that no candidate may reach: python victim.py DIRECTORY SECRET

It listens like a model server: on a port of the loopback, on a port of all addresses, by datagram, on a socket in DIRECTORY
(may everybody write to it) and on an abstract one, and answers whoever comes with the secret. Its first line says where. To each line
of its input it answers how many came.
"""

import json
import os
import socket
import sys
import threading

directory, secret = sys.argv[1], sys.argv[2].encode()
came = []


def answer(server):
    while True:
        client, _ = server.accept()
        came.append(1)
        try:
            client.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + secret + b"\n")
            client.close()
        except OSError:
            pass


def echo(server):
    while True:
        _, sender = server.recvfrom(2048)
        came.append(1)
        server.sendto(secret, sender)


def listen(family, address, serve=answer, kind=socket.SOCK_STREAM):
    server = socket.socket(family, kind)
    server.bind(address)
    if kind == socket.SOCK_STREAM:
        server.listen(16)
    threading.Thread(target=serve, args=(server,), daemon=True).start()
    return server.getsockname()


def outward():
    """An address of this host that is not its loopback's; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        try:
            s.connect(("192.0.2.1", 9))
            return s.getsockname()[0]
        except OSError:
            return "127.0.0.1"


path = os.path.join(directory, "socket")
abstract = "iccm-victim-%d" % os.getpid()
places = {
    "port": listen(socket.AF_INET, ("127.0.0.1", 0))[1],
    "openPort": listen(socket.AF_INET, ("0.0.0.0", 0))[1],
    "datagramPort": listen(socket.AF_INET, ("127.0.0.1", 0), echo, socket.SOCK_DGRAM)[1],
    "address": outward(),
    "socket": listen(socket.AF_UNIX, path) and path,
    "abstract": listen(socket.AF_UNIX, "\0" + abstract) and abstract,
    "pid": os.getpid(),
}
os.chmod(path, 0o777)
print(json.dumps(places), flush=True)
for _ in sys.stdin:
    print(len(came), flush=True)
