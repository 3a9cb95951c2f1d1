"""Corrections from a profile: each makes decisions that last, and a change that its author sees at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from linkage import entities
from linkage.engine import entity_id
from loaders.geocode import locate
from pipeline import geography, layouts
from pipeline.decided import PLACE_COLUMNS, later_id
from store import audit, matches, patch
from store.access import Scope
from store.home import Home, StoreError
from store.matches import Answer
from store.patch import Change
from tables import LINKS, RECORDS, conform

MOST_PAIRS = 400
"""Pairs told apart one by one when a business is divided; beyond that the first record of each side speaks for it."""


def split_out(scope: Scope, place: Home, register: Path, record_id: str, *, reason: str = "") -> Path:
    """This record is about another business than the rest of them.

    Raises:
        StoreError: it is the only record of its business, or is not there.
    """
    records, links = _whole(scope, register, _business_of(register, record_id))
    others = [other for other in links["record_id"] if other != record_id]
    if record_id not in set(links["record_id"]) or not others:
        raise StoreError(
            "This is the only record of the business: there is nothing to split it from. Nothing was changed."
        )
    answers = [Answer(other, record_id, "different", was_joined=True) for other in others]
    moved = links.assign(
        business_id=links["business_id"].mask(links["record_id"] == record_id, entity_id("B", f"{record_id}\x1fsplit"))
    )
    with _seen(scope, place, register, records, links, moved) as copy:
        matches.decide(place, scope.user, answers, reason=reason)
    return _told(scope, place, copy, "split out", record=record_id)


def merge(scope: Scope, place: Home, register: Path, one: str, other: str, *, reason: str = "") -> Path:
    """Two businesses are one; the id of the one with more records stays and the other leads there.

    Raises:
        StoreError: they are the same, or one is not there.
    """
    records, links = _whole(scope, register, one, other)
    held = links["business_id"].value_counts()
    if one == other or len(held) != 2:
        raise StoreError("Choose two different businesses of the register. Nothing was changed.")
    first = links.drop_duplicates("business_id").set_index("business_id")["record_id"]
    left, right = patch.best_pair(register, one, other) or (first[one], first[other])
    stays = sorted(held.index, key=lambda business: (-held[business], business))[0]
    with _seen(scope, place, register, records, links, links.assign(business_id=stays)) as copy:
        matches.decide(place, scope.user, [Answer(left, right, "same")], reason=reason)
    return _told(scope, place, copy, "merge", businesses=[one, other])


def new_owner(scope: Scope, place: Home, register: Path, business_id: str, since: dt.date, *, reason: str = "") -> Path:
    """From a day on another owner trades here: what was seen from then on is about a business of its own.

    A description that both owners shared is divided at that day.

    Raises:
        StoreError: nothing was seen before that day, or nothing from it on.
    """
    records, links = _whole(scope, register, business_id)
    day = pd.Timestamp(since)
    first = records["first_seen"].fillna(records["last_seen"])
    last = records["last_seen"].fillna(first)
    shared = records[(first < day) & (last >= day)]
    later, earlier = records[first >= day], records[~(first >= day)]
    if earlier.empty or (later.empty and shared.empty):
        raise StoreError(
            f"Nothing was seen {'before' if earlier.empty else 'since'} {since:%d/%m/%Y}, so no record can be about "
            f"{'the earlier' if earlier.empty else 'the new'} owner. Nothing was changed. Choose another day."
        )
    split = _shared(shared, day)
    after = [*later["record_id"], *split["later_id"]]
    new = entity_id("B", f"{after[0]}\x1fowner\x1f{since}")
    every, moved = _divided(records.assign(last_seen=last), links, split, day)
    moved["business_id"] = moved["business_id"].mask(moved["record_id"].isin(after), new)
    with _seen(scope, place, register, every, links, moved, split=split, tenure=(new, business_id, day)) as copy:
        act = matches.new_act()
        for row in split.itertuples():
            matches.split_record(place, scope.user, str(row.record_id), since, reason=reason, act=act)
        matches.decide(place, scope.user, _apart(list(earlier["record_id"]), after, since), reason=reason, act=act)
    return _told(scope, place, copy, "new owner", business=business_id, since=since)


def _shared(shared: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Descriptions that both owners shared, with the id of what they tell from the day on."""
    later = [later_id(record, day) for record in shared["record_id"]]
    return pd.DataFrame({"record_id": shared["record_id"].to_numpy(), "since": day, "later_id": later})


