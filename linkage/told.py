"""What people said of pairs of records, as far as it can all be true, and as rules that clusters obey."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from linkage.cluster import Rules, joined
from tables import CONFLICTS, DECISIONS, check, conform, empty

APART = ("different", "successor")


@dataclass(frozen=True)
class Told:
    """Decisions divided.

    Attributes:
        binding: DECISIONS that count, one per pair.
        conflicts: CONFLICTS: those that contradict each other; none of them binds.
    """

    binding: pd.DataFrame
    conflicts: pd.DataFrame


def settle(decisions: pd.DataFrame) -> Told:
    """Which decisions bind, and which contradict each other.

    Of several answers of one person about one pair the last counts. Two people who answered one pair in opposite ways, and
    chains (A is B, B is C, but A is not C), are conflicts: every decision in one is left out until somebody withdraws one.

    Args:
        decisions: DECISIONS that were not withdrawn, oldest first.
    """
    check(decisions, DECISIONS)
    if decisions.empty:
        return Told(decisions, empty(CONFLICTS))
    one = decisions["record_id_l"].where(decisions["record_id_l"] < decisions["record_id_r"], decisions["record_id_r"])
    other = decisions["record_id_r"].where(one == decisions["record_id_l"], decisions["record_id_l"])
    seen = decisions.assign(one=one, other=other).drop_duplicates(["one", "other", "by"], keep="last")
    seen = seen[(seen["answer"] != "unsure") & (seen["one"] != seen["other"])]
    seen = seen.assign(is_same=seen["answer"] == "same")
    pairs = seen.groupby(["one", "other"])
    split = (pairs["is_same"].transform("nunique") > 1) | _turned(seen)
    conflicts = [
        ("two answers", group["decision_id"].tolist()) for _, group in seen[split].groupby(["one", "other"], sort=True)
    ]
    agreed = seen[~split].sort_values("decision_id", kind="stable")
    # "new owner" says more than "different", and the two do not contradict each other
    agreed = agreed.assign(weight=(agreed["answer"] == "successor").astype(int)).sort_values(
        ["weight", "decision_id"], kind="stable"
    )
    agreed = agreed.drop_duplicates(["one", "other"], keep="last").reset_index(drop=True)
    chains = _chains(agreed)
    conflicts += [("chain", agreed["decision_id"].iloc[rows].tolist()) for rows in chains]
    held_up = {row for rows in chains for row in rows}
    binding = agreed[~agreed.index.isin(held_up)].sort_values("decision_id", kind="stable")
    lines = [(number, kind, decision) for number, (kind, ids) in enumerate(conflicts, start=1) for decision in ids]
    told = pd.DataFrame(lines, columns=["conflict", "kind", "decision_id"])
    return Told(conform(binding.reset_index(drop=True), DECISIONS), check(conform(told, CONFLICTS), CONFLICTS))


def _turned(seen: pd.DataFrame) -> pd.Series:
    """Pairs of which one person says that the first took over from the second, another the reverse."""
    after = seen["record_id_r"].where(seen["answer"] == "successor")
    return after.groupby([seen["one"], seen["other"]]).transform("nunique") > 1


def _chains(agreed: pd.DataFrame) -> list[list[int]]:
    """Rows that contradict each other in a chain: a way of `same` between two records that were told apart, and that row."""
    codes, _ = pd.factorize(pd.concat([agreed["one"], agreed["other"]], ignore_index=True))
    left, right = codes[: len(agreed)], codes[len(agreed) :]
    same = agreed["is_same"].to_numpy(dtype=bool)
    out: list[list[int]] = []
    while True:
        count = int(codes.max(initial=-1)) + 1
        edges = sparse.coo_matrix((np.ones(int(same.sum()), np.int8), (left[same], right[same])), shape=(count, count))
        _, component = connected_components(edges, directed=False)
        clash = np.flatnonzero(~agreed["is_same"].to_numpy(dtype=bool) & (component[left] == component[right]))
        clash = np.array([row for row in clash if not any(row == rows[-1] for rows in out)], dtype=np.int64)
        if not len(clash):
            return out
        way = _way(left, right, same, int(left[clash[0]]), int(right[clash[0]]))
        out.append([*way, int(clash[0])])
        same = same.copy()
        same[way] = False


def _way(left: np.ndarray, right: np.ndarray, same: np.ndarray, start: int, end: int) -> list[int]:
    """Rows of a shortest way of `same` from one record to another."""
    beside: dict[int, list[tuple[int, int]]] = {}
    for row in np.flatnonzero(same).tolist():
        a, b = int(left[row]), int(right[row])
        beside.setdefault(a, []).append((b, row))
        beside.setdefault(b, []).append((a, row))
    came: dict[int, tuple[int, int]] = {start: (start, -1)}
    waiting = deque([start])
    while waiting:
        at = waiting.popleft()
        for other, row in beside.get(at, []):
            if other not in came:
                came[other] = (at, row)
                waiting.append(other)
    way: list[int] = []
    while end != start:
        end, row = came[end]
        way.append(row)
    return way


def rows_of(binding: pd.DataFrame, record_id: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows of both records of each decision, -1 where a record is not there (any more)."""
    index = pd.Index(record_id)
    return index.get_indexer(binding["record_id_l"]), index.get_indexer(binding["record_id_r"])


