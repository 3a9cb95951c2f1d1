"""What happens at each contact: on which day, of what kind, with what outcome; one function for each partner's file."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sample_data import stories
from sample_data.crowd import COUNCIL_FUNCTIONS, Crowd, habit_table, last_days
from sample_data.randomness import draw, draw_by_group
from sample_data.rhythms import day_chances, draw_days
from sample_data.vocabulary import outcome_lists, table


def contacts_of(rng: np.random.Generator, file: str, crowd: Crowd, rows: np.ndarray) -> pd.DataFrame:
    """One contact for each entry of `rows`.

    Args:
        file: police, fire, complaints, visits or council.
        rows: positions of businesses; a position that repeats is contacted again.
    Returns:
        EVENT_COLUMNS, in no particular order.
    """
    makers = {"police": _police, "fire": _fire, "complaints": _complaints, "visits": _visits, "council": _council}
    frame = makers[file](rng, crowd, rows) if len(rows) else pd.DataFrame(columns=stories.EVENT_COLUMNS)
    for column in ("as_name", "as_address", "notice", "slip"):
        frame[column] = ""
    return frame[stories.EVENT_COLUMNS]


def _days(rng: np.random.Generator, file: str, crowd: Crowd, rows: np.ndarray, calendars: np.ndarray) -> np.ndarray:
    """A day for each contact, by its calendar, inland or at the seaside."""
    closed = np.minimum(crowd.closed, last_days(file, crowd))[rows]
    days = np.zeros(len(rows), dtype=int)
    for calendar in np.unique(calendars):
        for seaside in (False, True):
            here = np.flatnonzero((calendars == calendar) & (crowd.seaside[rows] == seaside))
            chances = day_chances(str(calendar), seaside=seaside)
            days[here] = draw_days(rng, chances, crowd.opened[rows][here], closed[here])
    return days


def _outcomes(rng: np.random.Generator, file: str, what: np.ndarray, is_bad: np.ndarray) -> np.ndarray:
    """An outcome word for each contact, from the good or the bad list of its kind."""
    outcomes = np.full(len(what), "", dtype=object)
    for kind in np.unique(what):
        for outlook in ("good", "bad"):
            rows = np.flatnonzero((what == kind) & (is_bad == (outlook == "bad")))
            listed, weights = outcome_lists(file, str(kind), outlook)
            if not listed:
                listed, weights = outcome_lists(file, str(kind), "good")
            outcomes[rows] = np.array(listed, dtype=object)[draw(rng, np.array(weights), len(rows))]
    unknown = table("unknown_outcomes").set_index("file")["outcome"][file]
    outcomes[rng.random(len(what)) < 0.0008] = unknown
    return outcomes


def _police(rng: np.random.Generator, crowd: Crowd, rows: np.ndarray) -> pd.DataFrame:
    offences = table("offences")
    fits = np.array([[_fits(text, sector) for text in offences["sectors"]] for sector in _sector_names()])
    picked = draw_by_group(rng, crowd.sector[rows], fits * offences["weight"].to_numpy())
    role = offences["role"].to_numpy(dtype=object)[picked]
    hours = offences["hour"].to_numpy()[picked] * 60 + np.round(rng.normal(0, 130, len(rows))).astype(int)
    return pd.DataFrame(
        {
            "business": rows,
            "day": _days(rng, "police", crowd, rows, offences["calendar"].to_numpy(dtype=object)[picked].astype(str)),
            "minute": hours % 1440,
            "what": offences["offence"].to_numpy(dtype=object)[picked],
            "kind": role,
            "outcome": _outcomes(rng, "police", role.astype(str), rng.random(len(rows)) < crowd.outlook[rows]),
            "value": np.nan,
        }
    )


def _sector_names() -> list[str]:
    return [*table("sectors")["sector"], "MOBILE"]


def _fits(sectors: str, sector: str) -> float:
    return 1.0 if not sectors or sector in sectors.split() else 0.0


def _fire(rng: np.random.Generator, crowd: Crowd, rows: np.ndarray) -> pd.DataFrame:
    kinds = table("kinds").query("file == 'fire'")
    what = kinds["what"].to_numpy(dtype=object)[draw(rng, kinds["weight"].to_numpy(), len(rows))]
    bad = rng.random(len(rows)) < crowd.outlook[rows]
    frame = pd.DataFrame(
        {
            "business": rows,
            "day": _days(rng, "fire", crowd, rows, np.full(len(rows), "fire")),
            "minute": rng.integers(540, 1020, len(rows)),
            "what": what,
            "kind": "",
            "outcome": _outcomes(rng, "fire", what.astype(str), bad),
            "value": np.round(np.clip(3.6 + 1.1 * crowd.outlook[rows] + rng.normal(0, 0.6, len(rows)), 2.5, 7), 2),
        }
    )
    return _with_follow_ups(rng, frame)


def _with_follow_ups(rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    """Visits within a year of a revisit, notice or letter at the same business become follow-ups, mostly better."""
    frame = frame.sort_values(["business", "day"], kind="stable", ignore_index=True)
    formal = frame["outcome"].str.contains("revisit|notice|Letter", regex=True) & ~frame["outcome"].str.contains("no ")
    before = (frame["business"] == frame["business"].shift()) & formal.shift(fill_value=False)
    again = np.flatnonzero(before & (frame["day"] - frame["day"].shift() < 365))
    frame.loc[again, "what"] = "Follow-up"
    bad = rng.random(len(again)) < 0.25
    frame.loc[again, "outcome"] = _outcomes(rng, "fire", np.full(len(again), "Follow-up"), bad)
    return frame


def _complaints(rng: np.random.Generator, crowd: Crowd, rows: np.ndarray) -> pd.DataFrame:
    goods = table("goods")
    fits = np.array([[_fits(text, sector) for text in goods["sectors"]] for sector in _sector_names()])
    picked = draw_by_group(rng, crowd.sector[rows], fits * goods["weight"].to_numpy())
    loss = np.round(np.exp(rng.normal(4.6, 1.5, len(rows))), 2)
    return pd.DataFrame(
        {
            "business": rows,
            "day": _days(rng, "complaints", crowd, rows, np.full(len(rows), "complaints")),
            "minute": 0,
            "what": goods["code"].to_numpy(dtype=object)[picked],
            "kind": goods["breach"].to_numpy(dtype=object)[picked],
            "outcome": _outcomes(
                rng, "complaints", np.full(len(rows), ""), rng.random(len(rows)) < crowd.outlook[rows]
            ),
            "value": np.where(rng.random(len(rows)) < 0.55, loss, np.nan),
        }
    )


def _visits(rng: np.random.Generator, crowd: Crowd, rows: np.ndarray) -> pd.DataFrame:
    kinds = table("kinds").query("file == 'visits'")
    sells = np.isin(crowd.businesses["sector"].to_numpy()[rows], ("CONVENIENCE", "RETAIL", "PUB", "GARAGE"))
    weights = kinds["weight"].to_numpy(dtype=float)
    without = np.where(kinds["what"] == "Test purchase", 0, weights)
    what = kinds["what"].to_numpy(dtype=object)[draw_by_group(rng, sells.astype(int), np.array([without, weights]))]
    return pd.DataFrame(
        {
            "business": rows,
            "day": _days(rng, "visits", crowd, rows, np.full(len(rows), "trading_visits")),
            "minute": 0,
            "what": what,
            "kind": "",
            "outcome": _outcomes(rng, "visits", what.astype(str), rng.random(len(rows)) < crowd.outlook[rows]),
            "value": np.nan,
        }
    )


def _council(rng: np.random.Generator, crowd: Crowd, rows: np.ndarray) -> pd.DataFrame:
    functions = np.array(list(COUNCIL_FUNCTIONS.values()), dtype=object)
    what = functions[draw_by_group(rng, crowd.sector[rows], habit_table(list(COUNCIL_FUNCTIONS)))]
    kinds = table("kinds").query("file == 'council'")
    kind = np.full(len(rows), "", dtype=object)
    for function in functions:
        here = np.flatnonzero(what == function)
        listed = kinds[kinds["what"] == function]
        kind[here] = listed["kind"].to_numpy(dtype=object)[draw(rng, listed["weight"].to_numpy(), len(here))]
    reactive = np.isin(kind, ("Complaint", "Accident report"))
    calendars = np.where(reactive, "complaints", "council").astype(str)
    return pd.DataFrame(
        {
            "business": rows,
            "day": _days(rng, "council", crowd, rows, calendars),
            "minute": rng.integers(32, 68, len(rows)) * 15,
            "what": what,
            "kind": kind,
            "outcome": _outcomes(rng, "council", what.astype(str), rng.random(len(rows)) < crowd.outlook[rows]),
            "value": np.nan,
        }
    )
