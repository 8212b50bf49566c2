"""Trains the code tokenizers that ship in src/main/resources/org/iccm/training/tokenizer, once.

    python -m venv venv && venv/bin/pip install tokenizers==0.22.* numpy sympy networkx jinja2 torch==2.7.1
    venv/bin/python iccm-training/src/main/python/train_tokenizer.py

Byte-level BPE, so that every text has ids and comes back unchanged. Digits stand alone: a number is then read and
copied digit by digit. Half of what is learned from is code, half the prose that describes code (docstrings and comments).
The text comes from permissively licensed Python packages only; the script writes down which, in which version.
"""
import ast
import importlib.metadata
import importlib.util
import io
import json
import pathlib
import platform
import random
import sysconfig
import tokenize

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources/org/iccm/training/tokenizer"
PACKAGES = {"numpy": "BSD-3-Clause", "sympy": "BSD-3-Clause", "networkx": "BSD-3-Clause", "jinja2": "BSD-3-Clause",
            "mpmath": "BSD-3-Clause", "torch": "BSD-3-Clause"}
SPECIAL = ["<pad>", "<s>", "</s>", "<unk>", "<functional>", "<non-functional>", "<constraint>", "<unit>", "<source>",
           "<requirements>"]
SIZES = {"code-4k": 4096, "code-32k": 32100}
MOST_BYTES = 12_000_000


def roots():
    yield "python", platform.python_version(), "PSF-2.0", pathlib.Path(sysconfig.get_path("stdlib"))
    for name, licence in PACKAGES.items():
        spec = importlib.util.find_spec(name)
        yield name, importlib.metadata.version(name), licence, pathlib.Path(spec.origin).parent


def python_files(root):
    for path in sorted(root.rglob("*.py")):
        if "site-packages" in path.relative_to(root).parts or "lib2to3" in path.parts:
            continue
        yield path


def prose(text):
    """Docstrings and comments."""
    parts = []
    try:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                parts.append(ast.get_docstring(node) or "")
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                parts.append(token.string.lstrip("# "))
    except (SyntaxError, ValueError, RecursionError, tokenize.TokenError):
        return ""
    return "\n".join(p for p in parts if p)


def corpus():
    code, words, provenance = [], [], []
    for name, version, licence, root in roots():
        files = list(python_files(root))
        provenance.append({"name": name, "version": version, "licence": licence, "files": len(files)})
        for path in files:
            try:
                text = path.read_text("utf-8")
            except UnicodeDecodeError:
                continue
            code.append(text)
            words.append(prose(text))
    shuffle = random.Random(0)
    shuffle.shuffle(code)
    shuffle.shuffle(words)
    return cut(code) + cut(words), provenance


def cut(texts):
    kept, size = [], 0
    for text in texts:
        size += len(text.encode())
        if size > MOST_BYTES:
            break
        kept.append(text)
    return kept


def train(texts, size):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=SPECIAL, show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), min_frequency=2)
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", tokenizer.token_to_id("</s>"))])
    return tokenizer


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    texts, provenance = corpus()
    for name, size in SIZES.items():
        tokenizer = train(texts, size)
        # Compact: the file is read by programs.
        (OUT / f"{name}.json").write_text(json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False,
                                                     separators=(",", ":")))
        print(name, tokenizer.get_vocab_size())
    (OUT / "provenance.json").write_text(json.dumps(
        {"method": "byte-level BPE, single digits, half code and half docstrings and comments",
         "bytes": sum(len(t.encode()) for t in texts), "sources": provenance}, indent=1) + "\n")


if __name__ == "__main__":
    main()