def bind(rules: Rules, binding: pd.DataFrame, record_id: np.ndarray) -> Rules:
    """The rules with what people said added; decisions about records that are not there wait.

    Records that one source gives one reference are together from the start, unless a person told two of them apart.
    """
    if binding.empty:
        return rules
    left, right = rows_of(binding, record_id)
    here = (left >= 0) & (right >= 0)
    same = here & (binding["answer"] == "same").to_numpy()
    apart = here & binding["answer"].isin(APART).to_numpy()
    together = tuple(zip(left[same].tolist(), right[same].tolist(), strict=True))
    return replace(
        rules,
        party=_torn(rules.party, together, left[apart], right[apart], np.concatenate([left[here], right[here]])),
        apart=rules.apart | frozenset(zip(left[apart].tolist(), right[apart].tolist(), strict=True)),
        together=rules.together + together,
    )


def _torn(
    party: np.ndarray, together: tuple[tuple[int, int], ...], left: np.ndarray, right: np.ndarray, named: np.ndarray
) -> np.ndarray:
    """Parties without those that hold two records a person told apart: the second leaves; where they are held together in a
    roundabout way, every record a person spoke of leaves."""
    out = party.copy()
    torn = out[left] == out[right]
    for row in np.unique(right[torn]).tolist():
        _leave(out, row)
    base = joined(out, together)
    broken = np.unique(base[left[base[left] == base[right]]])
    for row in np.unique(named[np.isin(base[named], broken)]).tolist():
        _leave(out, row)
    return out


def _leave(party: np.ndarray, row: int) -> None:
    """Give a record a party of its own; the others are numbered anew where they were numbered by it."""
    if party[row] == row:
        others = np.flatnonzero((party == row) & (np.arange(len(party)) != row))
        if len(others):
            party[others] = others[0]
    party[row] = row


def respect(business: np.ndarray, adopted: np.ndarray, rules: Rules) -> None:
    """Undo, in place, adoptions of unnamed records into businesses that a person told them apart from."""
    for a, b in rules.apart:
        if business[a] == business[b]:
            for row in (a, b):
                if adopted[row]:
                    business[row], adopted[row] = row, False
                    break


def decided(links: pd.DataFrame, binding: pd.DataFrame) -> np.ndarray:
    """The column `decision` of LINKS: ACCEPTED where a person joined the record to another, REJECTED where they took it apart."""
    out = links["decision"].to_numpy(dtype=object).copy()
    for answers, word in ((APART, "REJECTED"), (("same",), "ACCEPTED")):
        rows = binding[binding["answer"].isin(answers)]
        named = pd.concat([rows["record_id_l"], rows["record_id_r"]])
        out[links["record_id"].isin(named).to_numpy()] = word
    return pd.array(out, dtype="str")


__all__ = ["APART", "Told", "bind", "decided", "respect", "rows_of", "settle"]
