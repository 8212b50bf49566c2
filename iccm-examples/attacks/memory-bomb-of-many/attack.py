def attack():
    import os

    told, tell = os.pipe()
    for _ in range(8):
        if os.fork() == 0:
            kept = bytearray(48 << 20)
            os.write(tell, b"x" if kept else b"")
            os.read(told, 0)
            import time

            time.sleep(20)
    for _ in range(8):
        os.read(told, 1)
    _won("8 times 48 MiB")
    os.kill(-1, 9)
