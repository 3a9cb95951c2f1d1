"""Same premises, new owner: where one business ends and the next begins, and who took over from whom."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd
from rapidfuzz.distance import DamerauLevenshtein
from scipy import sparse
from scipy.sparse.csgraph import connected_components

import codes
from linkage.cluster import Rules
from linkage.prepare import Prepared
from linkage.vocabulary import alternation, rates, words
from linkage.weighed import Weighed

SOLID_NAME = 1.0
"""Name weight from which two records carry one name."""
LATE_DAYS = 30
"""Letters and late visits may still name the old owner for so long. Source: sample county; no real file was at hand."""
BOTH_TRADE, ONE_ALIAS, SAME_NAME = 2.5, -2.5, -6.0
"""Log2 odds of a new owner before times are looked at: both names are trading names; one is only a person's or a company's;
the name stayed."""
OTHER_SECTOR = 1.0
OTHER_COMPANY, SAME_CONTACT = 6.0, -8.0
NEW_REFERENCE = 8.0
"""Both sides carry references of one system, and not one in common: a system that keeps premises apart gives a new owner a new one
(a change of food business operator gives a new FHRSID, DOMAIN.md 1.1)."""
REFERENCE = "a new reference in the same system"
SAME_REFERENCE = -2.0
APART = 2.0
"""Added where linkage itself found two businesses."""
CROWDED = -4.0
"""For each other business that traded there before and after: a shared building, not a takeover."""
COMMON = 0.003
"""Share of names from which a word is a word of trade rather than somebody's name. Source: name_rates.csv, read through."""
GENERIC = (
    "services?",
    "svcs",
    "groups?",
    "holdings?",
    "solutions?",
    "enterprises?",
    "associates",
    "partners",
    "leisure",
    "trading(?! as)",
)
"""Words of company names that say nothing of what is done."""
SLIP = 0.8
"""Likeness of two names at one place (one change in five letters) that is a slip of the pen."""
VAGUE = -3.0
"""Taken off where neither a UPRN nor a house number on both sides shows that it is one place: a farm, an estate."""
_LEGAL = re.compile(rf"\b({alternation(words('legal_forms'))})\b")


@dataclass(frozen=True)
class Side:
    """What the records before, or after, a possible change of owner say."""

    first: pd.Timestamp
    last: pd.Timestamp
    dates: int
    names: frozenset[int]
    has_trade_name: bool
    sectors: frozenset[str]
    companies: frozenset[int]
    phones: frozenset[int]
    uprns: frozenset[int]
    is_numbered: bool
    refs: frozenset[tuple[str, str]]


class Seen(NamedTuple):
    """A dated, named record at a known place, with what a change of owner is told by."""

    row: int
    business: int
    premises: int
    first: pd.Timestamp
    last: pd.Timestamp
    name: int
    is_trade: bool
    is_listed: bool
    sector: str | None
    company: int
    phone: int
    uprn: int
    is_numbered: bool
    system: str
    ref: str | None


def table(
    ordered: pd.DataFrame, of: Prepared, found: Weighed, business: np.ndarray, premises: np.ndarray
) -> pd.DataFrame:
    """The dated, named records of all premises: a column for each field of Seen.

    Args:
        ordered: RECORDS in the order of `of`.
        of, found: what the run found.
        business, premises: number of the business and premises of each record.
    """
    name = ordered["name"].fillna(ordered["legal_name"])
    last = ordered["last_seen"].fillna(ordered["first_seen"])
    first = ordered["first_seen"].fillna(last)
    trade = _has_trade_word(name)
    legal = name.str.upper().str.contains(_LEGAL.pattern.replace("(", "(?:", 1)).fillna(False).to_numpy()
    alias = (of.is_person | legal | _people(name) | of.once) & ~trade
    rows = pd.DataFrame(
        {
            "row": np.arange(len(of)),
            "business": business,
            "premises": premises,
            "first": first,
            "last": last,
            "name": _names(ordered, of, found, premises),
            "is_trade": ~alias,
            "is_listed": of.once,
            "sector": ordered["sector"],
            "company": of.company,
            "phone": of.phone,
            "uprn": of.uprn,
            "is_numbered": of.number[:, 0] >= 0,
            "system": ordered["source"] + "\x1f" + ordered["partner_org"],
            "ref": ordered["record_ref"],
        }
    )
    return rows[(premises >= 0) & last.notna() & name.notna()].reset_index(drop=True)


def _people(name: pd.Series) -> np.ndarray:
    """Names that are people's: a first name or initials and one word more, or two surnames with `and` between."""
    given = frozenset(words("first_names"))
    parts = name.fillna("").str.upper().str.replace("+", "&").str.replace(" AND ", " & ").str.split()
    return np.array(
        [
            (len(p) == 2 and (p[0] in given or len(p[0].rstrip(".")) <= 2) and p[1].isalpha())
            or (len(p) == 3 and p[1] == "&")
            for p in parts
        ],
        dtype=bool,
    )


