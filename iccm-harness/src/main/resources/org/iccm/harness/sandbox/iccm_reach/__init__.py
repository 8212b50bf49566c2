"""Which code of an application each of its tests runs.

tracer.py notes code as it runs, naming.py the classes that running code names, spawning.py takes both along into Python
processes that are started (child/ has what those load), runs.py gives each test a process of its own.
"""
