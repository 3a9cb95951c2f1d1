"""The shared filters: one set of widgets in the sidebar, the same on every page, kept in the address bar.

A bound widget's key is its name in the address bar, so these keys are plain words and are used nowhere else.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd
import streamlit as st
from streamlit.errors import StreamlitAPIException

import codes
from pages.shared import area_words, cached, state
from pages.shared.plain import plain
from store import areas
from store.access import Scope
from store.filters import Filters


@dataclass(frozen=True)
class Choice:
    """One filter: its key and address-bar name, label, the attribute of Filters, and code to label."""

    key: str
    label: str
    attribute: str
    labels: Callable[[], dict[str, str]]
    help: str = ""


@cache
def _severities() -> dict[str, str]:
    rows = codes.table("severities")
    return {row.severity: row.label for row in rows.itertuples() if row.severity} | {"none": "Not assessed"}


CHOICES = (
    Choice("sector", "Sector", "sectors", lambda: codes.labels("sectors")),
    Choice("partner", "Partner", "partners", lambda: codes.labels("partners")),
    Choice("district", "District", "districts", lambda: codes.labels("districts")),
    Choice("class", "Kind of contact", "classes", lambda: codes.labels("classes")),
    Choice("severity", "Outcome", "severities", _severities, "The same five steps for every partner"),
    Choice(
        "role",
        "The business was",
        "roles",
        lambda: codes.labels("roles"),
        "Contact as a victim is no concern about the business",
    ),
)
DATES = ("from", "to")
AREA = "area"
BELOW = "filters.below"
"""Key of the fragment that stands below the filters and depends on them."""


def sidebar(scope: Scope, parts: Sequence[str] = ()) -> None:
    """Draw the filters; codes that nobody has are not offered. Only app.py does: what a page draws is forgotten, in the
    address bar too, when the page is left.

    Args:
        parts: keys of the fragments of the page that depend on filters; a change then draws them and what stands below the
            filters, and nothing else.
    """
    register = state.register()
    if register is None:
        return
    parts = (*parts, BELOW) if parts else ()
    offered = cached.choices(scope, register.path)
    first, last = cached.span(scope, register.path) or (None, None)
    if state.has_arrived():
        _follow(offered)
    gone = _gone(offered, first, last)
    if gone:
        st.warning(
            f"The link asks for what is not among the filters here: {plain(', '.join(gone))}. It is left out, so more is shown than the link meant.",
            icon=":material/link_off:",
        )
    with st.sidebar:
        for choice in CHOICES:
            _pick(choice, offered[choice.attribute], parts)
        for column, key, label in zip(st.columns(2, gap="xsmall"), DATES, ("From", "To"), strict=True):
            column.date_input(
                label, None, first, last, key=key, format="DD/MM/YYYY", bind="query-params", on_change=draw, args=(parts,)
            )  # fmt: skip
        _area()


def _follow(offered: dict[str, list[str]]) -> None:
    """Set the filters a link to this page asks for, in a session whose filters are drawn already: their widgets keep what they had.

    The address says them all, those kept from the page before among them; one that names none leaves them as they are.
    """
    asked = {key: st.query_params.get_all(key) for key in (*(choice.key for choice in CHOICES), *DATES, AREA)}
    held = state.widget_values(asked)
    if not any(asked.values()) or all(value is None for value in held.values()):
        return
    meant: dict[str, object] = {}
    for choice in CHOICES:
        codes = {choice.labels().get(code, code): code for code in offered[choice.attribute]}
        meant[choice.key] = [codes[text] for text in asked[choice.key] if text in codes]
    for key in DATES:
        day = pd.to_datetime("".join(asked[key][:1]) or None, format="ISO8601", errors="coerce")
        meant[key] = None if pd.isna(day) else day.date()
    meant[AREA] = "".join(asked[AREA][:1])
    for key, value in meant.items():
        if (held[key] or None) != (value or None):
            state.set_widget(key, value)


def _gone(offered: dict[str, list[str]], first: dt.date | None, last: dt.date | None) -> list[str]:
    """What the address bar asks of filters and they do not offer, in its words; the widgets take it out when they are drawn."""
    found = []
    for choice in CHOICES:
        known = {choice.labels().get(code, code) for code in offered[choice.attribute]}
        found += [text for text in st.query_params.get_all(choice.key) if text and text not in known]
    for key in DATES:
        for text in filter(None, st.query_params.get_all(key)):
            day = pd.to_datetime(text, format="ISO8601", errors="coerce")
            is_outside = last and day > pd.Timestamp(last) if key == "from" else first and day < pd.Timestamp(first)
            if pd.isna(day) or is_outside:  # a bound on the near side of all contacts leaves nothing out
                found.append(text)
    return [text[:60] for text in found]


def clear_button() -> None:
    """The way back to everything; below the filters."""
    st.button(
        "Clear all filters",
        key="filters.clear",
        on_click=_clear,
        disabled=wanted().is_everything,
        width="stretch",
        icon=":material/filter_alt_off:",
    )


def wanted() -> Filters:
    """The filters that are set, from the widgets in the sidebar."""
    values = state.widget_values([*(choice.key for choice in CHOICES), *DATES, AREA])
    chosen = {choice.attribute: tuple(values[choice.key] or ()) for choice in CHOICES}
    try:
        area = areas.read(values[AREA])
    except areas.AreaError:
        area = None  # said beside the box, where it was typed
    return Filters(**chosen, date_from=values["from"], date_to=values["to"], area=area.code if area else "")


def keep_area(code: str) -> None:
    """Make an area the filter of every page, and draw it all anew; the last thing a callback does."""
    state.set_widget(AREA, code)
    st.rerun()


def keep_dates(first: dt.date | None, last: dt.date | None) -> None:
    """Make a period the filter of every page, and draw it all anew; the last thing a callback does."""
    register = state.register()
    span = cached.span(state.scope(), register.path) if register else None
    if span is not None:
        first = None if first is None else min(max(first, span[0]), span[1])
        last = None if last is None else min(max(last, span[0]), span[1])
    for key, day in zip(DATES, (first, last), strict=True):
        state.set_widget(key, day)
    st.rerun()


def _area() -> None:
    """The box an area is typed in, and where the map puts the one chosen there, with what it is in words."""
    typed = st.text_input(
        "Area",
        key=AREA,
        bind="query-params",
        placeholder="Postcode, or choose on the map",
        max_chars=1_200,
        help="A postcode (CM1 1AA) or its beginning (CM1). On the page Hotspots: click a place, draw an area, or drop a pin.",
    )
    try:
        area = areas.read(typed)
    except areas.AreaError as error:
        st.caption(f":material/error: {plain(str(error))} Every area is shown.")
        return
    if area is not None:
        st.caption(f":material/location_on: {plain(area_words.said(area))}")


def draw(parts: Sequence[str]) -> None:
    """Draw parts of the page anew instead of all of it; the callback of a filter, or the last thing another callback does."""
    if parts:
        with contextlib.suppress(StreamlitAPIException):  # a page that ended before its parts: it is drawn as a whole
            st.rerun(list(parts))


def _pick(choice: Choice, offered: list[str], parts: Sequence[str]) -> None:
    labels = choice.labels()
    held = set(offered)
    options = [code for code in labels if code in held] + sorted(held - set(labels))  # codes no list knows come last
    st.multiselect(
        choice.label,
        options,
        format_func=lambda code: labels[code],
        key=choice.key,
        bind="query-params",
        placeholder="All",
        help=choice.help or None,
        on_change=draw,
        args=(parts,),
    )


def _clear() -> None:
    state.clear((choice.key for choice in CHOICES), DATES)
    state.set_widget(AREA, "")
    st.rerun()


def in_words(wanted: Filters) -> str:
    """The filters as a sentence: `"Hand car wash · Basildon · from 01/01/2025"`; empty for everything."""
    parts = []
    for choice in CHOICES:
        labels = choice.labels()
        names = [labels[code] for code in getattr(wanted, choice.attribute)]
        if names:
            parts.append(", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else ""))
    if wanted.date_from:
        parts.append(f"from {wanted.date_from:%d/%m/%Y}")
    if wanted.date_to:
        parts.append(f"to {wanted.date_to:%d/%m/%Y}")
    area = areas.read(wanted.area)
    if area is not None:
        parts.append(area_words.said(area))
    return " · ".join(parts)


def of_query(query: str, as_of: dt.date | None = None) -> dict[str, list[str]]:
    """A query in codes as the address bar has it: `"sector=CAR_WASH&from=-30d"` -> `{"sector": ["Hand car wash"], "from": ["2026-08-31"]}`.

    Args:
        as_of: the day that `-30d` (days) and `-36m` (months) count back from; without it they are left out.
    """
    by_key = {choice.key: choice for choice in CHOICES}
    found: dict[str, list[str]] = {}
    for key, code in (part.split("=", 1) for part in query.split("&") if part):
        back = _BACK.fullmatch(code)
        if back and as_of is None:
            continue
        if back and as_of is not None:
            unit = "months" if back[2] == "m" else "days"
            code = (
                (pd.Timestamp(as_of) - pd.DateOffset(**{unit: int(back[1])}) + pd.Timedelta(days=1)).date().isoformat()
            )
        found.setdefault(key, []).append(by_key[key].labels().get(code, code) if key in by_key else code)
    return found


_BACK = re.compile(r"-(\d+)([dm])")


def query_of(wanted: Filters) -> dict[str, list[str]]:
    """The filters as the address bar has them, so that a link can carry them along."""
    found = {choice.key: [choice.labels()[code] for code in getattr(wanted, choice.attribute)] for choice in CHOICES}
    found |= {key: [day.isoformat()] for key, day in zip(DATES, (wanted.date_from, wanted.date_to), strict=True) if day}
    found |= {AREA: [wanted.area]} if wanted.area else {}
    return {key: values for key, values in found.items() if values}
