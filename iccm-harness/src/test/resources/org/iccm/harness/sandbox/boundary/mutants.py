"""Candidates that are an original with one change each: variants(src, most) -> [(name, {path: text})], always the same ones."""

import ast
import copy
import os
import random

SWAPS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Div, ast.Div: ast.FloorDiv, ast.Mod: ast.FloorDiv,
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn,
    ast.And: ast.Or, ast.Or: ast.And, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


def read(src):
    files = {}
    for place, folders, names in os.walk(src):
        folders[:] = [f for f in folders if f != "__pycache__"]
        for name in sorted(names):
            if name.endswith(".py"):
                path = os.path.join(place, name)
                with open(path, encoding="utf-8") as f:
                    files[os.path.relpath(path, src)] = f.read()
    return files


def functions(tree):
    return [n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]


def body(text):
    return ast.parse(text).body


def constants(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float, str, bool):
            def change(node=node):
                value = node.value
                if type(value) is bool:
                    node.value = not value
                elif type(value) is str:
                    node.value = value + "~"
                else:
                    node.value = value + 1

            yield "constant", node, change


def operators(tree):
    for node in ast.walk(tree):
        for field in ("op", "ops"):
            part = getattr(node, field, None)
            if isinstance(part, list) and part and type(part[0]) in SWAPS:
                yield "operator", node, lambda part=part: part.__setitem__(0, SWAPS[type(part[0])]())
            elif type(part) in SWAPS:
                yield "operator", node, lambda node=node, part=part: setattr(node, "op", SWAPS[type(part)]())


BODIES = {
    "returns-none": "return None",
    "returns-text": "return 'wrong'",
    "returns-zero": "return 0",
    "returns-object": "return object()",
    "raises-value": "raise ValueError('broken')",
    "raises-key": "raise KeyError('broken', 2)",
    "raises-own": "class Own(Exception): pass\nraise Own('own')",
    "raises-assertion": "assert False, 'in the candidate'",
    "raises-exit": "raise SystemExit(3)",
    "undefined": "return undefined_name",
}


def bodies(tree):
    for node in functions(tree):
        for name, text in BODIES.items():
            yield name, node, lambda node=node, text=text: setattr(node, "body", body(text))
        args = [a.arg for a in node.args.args]
        own = "self." if args[:1] == ["self"] else ""
        call = "return %s%s(%s)" % (own, node.name, ", ".join(a for a in args if a != "self"))
        yield "recursion", node, lambda node=node, call=call: setattr(node, "body", body(call))
        yield "arity", node, lambda node=node: node.args.args.append(ast.arg("extra"))
        yield "subclassed", node, lambda node=node: subclassed(node)
        yield "list-for-tuple", node, lambda node=node: wrap(node, "list(%s) if isinstance(%s, tuple) else %s")
        yield "text-of", node, lambda node=node: wrap(node, "str(%s)")


def subclassed(node):
    """The right values as instances of classes of its own."""
    text = "{int: type('N', (int,), {}), str: type('S', (str,), {}), list: type('L', (list,), {})}.get(type(v), lambda x: x)(v)"
    wrap(node, "(lambda v: " + text + ")(%s)")


def wrap(node, text):
    for part in ast.walk(node):
        if isinstance(part, ast.Return) and part.value is not None:
            value = ast.unparse(part.value)
            part.value = ast.parse(text.replace("%s", "(" + value + ")"), mode="eval").body


def removals(tree):
    for owner in ast.walk(tree):
        for node in list(getattr(owner, "body", []) if isinstance(owner, (ast.Module, ast.ClassDef)) else []):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                def remove(owner=owner, node=node):
                    owner.body[owner.body.index(node)] = ast.Pass()

                yield "removed-" + node.name, node, remove


def modules(files):
    """Changes of whole files."""
    for path, text in files.items():
        yield "import-error", {**files, path: "import no_such_module\n" + text}
        yield "raises-at-import", {**files, path: text + "\nraise RuntimeError('at import')\n"}
        yield "syntax-error", {**files, path: text + "\ndef broken(:\n"}
        yield "exits-at-import", {**files, path: "raise SystemExit(0)\n" + text}
        yield "file-missing", {p: t for p, t in files.items() if p != path}
        yield "empty-file", {**files, path: ""}


def variants(src, most):
    files = read(src)
    rnd = random.Random(len(files) * 1000 + sum(map(len, files.values())))
    whole = list(modules(files))
    found = rnd.sample(whole, min(6, len(whole)))
    groups = {}
    for path, text in files.items():
        tree = ast.parse(text)
        for make in (constants, operators, bodies, removals):
            for i, (name, node, _) in enumerate(make(tree)):
                groups.setdefault(name.partition("-")[0] if make is removals else name, []).append((path, make, i, name))
    order = sorted(groups)
    for group in order:
        rnd.shuffle(groups[group])
    for name in ("constant", "operator", "removed"):
        order += [name] * 3
    while len(found) < most and any(groups.values()):
        for group in order:
            if groups.get(group) and len(found) < most:
                path, make, i, name = groups[group].pop()
                tree = copy.deepcopy(ast.parse(files[path]))
                _, node, change = list(make(tree))[i]
                change()
                text = ast.unparse(ast.fix_missing_locations(tree))
                found.append(("%s %s:%d" % (name, path, node.lineno), {**files, path: text}))
    return found


def write(files, place):
    for path, text in files.items():
        path = os.path.join(place, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", errors="surrogatepass") as f:
            f.write(text)
