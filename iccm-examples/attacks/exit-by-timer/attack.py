def attack():
    import threading, time

    threading.Timer(0, _os._exit, (0,)).start()
    time.sleep(1)
