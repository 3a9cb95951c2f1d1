"""What the map of hotspots may ask of the register. Every function takes the person's scope first; `store.cells` counts."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from store import grid
from store.access import Scope, businesses_as_seen
from store.cells import LEVELS, addresses, businesses_within, by_place, counted, held
from store.db import cursor
from store.filters import Filters
from store.seen import seen
from tables import DOTS, MAP_CELLS, conform

__all__ = ["LEVELS"]
MEASURES = ("touch_points", "severity", "subject")
"""What is counted: every contact; the sum of severities 0 to 4 (not assessed counts nothing); contacts as the subject only."""
MOST_HEAT_CELLS = 20_000
MOST_NAMED = 1_500
MOST_TOPS = 50


def size_of(level: str) -> int:
    """Metres across a hexagon of a level: `"hex_1000"` -> 1000; 0 for wards and districts."""
    return int(level.removeprefix("hex_")) if level.startswith("hex_") else 0


def _places(scope: Scope, wanted: Filters, register: Path, level: str, measure: str) -> tuple[np.ndarray, np.ndarray]:
    found = counted(scope, wanted, register, as_subject=measure == "subject")
    return by_place(found.points if measure == "severity" else found.contacts, level, register)


def cells(scope: Scope, wanted: Filters, register: Path, *, level: str, measure: str = "touch_points") -> pd.DataFrame:
    """MAP_CELLS of contacts alone: `cell` and `count`; contacts without a position are in none."""
    places, sums = _places(scope, wanted, register, level, measure)
    return conform(pd.DataFrame({"cell": pd.Series(places).astype("str"), "count": sums}), MAP_CELLS)


def premises(scope: Scope, wanted: Filters, register: Path, *, level: str) -> pd.DataFrame:
    """`cell`, `premises`: premises in the rating list, of the sectors, districts and area asked for."""
    columns = held(register)
    places, words = columns.codes[level].astype("int64"), columns.words[level]
    listed = businesses_within(Scope(scope.user, None, scope.districts), wanted, register) & (columns.premises > 0)
    listed &= places < len(words)
    most = int(columns.premises.max(initial=0)) + 1
    each = np.unique(places[listed] * most + columns.premises[listed]) // most
    count = np.bincount(each, minlength=len(words))
    known = count > 0
    return pd.DataFrame({"cell": pd.Series(words[known]).astype("str"), "premises": pd.array(count[known], "Int64")})


def heat(scope: Scope, wanted: Filters, register: Path, *, measure: str = "touch_points") -> pd.DataFrame:
    """`longitude`, `latitude`, `weight` of small cells, at most 20,000: beyond that, four are taken together."""
    number, weight = _places(scope, wanted, register, "cell", measure)
    number, side = number.astype("int64"), 1
    while len(number) > MOST_HEAT_CELLS and side < 64:
        side *= 2
        joined = (number // 4096 // side * side) * 4096 + number % 4096 // side * side
        number, place = np.unique(joined, return_inverse=True)
        weight = np.bincount(place, weights=weight).astype("int64")
    longitude = grid.WITHIN[0] + (number // 4096 + side / 2) * grid.CELL_DEGREES[0]
    latitude = grid.WITHIN[1] + (number % 4096 + side / 2) * grid.CELL_DEGREES[1]
    return pd.DataFrame({"longitude": longitude, "latitude": latitude, "weight": weight.astype("float64")})


def dots(scope: Scope, wanted: Filters, register: Path, *, colour_by: str = "severity") -> pd.DataFrame:
    """DOTS from west to east, one for each place with contacts; named while there are no more than 1,500."""
    columns = held(register)
    found = counted(scope, wanted, register)
    at, spots = columns.codes["spot"], columns.words["spot"].astype("int64")
    count = np.bincount(at, weights=found.contacts, minlength=len(spots) + 1)[:-1].astype("int64")
    there = np.flatnonzero(count)
    group = _group_of(scope, wanted, register, colour_by)[there]
    east, north = spots[there] // grid.SPOT_ROW, spots[there] % grid.SPOT_ROW
    shown = pd.DataFrame(
        {
            "longitude": east / 1e5 + grid.WITHIN[0],
            "latitude": north / 1e5 + grid.WITHIN[1],
            "touch_points": count[there],
        }
    ).assign(group=group)
    if 0 < len(shown) <= MOST_NAMED:
        rows = np.flatnonzero((found.contacts > 0) & (count[np.minimum(at, len(count) - 1)] > 0) & (at < len(spots)))
        shown = shown.assign(**_named(scope, register, rows, np.searchsorted(there, at[rows]), len(shown)))
    return conform(shown, DOTS)


def _group_of(scope: Scope, wanted: Filters, register: Path, colour_by: str) -> np.ndarray:
    """For every spot there is, the word its dot is coloured by; of equals the first by name."""
    columns, found = held(register), counted(scope, wanted, register)
    at, size = columns.codes["spot"], len(columns.words["spot"]) + 1
    if colour_by == "severity":
        worst = np.full(size, -1, dtype="int8")
        np.maximum.at(worst, at, found.worst)
        return np.array(["none", *"01234"])[worst[:-1].astype("int64") + 1]
    words = np.array([*map(str, columns.words[colour_by]), "none"])
    if colour_by == "sector":
        first = np.full(size, len(words) - 1, dtype="int64")
        known = found.contacts > 0
        np.minimum.at(first, at[known], columns.codes["sector"][known])
        return words[first[:-1]]
    contacts = seen(scope, wanted, register)
    spot, partner = at[contacts.business].astype("int64"), contacts.code("partner").astype("int64")
    most = np.bincount(partner * size + spot, minlength=len(words) * size).reshape(-1, size)[:, :-1].argmax(axis=0)
    return words[most]


def _named(scope: Scope, register: Path, rows: np.ndarray, place: np.ndarray, size: int) -> dict[str, list[object]]:
    """The first business of each dot, by its id, and its name as the person may see it."""
    ids = cursor(register).execute(
        "select rowid as row, business_id from businesses where rowid in (select unnest(?::bigint[]))", [rows.tolist()]
    ).df().set_index("row")["business_id"]  # fmt: skip
    first = pd.Series(ids.loc[rows].to_numpy(object), index=place).groupby(level=0).min().reindex(range(size))
    shown, more = businesses_as_seen(scope)
    names = cursor(register).execute(
        f"select business_id, name from ({shown}) where business_id in (select unnest(?::varchar[]))", [*more, first.dropna().tolist()]
    ).df().set_index("business_id")["name"]  # fmt: skip
    return {"business_id": first.tolist(), "name": first.map(names).tolist()}


def months(scope: Scope, wanted: Filters, register: Path) -> pd.DataFrame:
    """`month`, `touch_points`, whatever dates are asked for: the histogram behind the slider."""
    starts, month = seen(scope, undated(wanted), register).months()
    count = np.bincount(month + 1, minlength=len(starts) + 1)[1:]
    return pd.DataFrame({"month": starts[count > 0].astype("datetime64[s]"), "touch_points": count[count > 0]})


def undated(wanted: Filters) -> Filters:
    """The same filters without dates."""
    return replace(wanted, date_from=None, date_to=None)


def between(wanted: Filters, first: dt.date, last: dt.date) -> Filters:
    """The same filters with other dates."""
    return replace(wanted, date_from=first, date_to=last)


def frames(scope: Scope, wanted: Filters, register: Path, *, level: str, measure: str) -> pd.DataFrame:
    """`month`, `cell`, `count`: what is played month by month."""
    asked = replace(wanted, roles=("SUBJECT",)) if measure == "subject" and not wanted.roles else wanted
    contacts = seen(scope, asked, register)
    if measure == "subject" and wanted.roles:
        words = contacts.columns.words["role"].tolist()
        contacts = contacts.where(contacts.code("role") == words.index("SUBJECT"))
    starts, month = contacts.months()
    words = contacts.columns.words[level]
    place, severity = contacts.code(level).astype("int64"), contacts.severity
    weight = np.where(severity < 5, severity, 0) if measure == "severity" else None
    known = (month >= 0) & (place < len(words))
    key = (month * len(words) + place)[known]
    count = np.bincount(key, weights=None if weight is None else weight[known])
    there = np.flatnonzero(count)
    return pd.DataFrame(
        {"month": starts[there // max(len(words), 1)].astype("datetime64[s]"),
         "cell": pd.Series(words[there % max(len(words), 1)]).astype("str"), "count": count[there].astype("int64")}
    )  # fmt: skip


def positions(scope: Scope, wanted: Filters, register: Path) -> dict[str, int]:
    """touch_points; located (with a position); at_postcode (no better than a postcode's); far (a position outside the county's
    surroundings, which no map draws); at_one_spot (those of the place that most businesses share) and sharing (those businesses)."""
    columns, contacts = held(register), counted(scope, wanted, register).contacts
    kinds = {"located": columns.located, "at_postcode": columns.at_postcode, "far": columns.far}
    at = columns.codes["spot"]
    there = (contacts > 0) & (at < len(columns.words["spot"]))
    shared = np.bincount(at[there], minlength=1)
    spot = there & (at == shared.argmax())
    return {
        "touch_points": int(contacts.sum()), **{name: int(contacts[of].sum()) for name, of in kinds.items()},
        "at_one_spot": int(contacts[spot].sum()), "sharing": int(shared.max()),
    }  # fmt: skip


def inside(scope: Scope, wanted: Filters, register: Path) -> dict[str, pd.DataFrame]:
    """What is there: `sectors`, `partners` and `outcomes`, each `code`, `touch_points`, `businesses`, most first; and `all` in one row."""
    contacts = seen(scope, wanted, register)
    columns, business = contacts.columns, contacts.business.astype("int64")
    kinds = {
        "sectors": (contacts.code("sector"), [*columns.words["sector"], None]),
        "partners": (contacts.code("partner"), [*columns.words["partner"], None]),
        "outcomes": (contacts.severity, [*"01234", "none"]),
    }
    everything = {"code": ["all"], "touch_points": [len(business)], "businesses": [len(np.unique(business))]}
    found = {"all": pd.DataFrame(everything)}
    for name, (code, words) in kinds.items():
        size = len(columns.is_there)
        each = np.unique(code.astype("int64") * size + business) // max(size, 1)
        count, there = np.bincount(code, minlength=len(words)), np.bincount(each, minlength=len(words))
        listed = pd.DataFrame({"code": pd.Series(words, dtype="str"), "touch_points": count, "businesses": there})
        listed = listed[(listed["touch_points"] > 0) & listed["code"].notna()]
        found[name] = listed.sort_values(["touch_points", "code"], ascending=[False, True], ignore_index=True)
    return found


def tops(
    scope: Scope,
    wanted: Filters,
    register: Path,
    *,
    by: str,
    now: tuple[dt.date, dt.date],
    before: tuple[dt.date, dt.date],
) -> pd.DataFrame:
    """The places with most contacts in a period, and their rank in the period before.

    Args:
        by: postcode, street, ward, or a level of hexagons.
        now, before: first and last day of each period.
    Returns:
        `code` (of an area), `now`, `before`, `rank`, `rank_before` (missing where it had none); at most 50.
    """
    place, words = addresses(scope, register, by) if by in ("postcode", "street") else _held_places(register, by)
    sums = []
    for period in (now, before):
        contacts = counted(scope, between(undated(wanted), *period), register).contacts
        sums.append(np.bincount(place, weights=contacts, minlength=len(words) + 1)[: len(words)].astype("int64"))
    there = np.flatnonzero((sums[0] > 0) | (sums[1] > 0))
    count, old = sums[0][there], sums[1][there]
    rank, rank_before = (pd.Series(values).rank(method="min", ascending=False).to_numpy() for values in (count, old))
    least = np.partition(count, -MOST_TOPS)[-MOST_TOPS] if len(count) > MOST_TOPS else 1
    high = np.flatnonzero(count >= max(least, 1))
    found = pd.DataFrame(
        {"code": pd.Series(words[there[high]]).astype("str"), "now": count[high], "before": old[high],
         "rank": rank[high].astype("int64"), "rank_before": np.where(old[high] > 0, rank_before[high], np.nan)}
    ).sort_values(["now", "code"], ascending=[False, True]).head(MOST_TOPS)  # fmt: skip
    size = size_of(by)
    if size:
        found["code"] = [f"h{size}:{q}.{r}" for q, r in (grid.unpack(int(n)) for n in found["code"])]
    else:
        found["code"] = {"ward": "w:", "postcode": "pc:", "street": "s:"}[by] + found["code"]
    return found.reset_index(drop=True)


def _held_places(register: Path, level: str) -> tuple[np.ndarray, np.ndarray]:
    return held(register).codes[level], held(register).words[level]


def crime(register: Path, months_of: tuple[dt.date | None, dt.date | None]) -> pd.DataFrame:
    """`longitude`, `latitude`, `count` by hexagon of a kilometre: what the police publish, at points moved on purpose."""
    first, last = months_of
    number = grid.hex_sql(1000)
    sql = f"""select {number} as cell, count(*) as "count" from context
        where (? is null or month >= ?::date) and (? is null or month <= ?::date) group by 1 having cell is not null"""
    found = cursor(register).execute(sql, [first, first, last, last]).df()
    places = [grid.centre(*grid.unpack(int(n)), 1000) for n in found["cell"]]
    return pd.DataFrame(places, columns=["longitude", "latitude"]).assign(count=found["count"].astype("int64"))


def streets(scope: Scope, typed: str, register: Path, *, most: int = 6) -> pd.DataFrame:
    """`code`, `street`, `outward`, `businesses`: streets of businesses in scope that begin with a text, as `High St` or `High Street, CO7`."""
    typed = re.sub(r"\s*,\s*", "@", typed.strip().upper())
    place, words = addresses(scope, register, "street")
    own = businesses_within(Scope(scope.user, None, scope.districts), Filters(), register)
    count = np.bincount(place, weights=own, minlength=len(words) + 1)[: len(words)].astype("int64")
    found = pd.DataFrame({"code": pd.Series(words, dtype="str"), "businesses": count})
    found = found[(found["businesses"] > 0) & found["code"].str.startswith(typed)]
    found = found.sort_values(["businesses", "code"], ascending=[False, True]).head(most).reset_index(drop=True)
    split = [code.partition("@") for code in found["code"]]  # of no street at all, pandas would make no columns
    return pd.DataFrame(
        {"code": "s:" + found["code"], "street": [one[0] for one in split], "outward": [one[2] for one in split], "businesses": found["businesses"]}
    )  # fmt: skip
