"""kill_resume.py [KILLS]: kills a quickstart run with SIGKILL at random moments, resumes it, and checks that nothing finished is
done again, nothing is missing and no server process stays. Needs ./quickstart to work; takes one to two minutes a kill."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OUTPUT = os.path.join(ROOT, "target", "kill-resume")
# Few slots and small applications, so that completions end one by one and kills fall between them.
SAMPLES = 4
COMMAND = ["./quickstart", "--models", "qwen2.5-coder-0.5b", "--slots", "4", "--samples", str(SAMPLES)]
COMMAND += ["--engineers", "none,gold", "--applications", "dusk-clock,stone-path", "--output", OUTPUT]
TABLES = ("completion", "run", "context")


def rows(table):
    database = os.path.join(OUTPUT, "iccm.db")
    if not os.path.exists(database):
        return {}
    with sqlite3.connect("file:%s?mode=ro" % database, uri=True, timeout=10) as db:
        names = {r[0] for r in db.execute("select name from sqlite_master where type = 'table'")}
        name = table if table in names else "test_run"
        if name not in names:
            return {}
        return dict(db.execute('select key, seq from "%s"' % name))


def snapshot():
    return {t: rows(t) for t in TABLES}


def servers(mark):
    """Processes that carry this run's mark in their environment."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/environ" % pid, "rb") as f:
                if mark.encode() in f.read() and int(pid) != os.getpid():
                    found.append(int(pid))
        except OSError:
            continue
    return found


def main():
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    random.seed(7)
    shutil.rmtree(OUTPUT, ignore_errors=True)
    mark = "ICCM_KILL_RESUME=%d" % os.getpid()
    environment = dict(os.environ, ICCM_KILL_RESUME=str(os.getpid()))
    # what a first run fetches is no part of this
    subprocess.call(COMMAND + ["--budget", "calls=1"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    shutil.rmtree(OUTPUT, ignore_errors=True)
    faults, before = [], snapshot()
    for i in range(kills):
        process = subprocess.Popen(COMMAND, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        delay = random.uniform(15, 120)
        try:
            process.wait(delay)
        except subprocess.TimeoutExpired:
            pass
        process.send_signal(signal.SIGKILL)
        process.wait()
        time.sleep(2)
        left = servers(mark)
        if left:
            faults.append("kill %d left processes %s" % (i, left))
        after = snapshot()
        for table in TABLES:
            changed = [k for k, seq in before[table].items() if after[table].get(k) != seq]
            if changed:
                faults.append("kill %d: %d rows of %s lost or written again" % (i, len(changed), table))
        print("kill %2d after %4.1f s: %s" % (i, delay, {t: len(after[t]) for t in TABLES}), flush=True)
        before = after
    for last in (False, True):
        status = subprocess.call(COMMAND, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        with open(os.path.join(OUTPUT, "results.json"), encoding="utf-8") as f:
            results = json.load(f)
        after = snapshot()
        new = len(after["completion"]) - len(before["completion"])
        cost = results["cost"]
        print("whole run: exit %d, %d rollouts, cost %s" % (status, len(results["rollouts"]), json.dumps(cost)))
        if status != 0:
            faults.append("the resumed run failed")
        if cost["modelCalls"] != new:
            faults.append("%d model calls for %d new completions" % (cost["modelCalls"], new))
        expected = len(results["engineers"]) * len(results["models"]) * len(results["applications"]) * SAMPLES
        if len(results["rollouts"]) != expected:
            faults.append("%d rollouts of %d" % (len(results["rollouts"]), expected))
        if last and cost["modelCalls"]:
            faults.append("a finished run called models again")
        before = after
    for fault in faults:
        print("FAULT: " + fault)
    print("%d kills, %d faults" % (kills, len(faults)))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
