"""What maps and figures count from: the contacts of a register as columns of small numbers, read once and shared by all sessions.

Where a contact lies is where its business lies, so contacts are counted for each business first, and businesses are then put together to
wards, hexagons or dots. Every function takes the person's scope first and leaves out what is not theirs before it counts (decision 0046).
"""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from store import areas, grid
from store.access import Scope, businesses_as_seen
from store.db import cursor, once
from store.filters import Filters

EPOCH = dt.date(1970, 1, 1)
UNDATED = -(2**30)
LEVELS = ("ward", "district", *(f"hex_{size}" for size in grid.HEX_SIZES_M), "cell", "spot")
_CONTACT_WORDS = {"partners": "partner", "classes": "touch_point_class", "roles": "role"}
_ORGANISATION = "partner_org"
_BUSINESS_WORDS = {"sectors": "sector", "districts": "district"}


@dataclass(frozen=True)
class Held:
    """Columns of one register. A code is a place in `words`; what is missing has the code after the last.

    Attributes:
        business, day, severity: for each contact, by day: row of its business, days since 1970, 0 to 4 or 5 for not assessed.
        is_complaint, at: for each contact: whether it is a complaint or enforcement, the number of its premises (0 for none).
        codes: for each contact `partner`, `partner_org`, `touch_point_class`, `role`; for each business `sector`, `postcode`, and every name
            of LEVELS.
        words: what the codes stand for; numbers of hexagons, small cells and spots stay numbers.
        is_there: rows of businesses that there are.
        located, at_postcode, far: businesses with a position, with a postcode's only, with one no map draws.
        premises: for each business the number of its premises in the rating list, 0 for none.
        opened: for each business the month it was first seen in, counted from 1970; -1 where nobody says.
    """

    business: np.ndarray
    day: np.ndarray
    severity: np.ndarray
    is_complaint: np.ndarray
    at: np.ndarray
    codes: dict[str, np.ndarray]
    words: dict[str, np.ndarray]
    is_there: np.ndarray
    located: np.ndarray
    at_postcode: np.ndarray
    far: np.ndarray
    premises: np.ndarray
    opened: np.ndarray


@dataclass(frozen=True)
class Counted:
    """For each business: contacts, the sum of their severities, and the worst of them (-1 where none was assessed)."""

    contacts: np.ndarray
    points: np.ndarray
    worst: np.ndarray


_reading = threading.Lock()


def held(register: Path) -> Held:
    """The columns of a register; ten sessions that ask at once read it once."""
    with _reading:
        return _held(register)


@lru_cache(maxsize=3)
def _held(register: Path) -> Held:
    with once(register) as reader:
        contacts, businesses = reader.execute(_CONTACTS).df(), reader.execute(_BUSINESSES).df()
    day = contacts["day"].to_numpy("int32")
    order = slice(None) if (np.diff(day) >= 0).all() else np.argsort(day, kind="stable")
    codes: dict[str, np.ndarray] = {}
    words: dict[str, np.ndarray] = {}
    for name in (*_CONTACT_WORDS.values(), _ORGANISATION):
        found, words[name] = coded(contacts[name])
        codes[name] = found[order]
    rows = int(businesses["row"].max()) + 1 if len(businesses) else 0
    at = businesses["row"].to_numpy("int64")

    def spread(values: np.ndarray, fill: int) -> np.ndarray:
        out = np.full(rows, fill, dtype=values.dtype)
        out[at] = values
        return out

    for name in ("sector", "postcode", *LEVELS):
        found, words[name] = coded(businesses[name])
        codes[name] = spread(found, len(words[name]))
    flags = {name: spread(businesses[name].to_numpy(bool), 0) for name in ("located", "at_postcode", "far")}
    return Held(
        contacts["business"].to_numpy("uint32")[order], day[order], contacts["severity"].to_numpy("uint8")[order],
        contacts["is_complaint"].to_numpy(bool)[order], contacts["at"].to_numpy("uint32")[order],
        codes, words, spread(np.ones(len(at), bool), 0), flags["located"], flags["at_postcode"], flags["far"],
        spread(businesses["premises"].to_numpy("int32"), 0), spread(businesses["opened"].to_numpy("int32"), -1),
    )  # fmt: skip


