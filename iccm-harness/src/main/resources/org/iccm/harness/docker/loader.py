import json
import os
import sys


def read(size):
    parts = []
    while size:
        part = os.read(0, size)
        if not part:
            os._exit(0)
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


# the driver's files, in the form of an order; then all goes on in one of them
place = sys.argv[1]
content = read(int.from_bytes(read(4), "big"))
end = 4 + int.from_bytes(content[:4], "big")
for path, size in json.loads(content[4:end])["files"]:
    target = os.path.join(place, path)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(target, "wb") as f:
        f.write(content[end: end + size])
    os.chmod(target, 0o600 if path == sys.argv[2] else 0o644)
    end += size
del content
sys.path[:] = [place] + [p for p in sys.path if p]

import container  # noqa: E402

container.main()