def _has_trade_word(name: pd.Series) -> np.ndarray:
    """Names that say what is done there. A list's entry often has the name of whoever pays: only such a name tells a trader."""
    listed = (word for text in codes.table("sectors")["keywords"] for word in text.split("|") if word)
    known = "|".join([*listed, *(word.lower() for word, share in rates("name_rates").items() if share >= COMMON)])
    generic = "|".join(GENERIC)
    said = name.fillna("").str.lower().str.replace(generic, " ", regex=True)
    found: np.ndarray = said.str.contains(rf"\b(?:{known})(?:s|es)?\b|trading as|t/a", regex=True).to_numpy(dtype=bool)
    return found


def _alike(premises: np.ndarray, text: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows at one place whose names differ by a slip of the pen."""
    frame = pd.DataFrame({"premises": premises, "text": text, "row": np.arange(len(text))})
    frame = frame[(frame["premises"] >= 0) & (frame["text"] != "")].drop_duplicates(["premises", "text"])
    frame = frame[frame.groupby("premises")["row"].transform("size") > 1]
    left, right = [], []
    for _, here in frame.groupby("premises"):
        words_, rows = here["text"].tolist(), here["row"].tolist()
        for a in range(len(rows)):
            for b in range(a + 1, min(len(rows), a + 30)):
                if DamerauLevenshtein.normalized_similarity(words_[a], words_[b], score_cutoff=SLIP) >= SLIP:
                    left.append(rows[a])
                    right.append(rows[b])
    return np.array(left, dtype=np.int64), np.array(right, dtype=np.int64)


def _names(ordered: pd.DataFrame, of: Prepared, found: Weighed, premises: np.ndarray) -> np.ndarray:
    """Records at one place whose names are one, or that share a company number, get one number."""
    seen = found.comparisons
    named = (of.name_key[found.left] >= 0) & (of.name_key[found.right] >= 0)
    edge = (named & (found.weights["name_weight"].to_numpy() >= SOLID_NAME)) | (seen["company"].to_numpy() == 1)
    edge &= premises[found.left] == premises[found.right]
    parts = [
        ordered[column].fillna("").str.upper().str.replace(_LEGAL.pattern.replace("(", "(?:", 1), "", regex=True)
        for column in ("name", "legal_name")
    ]
    said = pd.concat([part.str.replace(r"[^A-Z0-9]+", "", regex=True) for part in parts])
    same = pd.DataFrame(
        {"premises": np.tile(premises, 2), "key": said.to_numpy(), "row": np.tile(np.arange(len(of)), 2)}
    )
    same = same[(same["key"] != "") & (same["premises"] >= 0)]
    first = same.groupby(["premises", "key"])["row"].transform("first")
    alike = _alike(premises, said.to_numpy()[: len(of)])
    ends = (
        np.concatenate([found.left[edge], same["row"], alike[0]]),
        np.concatenate([found.right[edge], first, alike[1]]),
    )
    graph = sparse.coo_matrix((np.ones(len(ends[0]), np.int8), ends), shape=(len(of), len(of)))
    numbers: np.ndarray = connected_components(graph, directed=False)[1]
    return numbers


def side(seen: Sequence[Seen]) -> Side:
    """Records of one side together. An entry of a list says who is there now, not since when: its dates count for nothing."""
    return Side(
        min(one.first for one in seen),
        max(one.last for one in seen),
        sum(1 + (one.first != one.last) for one in seen if not one.is_listed),
        frozenset(one.name for one in seen),
        any(one.is_trade for one in seen),
        frozenset(one.sector for one in seen if isinstance(one.sector, str)),
        frozenset(one.company for one in seen if one.company >= 0),
        frozenset(one.phone for one in seen if one.phone >= 0),
        frozenset(one.uprn for one in seen if one.uprn >= 0),
        any(one.is_numbered for one in seen),
        frozenset((one.system, one.ref) for one in seen if isinstance(one.ref, str)),
    )


def weight_of(before: Side, after: Side) -> tuple[float, list[str]]:
    """Log2 odds that the second took over from the first, and what says so.

    The longer both were seen without ever overlapping, the less likely they are two names of one business: of all orders in
    which so many dates can fall, only two divide them.
    """
    if (after.first - before.last).days < -LATE_DAYS:
        return -99.0, []
    why = []
    if before.names & after.names:
        weight = SAME_NAME
    else:
        dates = min(before.dates, 40), min(after.dates, 40)
        weight = min(math.log2(math.comb(sum(dates), dates[0]) / 2), 8.0)
        weight += BOTH_TRADE if before.has_trade_name and after.has_trade_name else ONE_ALIAS
        why.append("another name")
    for more, told in (_of_traders(before, after), _of_references(before, after)):
        weight += more
        why += told
    if not before.uprns & after.uprns and not (before.is_numbered and after.is_numbered):
        weight += VAGUE
    why.append("seen one after the other")
    return weight, why


def _of_traders(before: Side, after: Side) -> tuple[float, list[str]]:
    """What trade, company numbers and phones say."""
    weight, why = 0.0, []
    if before.sectors and after.sectors and not before.sectors & after.sectors:
        weight += OTHER_SECTOR
        why.append("another trade")
    if before.companies and after.companies and not before.companies & after.companies:
        weight += OTHER_COMPANY
        why.append("another company number")
    others = before.companies and after.companies and not before.companies & after.companies
    if before.companies & after.companies or (before.phones & after.phones and not others):
        weight += SAME_CONTACT
    elif before.phones & after.phones:
        why.append("the same phone")
    elif before.phones and after.phones:
        weight += 1.0
        why.append("another phone")
    return weight, why


def _of_references(before: Side, after: Side) -> tuple[float, list[str]]:
    """What the references of systems that know both sides say."""
    weight, why = 0.0, []
    systems = {system for system, _ in before.refs} & {system for system, _ in after.refs}
    if systems:
        kept = before.refs & after.refs
        weight += SAME_REFERENCE if kept else NEW_REFERENCE
        if not kept:
            why.append(REFERENCE)
    return weight, why


@dataclass(frozen=True)
class Division:
    """Businesses divided where the owner changed.

    Attributes:
        business: number of the business of each record.
        cuts: for each change a record before and one after, log2 odds and what says so.
    """

    business: np.ndarray
    cuts: tuple[tuple[int, int, float, str], ...]


def divide(rows: pd.DataFrame, business: np.ndarray, bound: Rules) -> Division:
    """Businesses divided where the owner changed: records before and after get numbers of their own.

    Args:
        rows: from `table`.
        business: number of the business of each record.
        bound: rules; what people joined is never divided.
    """
    out = business.copy()
    joined = {row for pair in bound.together for row in pair}
    grouped = rows.groupby("business")
    cuts: list[tuple[int, int, float, str]] = []
    several = (grouped["name"].transform("nunique") > 1) | (grouped["ref"].transform("nunique") > 1)
    for group in _each(rows[several], "business"):
        for part in _parts(group, joined, cuts):
            out[part] = min(part)
    # records without a name or a date follow the part that is there last
    latest = rows.assign(part=out[rows["row"]]).sort_values(["last", "row"]).drop_duplicates("business", keep="last")
    rest = np.setdiff1d(np.arange(len(business)), rows["row"])
    own = pd.Series(business[rest])
    out[rest] = own.map(latest.set_index("business")["part"]).fillna(own).to_numpy(dtype=np.int64)
    return Division(pd.Series(np.arange(len(out))).groupby(out).transform("min").to_numpy(), tuple(cuts))


def _each(rows: pd.DataFrame, by: str) -> Iterator[list[Seen]]:
    """Records group by group, each in the order of time."""
    ordered = rows.sort_values([by, "first", "last", "row"], kind="stable")[list(Seen._fields)]
    group: list[Seen] = []
    for values in ordered.itertuples(index=False, name=None):
        one = Seen(*values)
        if group and getattr(group[-1], by) != getattr(one, by):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _parts(group: list[Seen], joined: set[int], cuts: list[tuple[int, int, float, str]]) -> Iterator[list[int]]:
    """Rows of one business in parts, one for each owner; every cut is noted."""
    best, parts, why = 0.0, _cut_by_reference(group), [REFERENCE]
    if parts and not _is_joined(parts, joined):
        best = NEW_REFERENCE + SAME_NAME
    else:
        parts = None
        for at in _places_to_cut(group):
            weight, told = weight_of(side(group[:at]), side(group[at:]))
            if weight > best and not _is_joined((group[:at], group[at:]), joined):
                best, parts, why = weight, (group[:at], group[at:]), told
    if parts is None:
        yield [one.row for one in group]
        return
    before, after = parts
    cuts.append((max(before, key=lambda one: (one.last, one.row)).row, after[0].row, best, "; ".join(why)))
    yield from _parts(before, joined, cuts)
    yield from _parts(after, joined, cuts)


def _is_joined(parts: tuple[list[Seen], list[Seen]], joined: set[int]) -> bool:
    return bool(joined) and all(any(one.row in joined for one in part) for part in parts)


def _cut_by_reference(group: list[Seen]) -> tuple[list[Seen], list[Seen]] | None:
    """The records of a business before and after one system began to use another reference, where no other system kept its own.

    What has no reference goes by when it was first seen; a description that both owners shared goes to the first.
    """
    spans: dict[str, dict[str, tuple[pd.Timestamp, pd.Timestamp]]] = {}
    for one in group:
        if isinstance(one.ref, str):
            refs = spans.setdefault(one.system, {})
            first, last = refs.get(one.ref, (one.first, one.last))
            refs[one.ref] = (min(first, one.first), max(last, one.last))
    for system, refs in sorted(spans.items()):
        turns = sorted((first, last, ref) for ref, (first, last) in refs.items())
        for (_, ended, _old), (began, _, _new) in pairwise(turns):
            if ended >= began or any(last > began for _, last, _ in turns[: turns.index((began, _, _new))]):
                continue
            kept = any(
                first <= ended and last >= began
                for other, others in spans.items()
                if other != system
                for first, last in others.values()
            )
            if not kept:
                middle = ended + (began - ended) / 2
                before = [one for one in group if one.first < middle]
                after = [one for one in group if one.first >= middle]
                return before, after
    return None


def _places_to_cut(group: list[Seen]) -> list[int]:
    """Moments between two records that hardly any record spans and across which the name, or a reference, is another."""
    out = []
    until = group[0].last
    late = pd.Timedelta(days=LATE_DAYS)
    for at in range(1, len(group)):
        if group[at].first >= until - late:
            names = {one.name for one in group[:at]} & {one.name for one in group[at:]}
            if not names or _new_reference(group[:at], group[at:]):
                out.append(at)
        until = max(until, group[at].last)
    return out


def _new_reference(before: list[Seen], after: list[Seen]) -> bool:
    old = {(one.system, one.ref) for one in before if isinstance(one.ref, str)}
    new = {(one.system, one.ref) for one in after if isinstance(one.ref, str)}
    return not old & new and bool({system for system, _ in old} & {system for system, _ in new})


def successions(rows: pd.DataFrame, divided: Division) -> pd.DataFrame:
    """Who took over from whom: at one premises one business ends before, or shortly after, the next begins.

    Args:
        rows: from `table`.
        divided: what `divide` made of the businesses; its cuts are successions.
    Returns:
        `before`, `after` (business numbers), `premises`, `gap_days` (negative where they overlap), `weight` (log2 odds) and
        `evidence`. A business has at most one predecessor and one successor at a premises.
    """
    found = []
    business = divided.business
    known = {(int(business[a]), int(business[b])): (weight, why) for a, b, weight, why in divided.cuts}
    for here in _each(rows.assign(business=business[rows["row"]]), "premises"):
        parts: dict[int, list[Seen]] = {}
        for one in here:
            parts.setdefault(one.business, []).append(one)
        if len(parts) > 1:
            sides = {number: side(seen) for number, seen in parts.items()}
            found += [(*link, here[0].premises) for link in _links_here(sides, known)]
    columns = ["before", "after", "gap_days", "weight", "evidence", "premises"]
    return pd.DataFrame(found, columns=columns).astype(
        {"before": "int64", "after": "int64", "gap_days": "int64", "weight": "float64", "premises": "int64"}
    )


def _links_here(
    sides: dict[int, Side], known: dict[tuple[int, int], tuple[float, str]]
) -> list[tuple[int, int, int, float, str]]:
    """The successions of one premises, strongest first where two claim one predecessor or successor."""
    claims = []
    for a, before in sides.items():
        for b, after in sides.items():
            if (a, b) in known:
                weight, said = known[a, b]
                claims.append((-1, -weight - APART, a, b, (after.first - before.last).days, said))
                continue
            if (
                a == b
                or (b, a) in known
                or (before.first, before.last, a) >= (after.first, after.last, b)
                or after.last <= before.last
            ):
                continue
            weight, told = weight_of(before, after)
            if weight <= -LATE_DAYS:
                continue
            between = sum(
                1
                for c, other in sides.items()
                if c not in (a, b) and other.first > before.last and other.last < after.first
            )
            beside = sum(
                1
                for c, other in sides.items()
                if c not in (a, b) and other.first < before.last and other.last > after.first
            )
            weight += APART + CROWDED * beside
            if weight > 0:
                claims.append((between, -weight, a, b, (after.first - before.last).days, "; ".join(told)))
    taken_before: set[int] = set()
    taken_after: set[int] = set()
    out = []
    for _, lost, a, b, gap, why in sorted(claims):
        if a not in taken_before and b not in taken_after:
            taken_before.add(a)
            taken_after.add(b)
            out.append((a, b, gap, -lost, why))
    return out