COMPLAINT = "(touch_point_class = 'ENFORCEMENT' or type in ('COMPLAINT', 'SERVICE_REQUEST'))"
_CONTACTS = f"""
select b.rowid::uinteger as business, coalesce(datediff('day', date '{EPOCH}', event_date), {UNDATED})::integer as day,
    coalesce(severity, 5)::utinyint as severity, coalesce({COMPLAINT}, false) as is_complaint, coalesce(t.premises_no, 0)::uinteger as at,
    partner, partner_org, touch_point_class, role
from touch_points t join businesses b using (business_id)
"""
_PLACE = {"longitude": "longitude::float", "latitude": "latitude::float"}
_WEST, _SOUTH, _EAST, _NORTH = grid.WITHIN
_BUSINESSES = f"""
select rowid as row, sector, district, ward, longitude is not null as located,
    longitude is not null and coalesce(coordinate_precision = 'POSTCODE', false) as at_postcode,
    longitude is not null and not (longitude between {_WEST} and {_EAST} and latitude between {_SOUTH} and {_NORTH}) as far,
    postcode, case when is_listed then coalesce(premises_no, 0) else 0 end as premises,
    coalesce(datediff('month', date '{EPOCH}', first_seen), -1)::integer as opened,
    {", ".join(f"{grid.hex_sql(size, **_PLACE)} as hex_{size}" for size in grid.HEX_SIZES_M)},
    {grid.cell_sql(**_PLACE)} as "cell", {grid.spot_sql(**_PLACE)} as spot from businesses
"""


