"""In the candidate's process: what it prints, by sys.stdout and sys.stderr or to their descriptors, subprocesses included."""

import io
import os
import sys
import tempfile

MOST = 1 << 20


class Output:
    """Keeps the order of what is written by the stream and what is written past it."""

    def __init__(self, fd, name):
        if hasattr(os, "memfd_create"):
            self.file = os.memfd_create("output")
        else:
            self.keep = tempfile.TemporaryFile()
            self.file = self.keep.fileno()
        os.dup2(self.file, fd)
        self.parts = []
        self.size = 0
        setattr(sys, name, io.TextIOWrapper(Raw(self, fd), encoding="utf-8", errors="replace", newline="", write_through=True))

    def add(self, direct, data):
        data = bytes(data[: max(0, MOST - self.size)])
        self.size += len(data)
        if data:
            self.parts.append((direct, data))

    def drain(self):
        """What went to the descriptor itself."""
        size = os.fstat(self.file).st_size
        if size:
            self.add(True, os.pread(self.file, min(size, MOST), 0))
            os.ftruncate(self.file, 0)
            os.lseek(self.file, 0, os.SEEK_SET)

    def take(self):
        self.drain()
        parts, self.parts, self.size = tuple(self.parts), [], 0
        return parts


class Raw(io.RawIOBase):
    def __init__(self, output, fd):
        self.output = output
        self.fd = fd

    def writable(self):
        return True

    def fileno(self):
        return self.fd

    def write(self, data):
        self.output.drain()
        self.output.add(False, bytes(data))
        return len(data)
