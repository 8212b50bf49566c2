import os
import subprocess
import sys


def main(argv):
    print(report(argv))
    return 0


def report(argv):
    return "-".join(argv)


def in_fork(argv):
    ours, theirs = os.pipe()
    if os.fork() == 0:
        os.write(theirs, report(argv).encode())
        os._exit(0)
    return os.read(ours, 99).decode()


def ask(*argv, options=(), env=None):
    done = subprocess.run([sys.executable, *options, __file__, *argv], capture_output=True, env=env)
    return done.stdout.decode().strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
