"""Ids that last: a business keeps the id of the earlier one it shares most records with, and merged ids lead on."""

from __future__ import annotations

import pandas as pd

from linkage.engine import entity_id
from tables import REDIRECTS, check, conform, empty


def keep_ids(links: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """LINKS whose clusters have the ids they had.

    A cluster keeps the id of the earlier cluster it shares most records with; where two clusters have a claim to one id, the one
    with more of its records keeps it (of those that tie, the one whose default id it is, then the first by name). An id that was
    ever given out is never given to another business.

    Args:
        links: LINKS with the ids that the founding records give.
        ledger: at, record_id, business_id, premises_id: every change, oldest first.
    """
    if ledger.empty:
        return links
    last = ledger.drop_duplicates("record_id", keep="last").set_index("record_id")
    out = links.copy()
    for column, prefix in (("business_id", "B"), ("premises_id", "P")):
        before = out["record_id"].map(last[column])
        given = frozenset(ledger[column].dropna())
        out[column] = out[column].map(_names(out[column], before, given, prefix)).astype("str")
        out.loc[links[column].isna(), column] = None
    return out


def _names(default: pd.Series, before: pd.Series, given: frozenset[str], prefix: str) -> dict[str, str]:
    """Cluster's default id -> the id it is to have."""
    overlap = pd.DataFrame({"cluster": default, "was": before}).dropna()
    claims = overlap.groupby(["cluster", "was"], sort=True).size().reset_index(name="n")
    claims = claims.assign(own=claims["cluster"] == claims["was"])
    claims = claims.sort_values(["n", "own", "cluster", "was"], ascending=[False, False, True, True], kind="stable")
    names: dict[str, str] = {}
    taken: set[str] = set()
    for cluster, was in zip(claims["cluster"], claims["was"], strict=True):
        if cluster not in names and was not in taken:
            names[cluster] = was
            taken.add(was)
    for cluster in sorted(set(default.dropna()) - set(names)):
        name, turn = cluster, 1
        while name in taken or name in given:
            turn += 1
            name = entity_id(prefix, f"{cluster}\x1f{turn}")
        names[cluster] = name
        taken.add(name)
    return names


def redirects(links: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """REDIRECTS: each business id that is no longer in use with the business most of its records are in now.

    Args:
        links: LINKS with lasting ids.
        ledger: as `keep_ids` takes it, with the entries of these links.
    """
    now = links.set_index("record_id")["business_id"]
    gone = ledger[~ledger["business_id"].isin(now)].drop_duplicates(["record_id", "business_id"], keep="last")
    at = ledger.groupby("business_id")["at"].max()
    if gone.empty:
        return empty(REDIRECTS)
    moved = gone.assign(into_business_id=gone["record_id"].map(now)).dropna(subset=["into_business_id"])
    left = ledger.assign(after=ledger.groupby("record_id")["at"].shift(-1))
    since = left.dropna(subset=["after"]).groupby("business_id")["after"].max()
    counts = moved.groupby(["business_id", "into_business_id"], sort=True).size().reset_index(name="records")
    counts = counts.sort_values(["business_id", "records"], ascending=[True, False], kind="stable")
    out = counts.drop_duplicates("business_id")
    out = out.assign(since=out["business_id"].map(since).fillna(out["business_id"].map(at)).fillna("this build"))
    return check(conform(out.reset_index(drop=True), REDIRECTS), REDIRECTS)
