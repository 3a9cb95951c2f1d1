"""Reads that are remembered. All users share the memory, so everything an answer depends on is an argument: always the
scope and the register's path first, and nothing behind an underscore."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from linkage.search_index import SearchIndex
from pipeline.searching import index_of
from store import activity, db, geography, places, profile, quality, read
from store.access import Scope
from store.filters import Filters
from store.home import Home
from store.raw import Receipt

BY_WORDS: dict[str | type, Callable[[Any], str]] = {Scope: repr, Filters: repr}
"""How what is asked by becomes a key: all its fields in words, in a twentieth of the time that taking it apart needs."""
_keep = st.cache_data(ttl=3600, max_entries=200, show_spinner=False, hash_funcs=BY_WORDS)


@st.cache_data(ttl=3600, max_entries=8, show_spinner=False)
def about(register: Path) -> dict[str, Any]:
    """Facts of the build and the agreements its files came under; the same for everybody, and no row of a file."""
    return {**db.about(register), "agreements": sorted(db.agreements(register))}


@_keep
def choices(scope: Scope, register: Path) -> dict[str, list[str]]:
    return read.choices(scope, register)


@_keep
def span(scope: Scope, register: Path) -> tuple[dt.date, dt.date] | None:
    return read.span(scope, register)


@_keep
def totals(scope: Scope, register: Path, wanted: Filters, as_of: dt.date) -> dict[str, float]:
    return read.totals(scope, wanted, register, as_of=as_of)


@_keep
def premises_seen(scope: Scope, register: Path, wanted: Filters) -> tuple[int, int]:
    return read.premises_seen(scope, wanted, register)


@_keep
def monthly_counts(scope: Scope, register: Path, wanted: Filters, by: str) -> pd.DataFrame:
    return activity.monthly_counts(scope, wanted, register, by=by)


@_keep
def divided(scope: Scope, register: Path, wanted: Filters) -> pd.DataFrame:
    return read.divided(scope, wanted, register)


@_keep
def businesses(scope: Scope, register: Path, wanted: Filters, uncontacted: bool = False) -> pd.DataFrame:
    return read.businesses(scope, wanted, register, uncontacted=uncontacted)


@_keep
def businesses_only(scope: Scope, register: Path, wanted: Filters, only: tuple[str, ...]) -> pd.DataFrame:
    return read.businesses(scope, wanted, register, only=only)


@_keep
def freshness(scope: Scope, register: Path, wanted: Filters, as_of: dt.date) -> pd.DataFrame:
    return activity.freshness(scope, wanted, register, as_of=as_of)


@_keep
def changes(scope: Scope, register: Path, wanted: Filters, as_of: dt.date) -> pd.DataFrame:
    return activity.changes(scope, wanted, register, as_of=as_of)


@_keep
def unseen(scope: Scope, register: Path, wanted: Filters, since: dt.date) -> pd.DataFrame:
    return activity.unseen(scope, wanted, register, since=since)


@_keep
def contacts_by_month(scope: Scope, register: Path, wanted: Filters) -> pd.DataFrame:
    return activity.contacts_by_month(scope, wanted, register)


@st.cache_resource(ttl=86_400, max_entries=2, show_spinner=False)
def search_index(register: Path) -> SearchIndex:
    """The same for everybody: what a person may find in it is decided when they ask."""
    return index_of(register)


@_keep
def business(scope: Scope, register: Path, business_id: str) -> dict[str, Any] | None:
    return profile.business(scope, business_id, register)


@_keep
def business_touch_points(scope: Scope, register: Path, business_id: str) -> pd.DataFrame:
    return profile.touch_points(scope, business_id, register)


@_keep
def business_records(scope: Scope, register: Path, business_id: str) -> pd.DataFrame:
    return profile.records(scope, business_id, register)


@_keep
def others_here(scope: Scope, register: Path, business_id: str, premises_id: str) -> pd.DataFrame:
    return profile.others_here(scope, business_id, premises_id, register)


@st.cache_data(ttl=600, max_entries=8, show_spinner=False)
def outlines(place: Home, static: Path) -> dict[str, str]:
    """Not of a register and not of a person: boundaries are the same for everybody."""
    return geography.serve(place, static)


@_keep
def source_quality(
    scope: Scope, register: Path, place: Home, receipts: tuple[Receipt, ...], registers: tuple[str, ...]
) -> pd.DataFrame:
    return quality.source_quality(scope, register, place, receipts, registers)


@_keep
def arrivals(scope: Scope, register: Path) -> pd.DataFrame:
    return quality.arrivals(scope, register)


@_keep
def unknown_words(
    scope: Scope, register: Path, place: Home, receipts: tuple[Receipt, ...], partner_of: tuple[tuple[str, str], ...]
) -> pd.DataFrame:
    """The register is part of the key alone: the words are those of the files."""
    return quality.unknown_words(scope, place, receipts, dict(partner_of))


@_keep
def place_doubts(
    scope: Scope, register: Path, flags: tuple[str, ...], source: str = "", source_file: str = ""
) -> pd.DataFrame:
    """PLACE_DOUBTS of one source or one file."""
    return places.doubts(scope, register, flags, source=source, source_file=source_file)


@_keep
def positions(scope: Scope, register: Path, source_file: str) -> dict[str, int]:
    """From where the positions of a file's records come."""
    return places.positions(scope, register, source_file)
