def attack():
    import threading

    stop, made = threading.Event(), []
    try:
        for _ in range(100):
            t = threading.Thread(target=stop.wait, daemon=True)
            t.start()
            made.append(t)
        _won("100 threads")
    finally:
        stop.set()
