#!/usr/bin/env python3
"""Writes summaries.csv and paired.csv by scipy. Run once: pip install scipy; ./make_reference.py"""
import csv, pathlib
import numpy as np
from scipy import stats

here = pathlib.Path(__file__).parent
rng = np.random.default_rng(20261123)
samples = [[0.31, 0.07], [0.0, 0.0, 1.0], [0.5] * 4 + [0.50001], [1e-9, 2e-9, 4e-9], [0.2, 0.4, 0.4, 0.9, 1.0, 0.75]]
samples += [rng.beta(0.6, 0.7, n).round(4).tolist() for n in (2, 3, 6, 10, 31, 120)]
join = lambda v: " ".join(repr(float(x)) for x in v)
with open(here / "summaries.csv", "w", newline="") as f:
    out = csv.writer(f, lineterminator="\n")
    out.writerow(["values", "mean", "std", "standard_error", "low", "high"])
    for s in samples:
        low, high = stats.t.interval(0.95, len(s) - 1, loc=np.mean(s), scale=stats.sem(s))
        out.writerow([join(s)] + [repr(float(x)) for x in (np.mean(s), np.std(s, ddof=1), stats.sem(s), low, high)])
with open(here / "paired.csv", "w", newline="") as f:
    out = csv.writer(f, lineterminator="\n")
    out.writerow(["first", "second", "mean_difference", "t", "p_one_tailed", "d", "low", "high"])
    for n in (2, 3, 5, 6, 10, 12, 40, 200):
        for shift in (-0.2, 0.0, 0.05, 0.3):
            b = rng.beta(0.8, 0.8, n).round(4)
            a = np.clip(b + shift + rng.normal(0, 0.15, n), 0, 1).round(4)
            r = stats.ttest_rel(a, b, alternative="greater")
            d = a - b
            ci = stats.ttest_rel(a, b).confidence_interval(0.95)
            out.writerow([join(a), join(b)] + [repr(float(x)) for x in (d.mean(), r.statistic, r.pvalue, d.mean() / d.std(ddof=1), ci.low, ci.high)])
