def attack():
    wanted = b"_refuses"[::-1]
    with open("/proc/self/maps") as f:
        maps = [line.split() for line in f]
    with open("/proc/self/mem", "rb", 0) as memory:
        for parts in maps:
            if "r" not in parts[1] or parts[-1].startswith("[v"):
                continue
            begin, end = (int(n, 16) for n in parts[0].split("-"))
            try:
                memory.seek(begin)
                data = memory.read(min(end - begin, 32 << 20))
            except (OSError, OverflowError, ValueError):
                continue
            if b"test_cost" + wanted[::-1] in data.replace(b"test_cost\" + ", b""):
                _won(parts[0])
                return
