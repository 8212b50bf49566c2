"""What leaves a sandbox: the report in whole lines, the output with its middle left out if there is too much."""

MAX_LINE = 1 << 20
MAX_REPORT = 24 << 20


class Output:
    """Passes on the beginning, keeps the end, counts the rest."""

    def __init__(self, write, most):
        self.write = write
        self.head = most // 2
        self.most_tail = most - self.head
        self.tail = bytearray()
        self.dropped = 0

    def add(self, data):
        if self.head:
            self.write(data[: self.head])
            data, self.head = data[self.head:], max(0, self.head - len(data))
        if data:
            self.tail += data
            extra = len(self.tail) - self.most_tail
            if extra > 0:
                self.dropped += extra
                del self.tail[:extra]

    def finish(self):
        if self.dropped:
            self.write(b"\n[... %d bytes left out ...]\n" % self.dropped)
        self.write(bytes(self.tail))


class Lines:
    """Passes on whole lines of the child; too much is a fault."""

    def __init__(self, write, mark=b"c "):
        self.write = write
        self.mark = mark
        self.rest = b""
        self.total = 0
        self.fault = None

    def add(self, data):
        self.total += len(data)
        if self.total > MAX_REPORT or len(self.rest) > MAX_LINE:
            self.fault = "the report is too long"
        if self.fault:
            return
        *whole, self.rest = (self.rest + data).split(b"\n")
        if whole:
            self.write(b"".join(self.mark + line + b"\n" for line in whole))

    def finish(self):
        if self.rest and not self.fault:
            self.fault = "the report ends in the middle of a line"
