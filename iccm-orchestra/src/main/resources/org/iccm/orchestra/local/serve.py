"""Opens llama.cpp's HTTP server (by xllamacpp) on one GGUF file, for the ICCM process that started it.

Standard input, first line: one JSON object.

    model          path of the GGUF file
    alias          name under which the server speaks of the model, in every answer
    apiKey         key that every request but /health needs; here only, never in arguments or environment
    host           address to listen on (127.0.0.1)
    port           0 for a free one (0)
    parallel       slots: requests that generate at the same time (1)
    contextTokens  tokens of context of all slots together; a slot has its even share
    threads        threads that compute (all processors)
    batchTokens    tokens of a prompt that are read at once (512)

Standard output: one JSON line, {"ready": true, "port": .., "pid": .., "version": .., "loadSeconds": ..} or
{"ready": false, "error": ..}. Everything else goes to standard error.

Standard input then stays open and is the leash: when it ends, or when the parent process is another one than at the
start, this process ends at once, without asking anybody. SIGTERM ends it too. SIGINT is ignored: a Ctrl-C reaches the
whole group, and the parent decides what it means.
"""

import json
import os
import signal
import sys
import threading
import time

PARENT_POLL_SECONDS = 0.25

FIELDS = {
    "model": (str, None),
    "alias": (str, None),
    "apiKey": (str, None),
    "host": (str, "127.0.0.1"),
    "port": (int, 0),
    "parallel": (int, 1),
    "contextTokens": (int, None),
    "threads": (int, os.cpu_count() or 1),
    "batchTokens": (int, 512),
}


def take_stdout():
    """Keeps the real standard output for the one line; native code that prints reaches standard error."""
    sys.stdout.flush()
    real = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return real


def tell(real_stdout, **message):
    real_stdout.write(json.dumps(message) + "\n")
    real_stdout.close()


def read_line():
    """Reads byte by byte, so that nothing behind the first line is swallowed by a buffer."""
    line = bytearray()
    while True:
        byte = os.read(0, 1)
        if not byte or byte == b"\n":
            return bytes(line)
        line += byte
        if len(line) > 1 << 20:
            raise ValueError("the configuration line is longer than 1 MiB")


def parse(line):
    """Reports every fault at once."""
    if not line.strip():
        raise ValueError("no configuration: standard input ended before its first line")
    try:
        given = json.loads(line)
    except ValueError as e:
        raise ValueError("the configuration is not JSON") from e
    if not isinstance(given, dict):
        raise ValueError("the configuration is not a JSON object")
    faults = ["unknown key " + json.dumps(key) for key in sorted(given.keys() - FIELDS.keys())]
    config = {}
    for key, (kind, default) in FIELDS.items():
        value = given.get(key, default)
        if value is None:
            faults.append(key + " is missing")
        elif type(value) is not kind:
            faults.append(key + " is not " + ("a string" if kind is str else "a whole number"))
        elif kind is str and not value:
            faults.append(key + " is empty")
        elif kind is int and value < (0 if key == "port" else 1):
            faults.append("%s is %d" % (key, value))
        config[key] = value
    if not faults and config["contextTokens"] // config["parallel"] < 64:
        faults.append("contextTokens leaves a slot fewer than 64 tokens")
    if faults:
        raise ValueError("configuration: " + "; ".join(faults))
    return config


def check_model(path):
    """llama.cpp may abort the process on a file that is none, so what can be told apart before is."""
    if not os.path.isfile(path):
        raise ValueError("no model file at " + path)
    with open(path, "rb") as f:
        magic = f.read(4)
    if magic != b"GGUF":
        raise ValueError("not a GGUF file (begins with %r): %s" % (magic, path))


def end_on_signal_when_stdin_ends():
    """Loading a model holds Python's lock for seconds, and no thread runs: so let the kernel do it where it can."""
    try:
        import fcntl

        fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)
        # From here on the end of standard input raises SIGIO, whose default is to end the process.
    except (ImportError, AttributeError, OSError):
        return  # the threads below notice it as soon as the model is loaded


def hold_leash(parent):
    """Ends the process when the parent is gone, while a model loads too."""
    end_on_signal_when_stdin_ends()

    def watch_stdin():
        try:
            while os.read(0, 4096):
                pass
        except OSError:
            pass
        os._exit(0)

    def watch_parent():
        # Not PR_SET_PDEATHSIG: that fires when the *thread* that started us ends, as pool threads of a JVM do.
        while os.getppid() == parent:
            time.sleep(PARENT_POLL_SECONDS)
        os._exit(0)

    for target in (watch_stdin, watch_parent):
        threading.Thread(target=target, name=target.__name__, daemon=True).start()


def open_server(config):
    # Threads that wait sleep. Spinning ones fight over the processors as soon as anything else runs: a second server,
    # the tests of a candidate. Measured on two busy cores: 14-25 tokens/s against 1-5, two servers 13 + 3 against 0.1.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = config["model"]
    params.model_alias = {config["alias"]}
    params.hostnames = [config["host"]]
    params.port = config["port"]
    params.api_keys = [config["apiKey"]]
    params.n_parallel = config["parallel"]
    params.n_ctx = config["contextTokens"]
    params.n_batch = max(config["batchTokens"], 32)
    params.n_ubatch = max(min(config["batchTokens"], 512), 32)
    params.cpuparams.n_threads = config["threads"]
    params.cpuparams_batch.n_threads = config["threads"]
    # One request alone or many: HTTP threads for all slots, and health checks beside them.
    params.n_threads_http = config["parallel"] + 4
    # A slot's context is its own and what was asked for: nothing is shared, shrunk or shifted silently.
    params.kv_unified = False
    params.fit_params = False
    params.ctx_shift = False
    # No second copy of prompts in memory, so that a long run stays flat.
    params.cache_ram_mib = 0
    params.n_ctx_checkpoints = 0
    # The HTTP surface that ICCM uses, and no more.
    params.ui = False
    params.endpoint_slots = False
    params.endpoint_props = False
    params.cors_origins = ""
    params.cors_credentials = False
    params.offline = True
    # Errors only: prompts and answers stay out of the log.
    params.verbosity = 1
    return xllamacpp.Server(params), xllamacpp.__version__


def main():
    parent = os.getppid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    real_stdout = take_stdout()
    try:
        config = parse(read_line())
        hold_leash(parent)
        check_model(config["model"])
        start = time.monotonic()
        server, version = open_server(config)
        port = int(server.listening_address.rsplit(":", 1)[1])
    except BaseException as e:  # whatever it is, the parent is told and this process ends
        tell(real_stdout, ready=False, error="%s: %s" % (type(e).__name__, e))
        sys.stderr.flush()
        os._exit(1)
    tell(
        real_stdout,
        ready=True,
        port=port,
        pid=os.getpid(),
        version=version,
        loadSeconds=round(time.monotonic() - start, 3),
    )
    while True:
        signal.pause() if hasattr(signal, "pause") else time.sleep(3600)


if __name__ == "__main__":
    main()
