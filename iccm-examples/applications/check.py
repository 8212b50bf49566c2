#!/usr/bin/env python3
"""Checks the bundled applications: layout, metadata, tests, coverage, controls, gold requirements.

    check.py [--write] [ID ...]

Of those in Python; ApplicationsTest checks those in Java.
Needs Python 3.11 and pytest; coverage is measured where pytest-cov is installed (and required by
--write). --write fills metadata.json's statistics instead of comparing them. The exit code is 1 if
anything is wrong. The token budget of the gold requirements and leakage are the gate's to judge; this
script only looks for copied runs of words and for tests' input/expected pairs.
"""

import argparse
import ast
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from pathlib import Path

HERE = Path(__file__).resolve().parent
DOMAINS = {"data-processing", "algorithms", "services", "utilities", "command-line"}
LINES = {1: (20, 60), 2: (40, 110), 3: (100, 250)}
KINDS = {"functional", "non-functional", "constraint"}
GROUPS = ("reward", "report")
KEYS = [
    "formatVersion", "id", "name", "description", "language", "version", "licence", "source",
    "domain", "tier", "split", "curated", "sourceRoot", "testRoot", "statistics",
]  # fmt: skip
LEAST_TESTS = 25
LEAST_COVERAGE = {"all": 90.0, "reward": 80.0, "report": 80.0}
MOST_STUB_SHARE = 0.08
MOST_COPIED_SHARE = 0.02
RUN_SECONDS = 120

ORDER_PLUGIN = """
import os, random
def pytest_collection_modifyitems(items):
    seed = os.environ.get("CHECK_SHUFFLE")
    if seed:
        random.Random(int(seed)).shuffle(items)
"""


class Faults(list):
    """What is wrong with one application."""

    def need(self, condition: object, text: str) -> None:
        if not condition:
            self.append(text)


def units(source: Path) -> dict[str, ast.AST]:
    """Functions, classes and methods below a source root, by path#name."""
    found: dict[str, ast.AST] = {}
    for path in sorted(source.rglob("*.py")):
        name = path.relative_to(source).as_posix()
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                found[f"{name}#{node.name}"] = node
            if isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef):
                        found[f"{name}#{node.name}.{inner.name}"] = inner
    return found


