"""The stories a demonstration can tell. The stories themselves are data: vocabulary/stor*.csv, one line for each fact.

- `stories.csv`: letter, title, where it is, what to look at.
- `story_sites.csv`: the premises, metres east and north of the middle of a real town.
- `story_traders.csv`: who trades there, from when to when, after whom; equal words in `company` or `phone` mean one
  company or one telephone.
- `story_contacts.csv`: what each partner recorded; `times` contacts are spread evenly from `on` to `until`. For food
  hygiene `what` is the rating, for sponsors the route. `as_name`, `as_address` and `notice` are written as they stand, `slip` names a slip of
  the pen.

Nothing random ever happens to a business of a story, so what is in these files is all there is to find.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data.settings import OPEN_ENDED, day_of
from sample_data.vocabulary import table

EVENT_COLUMNS = [
    "business",
    "day",
    "minute",
    "what",
    "kind",
    "outcome",
    "value",
    "as_name",
    "as_address",
    "notice",
    "slip",
]


def traders() -> pd.DataFrame:
    """Businesses of the stories with opened and closed as day numbers."""
    frame = table("story_traders").copy()
    frame["opened"] = [day_of(text) for text in frame["opened"]]
    frame["closed"] = [day_of(text) if text else OPEN_ENDED for text in frame["closed"]]
    return frame


def contacts(file: str, businesses: pd.DataFrame) -> pd.DataFrame:
    """What the stories say about one file.

    Args:
        file: name in the `file` column of story_contacts.csv.
        businesses: the county's businesses; their column `trader` says which one a story means.
    Returns:
        EVENT_COLUMNS, one row for each contact; `business` is the position in `businesses`.
    """
    rows = table("story_contacts")
    rows = rows[rows["file"] == file]
    named = businesses.loc[businesses["trader"] != "", "trader"]
    position = dict(zip(named, named.index, strict=True))
    repeated = rows.loc[rows.index.repeat(rows["times"])]
    turn = repeated.groupby(level=0).cumcount().to_numpy()
    start = np.array([day_of(text) for text in repeated["on"]], dtype=int)
    until = np.array([day_of(text) if text else 0 for text in repeated["until"]], dtype=int)
    steps = np.maximum(repeated["times"].to_numpy() - 1, 1)
    spread = np.where(turn > 0, (until - start) * turn // steps, 0)
    return pd.DataFrame(
        {
            "business": [position[trader] for trader in repeated["trader"]],
            "day": start + spread,
            "minute": 600 + 37 * turn % 480,
            **{name: repeated[name].astype(str).to_numpy() for name in ("what", "kind", "outcome")},
            "value": pd.to_numeric(repeated["value"], errors="coerce").to_numpy(dtype=float),
            **{name: repeated[name].astype(str).to_numpy() for name in ("as_name", "as_address", "notice", "slip")},
        },
        columns=EVENT_COLUMNS,
    )


def index_of_stories(businesses: pd.DataFrame) -> pd.DataFrame:
    """stories.csv: story, title, business_id, name, where, what_to_look_at; stories without a business keep one row."""
    told = businesses.loc[businesses["story"] != "", ["story", "business_id", "name", "trader"]].copy()
    parts = businesses.loc[told.index, ["building", "unit", "number", "street", "town", "postcode"]]
    told["at"] = [", ".join(part for part in row if part) for row in parts.itertuples(index=False, name=None)]
    frame = table("stories").merge(told, how="left", on="story").sort_values(["story", "trader"], kind="stable")
    frame["where"] = frame["at"].fillna(frame["where"])
    return frame[["story", "title", "business_id", "name", "where", "what_to_look_at"]].fillna("")
