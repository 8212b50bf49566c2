def attack():
    import time

    time.sleep(3 * {{seconds}})
    _won("three times its time")
