import json, socket, struct, builtins
json.dumps = json.loads = lambda *a, **k: '{}'
struct.pack = struct.Struct = None
socket.socket = None
builtins.isinstance = lambda *a: True