def run(app: Path, source: Path, groups: tuple[str, ...] = GROUPS, shuffle: int = 0, cover: bool = False):
    """Runs the tests of some groups against a source; returns ({test id: passed}, coverage or None)."""
    with tempfile.TemporaryDirectory(prefix="check-") as name:
        work = Path(name)
        shutil.copytree(app / "tests", work / "tests", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(source, work / "src", ignore=shutil.ignore_patterns("__pycache__"))
        (work / "order_plugin.py").write_text(ORDER_PLUGIN)
        (work / "pytest.ini").write_text("[pytest]\njunit_family = xunit1\n")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "order_plugin", "-p", "no:cacheprovider",
                   "--junit-xml=out.xml"]  # fmt: skip
        if cover:
            command += ["-p", "pytest_cov", "--cov=src", "--cov-report=json:cov.json"]
        command += [f"tests/{group}" for group in groups]
        env = dict(os.environ, PYTHONPATH=f"src{os.pathsep}.", PYTHONDONTWRITEBYTECODE="1")
        env.update(PYTHONHASHSEED=str(shuffle), TZ="UTC", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")
        env["CHECK_SHUFFLE"] = str(shuffle) if shuffle else ""
        done = subprocess.run(command, cwd=work, env=env, capture_output=True, text=True, timeout=RUN_SECONDS)
        if not (work / "out.xml").is_file():
            raise RuntimeError(
                f"{app.name}: pytest wrote no report: {done.stdout[-800:]}{done.stderr[-800:]}"
            )
        results = {}
        for case in xml.parse(work / "out.xml").iter("testcase"):
            key = f"{case.get('file')}::{case.get('name')}"
            if case.get("file") is None:  # a module that could not be imported
                continue
            results[key] = not any(child.tag in ("failure", "error", "skipped") for child in case)
        percent = None
        if cover and (work / "cov.json").is_file():
            percent = round(json.loads((work / "cov.json").read_text())["totals"]["percent_covered"], 1)
        return results, percent


class Stub(ast.NodeTransformer):
    """Replaces the body of every function by one statement; constructors do nothing."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        names = [a.arg for a in node.args.args if a.arg not in ("self", "cls")]
        text = {
            "None": "return None",
            "first argument": f"return {names[0]}" if names else "return self",
            "ValueError": "raise ValueError('stub')",
        }[self.kind]
        node.body = ast.parse("pass" if node.name == "__init__" else text).body
        return node


def controls(app: Path, source: Path, inventory: set[str], faults: Faults) -> dict[str, int]:
    """Candidates that know nothing must pass next to nothing."""
    passed = {}
    with tempfile.TemporaryDirectory(prefix="check-") as name:
        for kind in ("empty", "None", "first argument", "ValueError"):
            candidate = Path(name) / kind.replace(" ", "-")
            for path in source.rglob("*.py"):
                target = candidate / path.relative_to(source)
                target.parent.mkdir(parents=True, exist_ok=True)
                tree = Stub(kind).visit(ast.parse(path.read_text("utf-8"))) if kind != "empty" else None
                target.write_text(ast.unparse(ast.fix_missing_locations(tree)) if tree else "")
            results, _ = run(app, candidate)
            passed[kind] = sum(ok for key, ok in results.items() if key in inventory)
            limit = 0 if kind == "empty" else MOST_STUB_SHARE * len(inventory)
            faults.need(
                passed[kind] <= limit, f"candidate '{kind}' passes {passed[kind]} of {len(inventory)} tests"
            )
    return passed


def read_gold(path: Path, faults: Faults) -> list[tuple[list[str], str, str]]:
    """Returns (units, kind, text) of each requirement."""
    found: list[tuple[list[str], str, str]] = []
    heading: list[str] | None = None
    lines = path.read_text("utf-8").splitlines()
    faults.need(lines and lines[0].startswith("# Gold requirements: "), "gold: first line is not the title")
    for number, line in enumerate(lines[1:], 2):
        item = re.fullmatch(r"- \*\*([a-z-]+)\*\* (.+)", line)
        if line.startswith("## "):
            names = [part.strip() for part in line[3:].split(",")]
            heading = [] if names == ["*"] else names
        elif item and heading is not None:
            faults.need(item[1] in KINDS, f"gold line {number}: unknown kind {item[1]}")
            found.append((heading, item[1], item[2]))
        elif line.startswith("  ") and line.strip() and found:
            units_, kind, text = found.pop()
            found.append((units_, kind, f"{text} {line.strip()}"))
        elif line.strip():
            faults.append(f"gold line {number}: neither heading nor requirement: {line[:40]}")
    return found


def words(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", text)


def plain(value: object) -> bool:
    """Values that any requirement may name: they give nothing away."""
    return (
        value is None
        or isinstance(value, (bool, bytes))
        or value in ("", "*")
        or (isinstance(value, (int, float)) and abs(value) <= 10)
    )


def atoms(node: ast.AST) -> set[object]:
    return {n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and not plain(n.value)}


def pairs(app: Path, gold: list[tuple[list[str], str, str]]) -> list[str]:
    """Asserted comparisons whose input and expected literals one requirement holds completely."""
    hits = []
    for path in sorted((app / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Compare) or len(node.comparators) != 1:
                continue
            given, expected = atoms(node.left), atoms(node.comparators[0])
            if not given or not expected:
                continue
            for _, _, text in gold:
                known = set(words(text)) | set(re.findall(r'"([^"]*)"', text))
                if all(str(atom) in known for atom in given | expected):
                    hits.append(f"{path.name}:{node.lineno}: gold holds {ast.unparse(node)}")
    return hits


def check_gold(app: Path, known: dict[str, ast.AST], faults: Faults) -> None:
    gold = read_gold(app / "gold_requirements.md", faults)
    named = {unit for heading, _, _ in gold for unit in heading}
    for unit in named - set(known):
        faults.append(f"gold: no such unit {unit}")
    for unit, node in known.items():
        covered = unit in named or unit.rsplit(".", 1)[0] in named
        if isinstance(node, ast.ClassDef):
            covered = any(name == unit or name.startswith(unit + ".") for name in named)
        faults.need(covered or "#_" in unit or "._" in unit, f"gold: nothing about {unit}")
    grams = set()
    for path in (app / "src").rglob("*.py"):
        tokens = words(path.read_text("utf-8"))
        grams |= {tuple(tokens[i : i + 8]) for i in range(len(tokens) - 7)}
    tokens = words((app / "gold_requirements.md").read_text("utf-8"))
    copied = [tokens[i : i + 8] for i in range(len(tokens) - 7) if tuple(tokens[i : i + 8]) in grams]
    share = len(copied) / max(1, len(tokens))
    faults.need(share <= MOST_COPIED_SHARE, f"gold copies {share:.1%}: {[' '.join(run) for run in copied]}")
    faults.extend(pairs(app, gold))


def check(app: Path, write: bool, coverage: bool) -> tuple[Faults, str]:
    faults = Faults()
    source, tests = app / "src", app / "tests"
    for name in (
        "metadata.json",
        "requirements.txt",
        "gold_requirements.md",
        "src",
        "tests/reward",
        "tests/report",
    ):
        faults.need((app / name).exists(), f"{name} is missing")
    if faults:
        return faults, ""
    meta = json.loads((app / "metadata.json").read_text("utf-8"))
    faults.need(list(meta) == KEYS, f"metadata keys are {list(meta)}, expected {KEYS}")
    faults.need(meta.get("id") == app.name, "metadata id is not the directory's name")
    faults.need(meta.get("domain") in DOMAINS, f"unknown domain {meta.get('domain')}")
    faults.need(meta.get("split") in ("train", "holdout"), f"unknown split {meta.get('split')}")
    faults.need(meta.get("licence") == "Apache-2.0", "licence is not Apache-2.0")
    faults.need(meta.get("tier") in LINES, f"unknown tier {meta.get('tier')}")

    files = sorted(source.rglob("*.py"))
    lines = sum(1 for path in files for line in path.read_text("utf-8").splitlines() if line.strip())
    low, high = LINES.get(meta.get("tier"), (0, 10**6))
    faults.need(low <= lines <= high, f"{lines} lines of code, tier {meta.get('tier')} has {low} to {high}")
    known = units(source)
    for unit, node in known.items():
        if isinstance(node, ast.FunctionDef):
            arguments = [a for a in node.args.args if a.arg != "self"]
            typed = node.returns is not None and all(a.annotation is not None for a in arguments)
            faults.need(typed, f"{unit} is not annotated in full")
    names = [path.name for path in tests.rglob("*.py")]
    faults.need(len(names) == len(set(names)), "two test files have the same name")
    faults.need(
        not any(n in ("conftest.py", "__init__.py") for n in names), "conftest.py or __init__.py in tests"
    )

    cover = {}
    first, cover["all"] = run(app, source, cover=coverage)
    faults.need(len(first) >= LEAST_TESTS, f"{len(first)} tests, at least {LEAST_TESTS} needed")
    bad = [key for key, ok in first.items() if not ok]
    faults.need(not bad, f"the original fails {bad}")
    for key in first:
        faults.need(key.isascii() and " " not in key, f"test id is not plain: {key}")
    for shuffle in (0, 1, 2):
        again, _ = run(app, source, shuffle=shuffle)
        faults.need(again == first, f"another result in run {shuffle + 2} (order {shuffle})")
    for group in GROUPS:
        part, cover[group] = run(app, source, (group,), cover=coverage)
        share = len(part) / max(1, len(first))
        faults.need(0.35 <= share <= 0.65, f"group {group} has {share:.0%} of the tests")
    for part, percent in cover.items():
        if percent is not None:
            faults.need(percent >= LEAST_COVERAGE[part], f"coverage by {part} is {percent} %")
    passed = controls(app, source, set(first), faults)
    check_gold(app, known, faults)

    statistics = {
        "files": len(files),
        "linesOfCode": lines,
        "functions": sum(isinstance(n, ast.FunctionDef) for n in known.values()),
        "classes": sum(isinstance(n, ast.ClassDef) for n in known.values()),
        "tests": len(first),
        "coveragePercent": cover["all"] if coverage else meta.get("statistics", {}).get("coveragePercent"),
    }
    if write:
        meta["statistics"] = statistics
        (app / "metadata.json").write_text(json.dumps(meta, indent=2) + "\n", "utf-8")
    else:
        faults.need(meta.get("statistics") == statistics, f"statistics are {statistics}; --write stores them")
    shown = ", ".join(f"{kind} {count}" for kind, count in passed.items())
    return (
        faults,
        f"tier {meta['tier']} {meta['split']:8} {lines:4} lines {len(first):3} tests  coverage {list(cover.values())}  passed by: {shown}",
    )


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks the bundled applications.")
    parser.add_argument("--write", action="store_true", help="store the statistics in metadata.json")
    parser.add_argument("ids", nargs="*", help="applications; all if none is named")
    options = parser.parse_args()
    coverage = importlib.util.find_spec("pytest_cov") is not None
    if not coverage:
        if options.write:
            parser.error("--write needs pytest-cov (pip install pytest-cov)")
        print("pytest-cov is not installed: coverage is not measured", file=sys.stderr)
    ids = options.ids or sorted(
        path.parent.name
        for path in HERE.glob("*/metadata.json")
        if json.loads(path.read_text("utf-8")).get("language") == "python"
    )
    wrong = 0
    for name in ids:
        faults, line = check(HERE / name, options.write, coverage)
        print(f"{'ok  ' if not faults else 'BAD '} {name:16} {line}")
        for fault in faults:
            print(f"       {fault}")
        wrong += bool(faults)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