def _divided(
    records: pd.DataFrame, links: pd.DataFrame, split: pd.DataFrame, day: pd.Timestamp
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Records and links with the shared descriptions divided at the day."""
    names = split.set_index("record_id")["later_id"]
    here = records["record_id"].isin(names.index)
    copies = records[here].assign(record_id=names.reindex(records.loc[here, "record_id"]).to_numpy(), first_seen=day)
    first = records.assign(last_seen=records["last_seen"].mask(here, day - pd.Timedelta(days=1)))
    extra = links[links["record_id"].isin(names.index)]
    extra = extra.assign(record_id=extra["record_id"].map(names))
    return pd.concat([first, copies]), pd.concat([links, extra], ignore_index=True)


def _apart(earlier: list[str], later: list[str], since: dt.date) -> list[Answer]:
    lead = Answer(earlier[-1], later[0], "successor", since, was_joined=True)
    if len(earlier) * len(later) > MOST_PAIRS:
        pairs = [(earlier[-1], after) for after in later] + [(before, later[0]) for before in earlier]
    else:
        pairs = [(before, after) for before in earlier for after in later]
    return [lead, *(Answer(a, b, "different", was_joined=True) for a, b in pairs if (a, b) != (earlier[-1], later[0]))]


def wrong_address(
    scope: Scope, place: Home, register: Path, record_id: str, address: str, postcode: str, *, reason: str = ""
) -> Path:
    """The record's address is wrong; the right one counts wherever this description comes back.

    Raises:
        StoreError: neither address nor postcode was given, or the record is not there.
    """
    if not address.strip() and not postcode.strip():
        raise StoreError("Give the right address, the right postcode, or both. Nothing was changed.")
    records, links = _whole(scope, register, _business_of(register, record_id))
    street, code = address.strip(), postcode.strip().upper()
    here = records["record_id"] == record_id
    fixed = records.copy()
    fixed.loc[here, "address"], fixed.loc[here, "postcode"] = street, code
    fixed.loc[here, list(PLACE_COLUMNS)] = None
    fixed = locate(conform(fixed.reset_index(drop=True), RECORDS), geography.read(place))
    with _seen(scope, place, register, fixed, links, links) as copy:
        matches.correct_place(place, scope.user, record_id, street, code, reason=reason, act=matches.new_act())
    return _told(scope, place, copy, "wrong address", record=record_id)


def undo(scope: Scope, place: Home) -> str | None:
    """Take back this person's last correction since the last publish; says what it was, None where there is none."""
    made = matches.last_correction(place, scope.user)
    if made is None or not patch.undo(place, scope.user):
        return None
    matches.withdraw(place, scope.user, made, reason="undone on the profile")
    audit.record(place, scope.user, "undo correction", act=made)
    return made


def _business_of(register: Path, record_id: str) -> str:
    found = patch.business_of(register, record_id)
    if found is None:
        raise StoreError("This record is not in the register any more. Nothing was changed. Reload the page.")
    return found


def _whole(scope: Scope, register: Path, *business_ids: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The records of businesses; only somebody who may see all of them may change who they are about."""
    records, links = patch.records_of(register, business_ids)
    hidden = scope.partners is not None and not set(records["partner"]) <= set(scope.partners)
    if hidden or (scope.districts is not None and not set(records["district"].dropna()) <= set(scope.districts)):
        raise StoreError(
            "Some records of this business are outside what you may see, so you cannot change it. Ask somebody who may."
        )
    return conform(records, RECORDS), conform(links, LINKS)


@contextmanager
def _seen(
    scope: Scope, place: Home, register: Path, records: pd.DataFrame, links: pd.DataFrame, moved: pd.DataFrame, *,
    split: pd.DataFrame | None = None, tenure: tuple[str, str, pd.Timestamp] | None = None,
) -> Iterator[Path]:  # fmt: skip
    """The author's copy with the businesses described anew; it goes again where what is decided could not be kept."""
    listed = [spec.name for spec in layouts.known(place) if spec.lists_premises]
    records, moved = conform(records.reset_index(drop=True), RECORDS), conform(moved.reset_index(drop=True), LINKS)
    described = entities.businesses(records, moved, listed_sources=listed)
    gone = set(links["business_id"]) - set(moved["business_id"])
    into = moved.set_index("record_id")["business_id"]
    leads = {old: str(into[links.loc[links["business_id"] == old, "record_id"].iloc[0]]) for old in sorted(gone)}
    none = pd.DataFrame({"record_id": [], "since": [], "later_id": []})
    change = Change(records, moved, described, leads, none if split is None else split, tenure)
    copy = patch.apply(place, scope.user, register, change)
    is_kept = False
    try:
        yield copy
        is_kept = True
    finally:
        if not is_kept:
            copy.unlink(missing_ok=True)


def _told(scope: Scope, place: Home, copy: Path, what: str, **detail: object) -> Path:
    audit.record(place, scope.user, "correct", what=what, **detail)
    return copy
