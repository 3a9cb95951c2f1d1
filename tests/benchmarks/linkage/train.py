"""Fit the shipped model: linkage-dev in many forms and generated sets, folds by business, calibration on weights from other folds.

Run: python -m tests.benchmarks.linkage.train [--write]
"""

from __future__ import annotations

import argparse
import itertools
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from linkage.block import candidates
from linkage.cluster import Rules, cluster
from linkage.compare import compare
from linkage.measure import calibration_error, quality
from linkage.model import Model, shipped, stand, weigh, weight, write
from linkage.prepare import Prepared, prepare
from linkage.rivals import rivals
from tests.benchmarks.linkage import generate
from tests.benchmarks.linkage.datasets import Known, linkage_dev, variant
from tests.benchmarks.linkage.fit import fit, fit_standing, folds

MODEL = Path(__file__).parents[3] / "linkage" / "models" / "business.json"


@dataclass(frozen=True)
class Compared:
    """A set with its candidate pairs and comparisons."""

    known: Known
    of: Prepared
    left: np.ndarray
    right: np.ndarray
    comparisons: pd.DataFrame
    is_match: np.ndarray
    fold: np.ndarray

    def standing(self, weight_: np.ndarray) -> pd.DataFrame:
        return rivals(self.of, self.left, self.right, weight_)


def compared(known: Known) -> Compared:
    records = known.records.sort_values("record_id").reset_index(drop=True)
    known = Known(known.name, records, known.truth, known.once)
    with duckdb.connect() as con:
        of = prepare(records, once=frozenset(known.once), con=con)
    pairs = candidates(of)
    entity = records["record_id"].map(known.truth).to_numpy()
    left, right = entity[pairs.left], entity[pairs.right]
    return Compared(
        known, of, pairs.left, pairs.right, compare(of, pairs.left, pairs.right), left == right, folds(left, right)
    )


def f1(one: Compared, weight_: np.ndarray, threshold: float = 0.5) -> tuple[float, float, float]:
    rules = Rules(
        party=one.of.party,
        list_of=np.where(one.of.once, one.of.source, -1),
        never=(one.of.company,),
        seldom=(one.of.uprn,),
    )
    found = cluster(one.left, one.right, weight_, rules, threshold=weight(threshold))
    q = quality(pd.Series(found, index=one.known.records["record_id"]), one.known.truth)
    return q.precision, q.recall, q.f1


def out_of_fold(sets: list[Compared], share: list[float], trees: int) -> tuple[Model, list[np.ndarray]]:
    """A model of all rows, and for each row the weight by a model that did not see its business."""
    frame = pd.concat([s.comparisons for s in sets], ignore_index=True)
    answer = np.concatenate([s.is_match for s in sets])
    fold = np.concatenate([s.fold for s in sets])
    sample = np.concatenate([np.full(len(s.left), w) for s, w in zip(sets, share, strict=True)])
    out = np.zeros(len(answer))
    for k in range(5):
        model = fit(frame[fold != k], answer[fold != k], weights=sample[fold != k], trees=trees)
        out[fold == k] = weigh(frame[fold == k], model)["match_weight"]
    ends = np.cumsum([0] + [len(s.left) for s in sets])
    return fit(frame, answer, weights=sample, trees=trees), [out[a:b] for a, b in itertools.pairwise(ends)]


def calibrated(model: Model, sets: list[Compared], weights: list[np.ndarray], share: list[float]) -> Model:
    standing = pd.concat([s.standing(w) for s, w in zip(sets, weights, strict=True)], ignore_index=True)
    sample = np.concatenate([np.full(len(w), s) for w, s in zip(weights, share, strict=True)])
    return fit_standing(model, np.concatenate(weights), standing, np.concatenate([s.is_match for s in sets]), sample)


def apply(model: Model, one: Compared, base: np.ndarray | None = None) -> np.ndarray:
    """Final weights of a set; with base, from weights of other folds."""
    raw = (
        weigh(one.comparisons, Model(model.intercept, model.terms))["match_weight"].to_numpy() if base is None else base
    )
    frame = pd.DataFrame({"other_weight": 0.0, "match_weight": model.shift + model.scale * raw})
    return stand(frame, one.standing(raw), model)["match_weight"].to_numpy()


def report(name: str, one: Compared, final: np.ndarray) -> None:
    cells = "  ".join(f"{t}: {f1(one, final, t)[2]:.4f}" for t in (0.2, 0.5, 0.8, 0.95))
    p, r, _ = f1(one, final)
    ece = calibration_error(1 / (1 + np.exp2(-final)), one.is_match)
    print(f"{name:22s} {len(one.of):6d} F1 {cells}   P {p:.4f} R {r:.4f} ece {ece:.4f}", flush=True)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--write", action="store_true")
    options.add_argument("--variants", type=int, default=24)
    options.add_argument("--trees", type=int, default=200)
    options.add_argument("--generated", action="store_true", help="train on generated sets too (with other seeds)")
    chosen = options.parse_args()
    start = time.time()
    dev = linkage_dev()
    sets = [compared(dev)] + [compared(variant(dev, seed)) for seed in range(chosen.variants)]
    share = [6.0] + [1.0] * chosen.variants
    if chosen.generated:
        for known in training_sets():
            sets.append(compared(known))
            share.append(2.0)
    print(f"{len(sets)} sets, {sum(len(s.left) for s in sets)} pairs, {time.time() - start:.0f} s", flush=True)
    model, weights = out_of_fold(sets, share, chosen.trees)
    model = calibrated(model, sets, weights, share)
    print(f"scale {model.scale:.3f} shift {model.shift:.3f}, {time.time() - start:.0f} s")
    if model.standing is not None:
        print(np.round(model.standing.weights, 1))
    for one, base in zip(sets, weights, strict=True):
        if "#" not in one.known.name or one.known.name.endswith(("#1", "#3", "#4", "#5")):
            report(one.known.name, one, apply(model, one, base))
    print("held out:")
    for name, make in generate.SETS.items():
        one = compared(make())
        report(name, one, apply(model, one))
    if chosen.write:
        MODEL.write_text(
            write(model, f"linkage-dev, {chosen.variants} variants, generated: {chosen.generated}"), encoding="utf-8"
        )
        shipped.cache_clear()


def training_sets() -> list[Known]:
    """Generated sets of the same families as the held-out ones, with other seeds, sizes and habits."""
    return [
        generate.make_lists(2500, 101, share=0.5),
        generate.make_lists(1500, 102, us=True, phone=0.8, sources=3),
        generate.make_lists(1500, 103, us=True, phone=0.0, sources=2),
        generate.make_register(2500, 104, renamed=0.2),
        generate.make_changed(1500, 105),
        generate.make_agencies_us(106),
    ]


if __name__ == "__main__":
    main()
