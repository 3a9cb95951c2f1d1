"""Which questions are worth a person's time: where an answer is likely to put most pairs of records right."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import minimum_spanning_tree

from linkage.cluster import joined
from linkage.engine import Work
from linkage.explain import LABELS, LESSON
from linkage.model import Model, probability, shipped, start_weight
from linkage.parallel import alike
from tables import EVIDENCE, REVIEW_CASES, check, conform, empty

CASES = 4_000
"""Cases kept: months of work for one reviewer; what is left over has the least to gain."""
FROM = -5.0
"""Pairs below this match weight (1 in 33) are no question."""
SURE = 7.0
"""Links above this match weight (130 to 1) are not asked about, whatever hangs on them."""
LIST_CLASH, COMPANY_CLASH = 3.0, 6.0
"""Taken off the match weight where both businesses have an entry on one list that names a business once, or different company
numbers. Source: sample county: of such pairs at .85 four in ten are one business, at .3 one in fifty."""
WHOLE = 1e6


@dataclass(frozen=True)
class Questions:
    """REVIEW_CASES and the EVIDENCE of each."""

    cases: pd.DataFrame
    evidence: pd.DataFrame


def case_id(one: str, other: str) -> str:
    """Name of the case about two records, whichever comes first.

    >>> case_id("a", "b") == case_id("b", "a")
    True
    """
    return hashlib.sha256("\x1f".join(sorted((one, other))).encode()).hexdigest()[:16]


def questions(work: Work, *, threshold: float, sample: pd.DataFrame | None = None, most: int = CASES) -> Questions:
    """The review queue of a run.

    Args:
        work: what the run found.
        threshold: match probability records were joined from.
        sample: the fair sample: `left`, `right` (rows) and `stratum`; always part of the queue.
        most: at most so many other cases.
    Returns:
        Cases with most gain first: the probability that the register is wrong about the pair, times the pairs of records that
        the right answer would change.
    """
    asked = pd.concat([_apart(work, threshold), _joined(work)], ignore_index=True)
    asked = asked.astype({"left": "int64", "right": "int64"})
    asked = asked[~_decided(work, asked)].sort_values(["gain", "left", "right"], ascending=[False, True, True])
    asked = asked.head(most).assign(stratum=None)
    if sample is not None and len(sample):
        asked = _with_sample(work, asked, sample)
    if asked.empty:
        return Questions(empty(REVIEW_CASES), empty(EVIDENCE))
    asked = asked.assign(
        record_id_l=work.record_id[asked["left"]],
        record_id_r=work.record_id[asked["right"]],
        is_joined=work.business[asked["left"]] == work.business[asked["right"]],
        match_probability=probability(asked["match_weight"].to_numpy(dtype=np.float64)),
    )
    asked["case_id"] = [case_id(a, b) for a, b in zip(asked["record_id_l"], asked["record_id_r"], strict=True)]
    asked = asked.drop_duplicates("case_id", keep="first")
    evidence = _evidence(work, asked, shipped())
    return Questions(check(conform(asked.reset_index(drop=True), REVIEW_CASES), REVIEW_CASES), evidence)


def _decided(work: Work, asked: pd.DataFrame) -> np.ndarray:
    """Pairs a person has answered already."""
    pairs = {tuple(sorted(pair)) for pair in (*work.bound.apart, *work.bound.together)}
    return np.array(
        [(min(a, b), max(a, b)) in pairs for a, b in zip(asked["left"], asked["right"], strict=True)], dtype=bool
    )


def _apart(work: Work, threshold: float) -> pd.DataFrame:
    """Of every two businesses with evidence for being one, the strongest pair."""
    found, business = work.found, work.business
    weight = found.weights["match_weight"].to_numpy()
    at = np.flatnonzero(weight >= FROM)
    at = at[business[found.left[at]] != business[found.right[at]]]
    frame = pd.DataFrame({"at": at, "left": found.left[at], "right": found.right[at], "match_weight": weight[at]})
    a, b = business[frame["left"]], business[frame["right"]]
    frame["one"], frame["other"] = np.minimum(a, b), np.maximum(a, b)
    frame = frame.sort_values(["match_weight", "at"], ascending=[False, True]).drop_duplicates(["one", "other"])
    told = {(min(business[x], business[y]), max(business[x], business[y])) for x, y in work.bound.apart}
    open_ = [pair not in told for pair in zip(frame["one"], frame["other"], strict=True)]
    frame = frame[np.array(open_, dtype=bool)]
    size = np.bincount(business, minlength=len(business))
    lists, companies = _clashes(work, frame)
    off = LIST_CLASH * lists + COMPANY_CLASH * companies
    changed = _changes_of_owner(work, frame)
    sure = np.where(changed > 0, probability(-changed), probability(frame["match_weight"].to_numpy() - off))
    stake = size[frame["one"]] * size[frame["other"]]
    likely = probability(frame["match_weight"].to_numpy()) >= threshold
    kind = np.select([changed > 0, likely & (lists | companies)], ["owner", "rule"], "near")
    why = np.select(
        [changed > 0, companies & likely, lists & likely, likely],
        [
            "Divided, because a new owner seems to have taken over",
            "Alike, but their businesses carry different company numbers",
            "Alike, but their businesses have an entry each on a list that names a business once",
            "Alike, but other records of the two businesses speak against it",
        ],
        "Not joined, and not far from the threshold",
    )
    return frame.assign(kind=kind, pairs_at_stake=stake, gain=sure * stake, why=why)


def _changes_of_owner(work: Work, frame: pd.DataFrame) -> np.ndarray:
    """Log2 odds of a new owner where a business was divided between the two records, 0 elsewhere."""
    business = work.business
    cuts = {tuple(sorted((int(business[a]), int(business[b])))): weight for a, b, weight, _ in work.divided.cuts}
    return np.array(
        [cuts.get(pair, 0.0) for pair in zip(frame["one"].tolist(), frame["other"].tolist(), strict=True)], dtype=float
    )


def _clashes(work: Work, frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Whether two businesses share a once-only list, and whether their company numbers differ."""
    of, business = work.of, work.business

    def held(codes: np.ndarray) -> dict[int, set[int]]:
        has = codes >= 0
        found: dict[int, set[int]] = pd.Series(codes[has]).groupby(business[has]).agg(set).to_dict()
        return found

    none: set[int] = set()
    lists, numbers = held(np.where(of.once, of.source, -1)), held(of.company)
    pairs = list(zip(frame["one"].tolist(), frame["other"].tolist(), strict=True))
    return (
        np.array([bool(lists.get(a, none) & lists.get(b, none)) for a, b in pairs], dtype=bool),
        np.array([a in numbers and b in numbers and numbers[a] != numbers[b] for a, b in pairs], dtype=bool),
    )


