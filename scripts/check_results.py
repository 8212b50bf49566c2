"""check_results.py first|again RESULTS_JSON: whether a quickstart run really ran, and a second one only read its store."""

import json
import sys


def faults(mode, results):
    rollouts, cost = results["rollouts"], results["cost"]
    if not rollouts:
        yield "no rollout"
    for section in ("engineers", "models", "applications"):
        if not results[section]:
            yield "no " + section
    expected = {(e["name"], m["id"], a["id"]) for e in results["engineers"] for m in results["models"] for a in results["applications"]}
    missing = expected - {(r["engineer"], r["model"], r["application"]) for r in rollouts}
    if missing:
        yield "no rollout for " + ", ".join("/".join(m) for m in sorted(missing))
    if mode == "first":
        if cost["modelCalls"] < 1 or cost["completionTokens"] < 1:
            yield "the first run made no model call"
        if cost["testRuns"] < 1:
            yield "the first run ran no test"
        if not any(r["total"] for r in rollouts):
            yield "no rollout counts a test"
    else:
        for key in ("modelCalls", "testRuns"):
            if cost[key] != 0:
                yield "the second run has %s = %d instead of 0" % (key, cost[key])
        # No model is asked to rebuild from a context that the gate rejects: nothing that could come from the store.
        fresh = [r for r in rollouts if not r["cached"] and r["outcome"] != "CONTEXT_REJECTED"]
        if fresh:
            yield "the second run has rollouts that are not cached: " + ", ".join(
                "%s/%s/%s" % (r["engineer"], r["model"], r["application"]) for r in fresh
            )


def main():
    mode, path = sys.argv[1:]
    with open(path, encoding="utf-8") as f:
        results = json.load(f)
    found = list(faults(mode, results))
    for fault in found:
        print("%s: %s" % (path, fault))
    if not found:
        print("%s: %d rollouts, %s" % (path, len(results["rollouts"]), json.dumps(results["cost"])))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
