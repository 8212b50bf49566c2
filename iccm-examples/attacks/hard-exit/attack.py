_os._exit(0)