def _joined(work: Work) -> pd.DataFrame:
    """Links that alone hold two parts of a business together, and what would come apart without them."""
    found, business, of = work.found, work.business, work.of
    weight = found.weights["match_weight"].to_numpy()
    at = np.flatnonzero(alike(business, found.left, found.right))
    base = joined(work.bound.party, work.bound.together)
    rows = np.arange(len(business))
    held = base != rows
    # the strongest tree through each business; parties and what people joined never come apart
    left = np.concatenate([found.left[at], rows[held]])
    right = np.concatenate([found.right[at], base[held]])
    cost = np.concatenate([WHOLE - np.clip(weight[at], -50, 50), np.ones(int(held.sum()))])
    order = np.lexsort((right, left, cost))
    first = ~pd.DataFrame({"l": np.minimum(left, right)[order], "r": np.maximum(left, right)[order]}).duplicated()
    keep = order[first.to_numpy()]
    tree = minimum_spanning_tree(
        sparse.coo_matrix((cost[keep], (left[keep], right[keep])), shape=(len(rows), len(rows))).tocsr()
    ).tocoo()
    out = []
    beside = _neighbours(tree.row, tree.col)
    size = np.bincount(business, minlength=len(rows))
    uprn = pd.Series(of.uprn).where(of.uprn >= 0).groupby(business).nunique()
    for a, b, price in zip(tree.row.tolist(), tree.col.tolist(), tree.data.tolist(), strict=True):
        held_by = WHOLE - price
        if price > 1.5 and held_by <= SURE:
            part = _side(beside, a, b)
            whole = int(size[business[a]])
            out.append((a, b, held_by, part * (whole - part), int(uprn.get(business[a], 0)) > 1))
    frame = pd.DataFrame(out, columns=["left", "right", "match_weight", "pairs_at_stake", "is_two"])
    frame = frame.astype({"match_weight": "float64", "pairs_at_stake": "int64"})
    gain = (1 - probability(frame["match_weight"].to_numpy(dtype=float))) * frame["pairs_at_stake"]
    frame = frame.assign(business=business[frame["left"].to_numpy(dtype=int)], gain=gain)
    frame = frame.sort_values(["gain", "left"], ascending=[False, True]).drop_duplicates("business")
    two = frame["is_two"].astype(bool)
    why = np.where(
        two,
        "One business with two UPRNs, and only this link between its parts",
        "Only this link holds two parts of one business together",
    )
    return frame.assign(kind=np.where(two, "rule", "weak"), why=why).drop(columns=["is_two", "business"])


