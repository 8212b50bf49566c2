"""Frames on a socket: four bytes of length, then that many bytes. Never waits longer than its deadline."""

import socket
import time

from .codec import MAX_BYTES, ProtocolError

# kept here: a test may replace them elsewhere
_clock = time.monotonic
_timeout = socket.timeout


class Ended(Exception):
    """The other side is gone."""


class Overdue(Exception):
    """The deadline has passed."""


class Wire:
    def __init__(self, sock, deadline=None):
        """deadline: a time of time.monotonic(), or None."""
        self.sock = sock
        self.deadline = deadline
        self.rest = bytearray()
        sock.settimeout(None)

    def _wait(self):
        if self.deadline is not None:
            left = self.deadline - _clock()
            if left <= 0:
                raise Overdue("the candidate did not answer in time")
            self.sock.settimeout(left)

    def send(self, data):
        view = memoryview(len(data).to_bytes(4, "big") + data)
        try:
            while view:
                self._wait()
                view = view[self.sock.send(view):]
        except _timeout:
            raise Overdue("the candidate did not read in time") from None
        except OSError:
            raise Ended("the connection is closed") from None

    def _fill(self, size):
        rest = self.rest
        while len(rest) < size:
            self._wait()
            try:
                more = self.sock.recv(max(1 << 16, min(size - len(rest), 1 << 20)))
            except _timeout:
                raise Overdue("the candidate did not answer in time") from None
            except OSError:
                raise Ended("the connection is closed") from None
            if not more:
                raise Ended("the connection is closed")
            rest += more

    def receive(self):
        self._fill(4)
        size = int.from_bytes(self.rest[:4], "big")
        if size > MAX_BYTES:
            raise ProtocolError("a frame is too long")
        self._fill(4 + size)
        data = bytes(self.rest[4 : 4 + size])
        del self.rest[: 4 + size]
        return data
