"""Reads of the page of one business that are remembered; the rules of cached.py hold here too."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st

from pipeline.evidence import shared_with, tenures_at
from pipeline.evidence import told as indicators_of
from store import around, profile, review
from store.access import Scope

_keep = st.cache_data(ttl=3600, max_entries=100, show_spinner=False)


@_keep
def tenures(scope: Scope, register: Path, business_id: str) -> pd.DataFrame:
    return tenures_at(scope, (business_id,), register)


@_keep
def told(scope: Scope, register: Path, business_id: str, as_of: dt.date) -> pd.DataFrame:
    return indicators_of(scope, business_id, register, tenures(scope, register, business_id), as_of=as_of)


@_keep
def shared(scope: Scope, register: Path, business_id: str) -> pd.DataFrame:
    return shared_with(scope, business_id, register)


@_keep
def companies(scope: Scope, register: Path, business_id: str) -> pd.DataFrame:
    return around.companies(scope, (business_id,), register)


@_keep
def neighbours(scope: Scope, register: Path, business_id: str) -> pd.DataFrame:
    return around.neighbours(scope, business_id, register)


@_keep
def changes(scope: Scope, register: Path, business_id: str) -> pd.DataFrame:
    return around.changes(scope, business_id, register)


@_keep
def said_before(scope: Scope, register: Path, business_id: str) -> pd.DataFrame:
    return profile.said_before(scope, business_id, register)


@_keep
def loaded(scope: Scope, register: Path) -> tuple[str, ...]:
    return around.loaded(scope, register)


@_keep
def likely_same(scope: Scope, register: Path, business_id: str) -> pd.DataFrame:
    return review.likely_same(scope, register, business_id)


@_keep
def positions(scope: Scope, register: Path, frame: tuple[float, float, float, float]) -> np.ndarray:
    return around.positions(scope, frame, register)