def _neighbours(left: np.ndarray, right: np.ndarray) -> dict[int, list[int]]:
    out: dict[int, list[int]] = {}
    for a, b in zip(left.tolist(), right.tolist(), strict=True):
        out.setdefault(a, []).append(b)
        out.setdefault(b, []).append(a)
    return out


def _side(beside: dict[int, list[int]], start: int, cut: int) -> int:
    """How many records are on one side of a link of a tree."""
    seen, waiting = {start}, [start]
    while waiting:
        row = waiting.pop()
        for other in beside[row]:
            if other not in seen and not (row == start and other == cut):
                seen.add(other)
                waiting.append(other)
    return len(seen)


def _with_sample(work: Work, asked: pd.DataFrame, sample: pd.DataFrame) -> pd.DataFrame:
    """The sample's cases as well; one that is asked anyway keeps its reason and gets its stratum."""
    drawn = sample.assign(kind="sample", why="Drawn at random, to tell how good the register is", gain=0.0)
    drawn = drawn.assign(pairs_at_stake=1)[
        ["left", "right", "match_weight", "kind", "why", "gain", "pairs_at_stake", "stratum"]
    ]
    key = ["one", "other"]
    every = pd.concat([asked.drop(columns=key, errors="ignore"), drawn], ignore_index=True)
    every["one"], every["other"] = every[["left", "right"]].min(axis=1), every[["left", "right"]].max(axis=1)
    every["stratum"] = every.groupby(key)["stratum"].transform("last")
    return every.drop_duplicates(key, keep="first")


def _evidence(work: Work, asked: pd.DataFrame, model: Model) -> pd.DataFrame:
    """EVIDENCE of all cases at once; pairs that were never compared have none."""
    found = work.found
    one, other = asked[["left", "right"]].min(axis=1), asked[["left", "right"]].max(axis=1)
    wanted = pd.DataFrame({"left": one, "right": other, "case_id": asked["case_id"]})
    wanted["at"] = found.numbers_of(one.to_numpy(dtype=np.int64), other.to_numpy(dtype=np.int64))
    wanted = wanted[wanted["at"] >= 0].reset_index(drop=True)
    rows = found.seen(wanted["at"].to_numpy())
    weights: dict[tuple[str, str], np.ndarray] = {
        ("start", "Before anything is compared"): np.full(len(rows), start_weight(model))
    }
    for term in model.terms:
        key = (term.group, LABELS[term.features[0]])
        weights[key] = weights.get(key, np.zeros(len(rows))) + term.of(rows) * model.scale
    others = [value for (group, _), value in weights.items() if group == "other"]
    told = found.weights["other_weight"].to_numpy()[wanted["at"]]
    weights["other", LESSON] = np.zeros(len(rows)) if found.taught is None else found.taught[wanted["at"]]
    weights["other", "Rivals in the two lists"] = told - np.sum(others, axis=0) - weights["other", LESSON]
    steps = np.repeat(np.arange(len(weights)), len(rows))
    lines = pd.DataFrame(
        {
            "case_id": pd.concat([wanted["case_id"]] * len(weights), ignore_index=True),
            "step": steps,
            "group": pd.Series([group for group, _ in weights], dtype="str").take(steps).to_numpy(),
            "comparison": pd.Series([label for _, label in weights], dtype="str").take(steps).to_numpy(),
            "match_weight": np.concatenate(list(weights.values())),
        }
    )
    lines = lines[(lines["match_weight"].abs() >= 0.005) | (lines["group"] == "start")]
    lines = lines.sort_values(["case_id", "step"], kind="stable").reset_index(drop=True)
    return check(conform(lines, EVIDENCE), EVIDENCE)
