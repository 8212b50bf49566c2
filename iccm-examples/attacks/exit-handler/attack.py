import atexit

atexit.register(_os._exit, 0)