def coded(values: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Codes in the smallest type that holds them, and the words; what is missing has the code after the last word."""
    known = values.astype("category")
    words = known.cat.categories.to_numpy()
    codes = known.cat.codes.to_numpy("int32")
    kind = np.uint8 if len(words) < 255 else np.uint16 if len(words) < 65_535 else np.int32
    return np.where(codes < 0, len(words), codes).astype(kind), words


def first_dated(day: np.ndarray) -> int:
    """Where, among days in order, the contacts begin that have one."""
    return int(np.searchsorted(day, UNDATED + 1))


def businesses_within(scope: Scope, wanted: Filters, register: Path) -> np.ndarray:
    """Which rows of businesses are in scope and under the filters that are about the business: sector, district and area."""
    columns = held(register)
    inside = columns.is_there.copy()
    for name, column in _BUSINESS_WORDS.items():
        asked = getattr(wanted, name)
        if asked:
            inside &= _among(columns, column, asked, slice(None))
    if scope.districts is not None:
        inside &= _among(columns, "district", scope.districts, slice(None))
    return inside & _in_area(register, wanted.area) if wanted.area else inside


@lru_cache(maxsize=16)
def _in_area(register: Path, code: str) -> np.ndarray:
    inside = np.zeros(len(held(register).is_there), dtype=bool)
    area = areas.read(code)
    if area is None:
        return ~inside
    condition, values = area.sql()
    rows = cursor(register).execute(f"select rowid as row from businesses where {condition}", values).fetchnumpy()
    inside[np.asarray(rows["row"], "int64")] = True
    return inside


def _among(columns: Held, name: str, asked: tuple[str, ...], part: slice) -> np.ndarray:
    """Which rows have one of some words."""
    codes, words = columns.codes[name][part], columns.words[name].tolist()
    wanted = [words.index(word) for word in dict.fromkeys(asked) if word in words]
    if len(wanted) > 4:
        table = np.zeros(len(words) + 1, dtype=bool)
        table[wanted] = True
        return table[codes]
    found = np.zeros(len(codes), dtype=bool)
    for code in wanted:
        found |= codes == code
    return found


def contacts_within(scope: Scope, wanted: Filters, register: Path) -> tuple[slice, np.ndarray | None]:
    """Contacts in scope and under the filters that are about the contact: a stretch of days, and which of it (None for all)."""
    columns = held(register)
    first = 0
    if wanted.date_from is not None or wanted.date_to is not None:
        day = (wanted.date_from - EPOCH).days if wanted.date_from else UNDATED + 1
        first = int(np.searchsorted(columns.day, day, "left"))
    last = len(columns.day)
    if wanted.date_to is not None:
        last = int(np.searchsorted(columns.day, (wanted.date_to - EPOCH).days, "right"))
    part = slice(first, max(first, last))
    masks = [
        _among(columns, column, asked, part)
        for name, column in _CONTACT_WORDS.items()
        if (asked := getattr(wanted, name))
    ]
    if scope.partners is not None:
        masks.append(_among(columns, "partner", scope.partners, part))
    if wanted.severities:
        asked = [5 if word == "none" else int(word) for word in wanted.severities if word in ("none", *"01234")]
        severity = columns.severity[part]
        masks.append(np.logical_or.reduce([severity == one for one in asked] or [np.zeros(len(severity), bool)]))
    return part, np.logical_and.reduce(masks) if masks else None


def counted(scope: Scope, wanted: Filters, register: Path, *, as_subject: bool = False) -> Counted:
    """Contacts of every business, none for those out of scope or not asked for.

    Args:
        as_subject: only contacts in which the business was the subject.
    """
    roles = tuple(role for role in (wanted.roles or ("SUBJECT",)) if role == "SUBJECT") or ("-",)
    about = replace(wanted, sectors=(), districts=(), area="", roles=roles if as_subject else wanted.roles)
    whole = _counted(Scope("", scope.partners), about, register)
    inside = businesses_within(scope, wanted, register)
    return Counted(whole.contacts * inside, whole.points * inside, np.where(inside, whole.worst, -1).astype("int8"))


@lru_cache(maxsize=16)
def _counted(scope: Scope, wanted: Filters, register: Path) -> Counted:
    columns = held(register)
    part, mask = contacts_within(scope, wanted, register)
    business, severity = columns.business[part], columns.severity[part]
    if mask is not None:
        kept = np.flatnonzero(mask)
        business, severity = business[kept], severity[kept]
    rows = len(columns.is_there)
    by_severity = np.bincount(severity * np.uint32(rows) + business, minlength=rows * 6).reshape(6, rows)
    worst = np.full(rows, -1, dtype="int8")
    points = np.zeros(rows, dtype="int32")
    for severe in range(5):
        worst[by_severity[severe] > 0] = severe
        points += (severe * by_severity[severe]).astype("int32")
    return Counted(by_severity.sum(axis=0).astype("int32"), points, worst)


def by_place(values: np.ndarray, level: str, register: Path) -> tuple[np.ndarray, np.ndarray]:
    """Sums over the businesses of each place: what places there are, and the sum of each; businesses in none are left out.

    Args:
        values: a number for each business.
        level: one of LEVELS.
    """
    columns = held(register)
    words = columns.words[level]
    sums = np.bincount(columns.codes[level], weights=values, minlength=len(words) + 1)[: len(words)]
    there = sums > 0
    return words[there], sums[there].astype("int64")


def addresses(scope: Scope, register: Path, by: str) -> tuple[np.ndarray, np.ndarray]:
    """For each business the code of its `postcode` or `street` (`HIGH STREET@CM12`) as the person may see it, and the words."""
    return _addresses(Scope("", scope.partners), register, by)


@lru_cache(maxsize=6)
def _addresses(scope: Scope, register: Path, by: str) -> tuple[np.ndarray, np.ndarray]:
    street = areas.STREET_SQL.format(address="s.address")
    word = {
        "postcode": "s.postcode",
        "street": f"{street} || '@' || {areas.OUTWARD_SQL.format(postcode='s.postcode')}",
    }[by]
    shown, values = businesses_as_seen(scope)
    sql = f"select b.rowid as row, {word} as word from businesses b join ({shown}) s using (business_id)"
    found = cursor(register).execute(sql, values).df()
    codes, words = coded(found["word"])
    place = np.full(len(held(register).is_there), len(words), dtype="int32")
    place[found["row"].to_numpy("int64")] = codes
    return place, words
