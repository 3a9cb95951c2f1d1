"""What people decided, on its way into a register: before linking, as rules while linking, and as tables after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from linkage import DEFAULT_THRESHOLD, Linked
from linkage.identity import keep_ids, redirects
from linkage.review import questions
from linkage.sample import sample
from linkage.tenures import tenures
from linkage.told import Told, settle
from linkage.whatif import thresholds
from store import identities, matches
from store.home import Home

PLACE_COLUMNS = (
    "town", "uprn", "longitude", "latitude", "coordinate_source", "coordinate_precision", "district", "ward",
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """What people had decided at a moment.

    Attributes:
        decisions: DECISIONS that stand; `told` divides them.
        places, splits: corrected addresses; descriptions that two owners shared.
        mark: fingerprint of all of it.
        until: the moment, None for now.
    """

    decisions: pd.DataFrame
    told: Told
    places: pd.DataFrame
    splits: pd.DataFrame
    mark: str
    until: dt.datetime | None = None


def read(place: Home, *, until: dt.datetime | None = None) -> Standing:
    """What stands now, or stood at a moment."""
    decisions = matches.standing(place, until=until)
    return Standing(
        decisions,
        settle(decisions),
        matches.places(place, until=until),
        _with_ids(matches.splits(place, until=until)),
        matches.mark(place, until=until),
        until,
    )


def later_id(record_id: str, since: pd.Timestamp) -> str:
    """Id of what a record tells from a day on.

    >>> later_id("ab12", pd.Timestamp("2025-03-01"))
    'ab12~2025-03-01'
    """
    return f"{record_id}~{since:%Y-%m-%d}"


def _with_ids(splits: pd.DataFrame) -> pd.DataFrame:
    """SPLITS as the register holds them: `record_id`, `since`, `until` (the next split), `later_id`."""
    later = [later_id(record, since) for record, since in zip(splits["record_id"], splits["since"], strict=True)]
    until = splits.groupby("record_id")["since"].shift(-1).fillna(pd.Timestamp("2262-01-01"))
    found = splits[["record_id", "since"]].assign(until=until, later_id=later)
    return found.astype({"record_id": "str", "since": "datetime64[us]", "until": "datetime64[us]", "later_id": "str"})


def corrected(records: pd.DataFrame, standing: Standing) -> pd.DataFrame:
    """RECORDS with corrected addresses, and shared descriptions divided at the day the owner changed."""
    out = _divided(records, standing.splits)
    fixes = standing.places.set_index("record_id")
    here = out["record_id"].isin(fixes.index)
    if not here.any():
        return out
    out = out.copy()
    for column in ("address", "postcode"):
        out.loc[here, column] = out.loc[here, "record_id"].map(fixes[column])
    out.loc[here, list(PLACE_COLUMNS)] = None
    return out


def _divided(records: pd.DataFrame, splits: pd.DataFrame) -> pd.DataFrame:
    splits = splits[splits["record_id"].isin(records["record_id"])]
    if splits.empty:
        return records
    later = splits.merge(records, on="record_id")
    day = pd.Timedelta(days=1)
    last = later["last_seen"].where(later["last_seen"] < later["until"], later["until"] - day)
    later = later.assign(record_id=later["later_id"], first_seen=later["since"], last_seen=last)
    first = splits.groupby("record_id")["since"].min()
    ends = records["record_id"].map(first) - day
    earlier = records.assign(last_seen=records["last_seen"].where(ends.isna() | (records["last_seen"] < ends), ends))
    kept = later[~(later["last_seen"] < later["first_seen"])]
    return pd.concat([earlier, kept[records.columns]], ignore_index=True)


def lasting(place: Home, by: str, linked: Linked, standing: Standing) -> tuple[pd.DataFrame, pd.DataFrame]:
    """LINKS with the ids businesses had before, entered in the ledger, and REDIRECTS of ids no longer in use."""
    known = identities.ledger(place, until=standing.until)
    links = keep_ids(linked.links, known)
    if standing.until is None:
        identities.extend(place, by, links, known)
        known = identities.ledger(place)
    return links, redirects(links, known)


def review_tables(
    linked: Linked, records: pd.DataFrame, businesses: pd.DataFrame, told: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """The queue with what it is filtered by, the evidence, the strata, the tenures and what other thresholds would do."""
    if linked.work is None:
        return {}
    drawn, strata = sample(linked.work, records)
    asked = questions(linked.work, threshold=DEFAULT_THRESHOLD, sample=drawn)
    return {
        "review_cases": _filterable(asked.cases, records, linked.links, businesses),
        "review_evidence": asked.evidence,
        "review_strata": strata,
        "tenures": tenures(linked.work, records, linked.links, told),
        "review_thresholds": thresholds(linked.work, in_force=DEFAULT_THRESHOLD),
    }


def _filterable(
    cases: pd.DataFrame, records: pd.DataFrame, links: pd.DataFrame, businesses: pd.DataFrame
) -> pd.DataFrame:
    """The cases with the partners, sectors and districts of both sides."""
    partner = records.set_index("record_id")["partner"]
    own = links.set_index("record_id")["business_id"]
    about = businesses.set_index("business_id")
    out = cases.copy()
    for side in ("l", "r"):
        out[f"partner_{side}"] = out[f"record_id_{side}"].map(partner)
        out[f"business_id_{side}"] = out[f"record_id_{side}"].map(own)
        for column in ("sector", "district"):
            out[f"{column}_{side}"] = out[f"business_id_{side}"].map(about[column])
    return out


def states(standing: Standing, record_ids: Sequence[str]) -> pd.DataFrame:
    """What became of each decision in this register: `decision_id`, `state`, `conflict`.

    States: binding, conflict (contradicts another, neither binds), waiting (a record is not here), unsure, superseded (the
    person, or somebody who agrees, said so again).
    """
    here = pd.Index(record_ids)
    decisions, told = standing.decisions, standing.told
    missing = ~(decisions["record_id_l"].isin(here) & decisions["record_id_r"].isin(here))
    conflict = decisions["decision_id"].map(
        told.conflicts.drop_duplicates("decision_id").set_index("decision_id")["conflict"]
    )
    state = pd.Series("superseded", index=decisions.index, dtype="str")
    state = state.mask(decisions["decision_id"].isin(told.binding["decision_id"]), "binding")
    state = state.mask(decisions["answer"] == "unsure", "unsure").mask(missing, "waiting")
    state = state.mask(conflict.notna(), "conflict")
    return pd.DataFrame({"decision_id": decisions["decision_id"], "state": state, "conflict": conflict.astype("Int64")})
