def attack():
    import signal, time

    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    time.sleep(3 * {{seconds}})
    _won("three times its time")
