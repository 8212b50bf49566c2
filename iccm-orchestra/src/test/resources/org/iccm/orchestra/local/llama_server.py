"""llama.cpp's server by xllamacpp, with the command line of llama-server as far as ICCM uses it.

argv[1] is serve.py, the rest are llama-server's options; the key comes by LLAMA_API_KEY.
"""

import json
import os
import subprocess
import sys

NAMES = {
    "--model": ("model", str),
    "--alias": ("alias", str),
    "--host": ("host", str),
    "--port": ("port", int),
    "--parallel": ("parallel", int),
    "--ctx-size": ("contextTokens", int),
    "--threads": ("threads", int),
    "--batch-size": ("batchTokens", int),
}

config = {"apiKey": os.environ["LLAMA_API_KEY"]}
options = sys.argv[2:]
for name, value in zip(options[::2], options[1::2]):
    key, kind = NAMES[name]
    config[key] = kind(value)
child = subprocess.Popen([sys.executable, sys.argv[1]], stdin=subprocess.PIPE)
child.stdin.write(json.dumps(config).encode() + b"\n")
child.stdin.flush()
sys.exit(child.wait())
