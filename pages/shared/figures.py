"""The seven headline figures in words: title, definition, value, what it is made of, and what Essex published of its own tool."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

import codes
from charts.spark import sparkline
from pages.shared import layout, navigation
from pages.shared.messages import counted
from store.overview import RETAIL_LEAST, RETAIL_SHARE, Figures


@dataclass(frozen=True)
class Headline:
    """One of the seven.

    Attributes:
        key: name in the address bar.
        title, definition: in plain words; `{n}` is the number of organisations asked for.
        value: the number, None where there is nothing to divide by.
        shown: the number as people read it.
        made_of: the counts behind it, in one line.
        trend: column of the trends; the words say what one point is.
        published: what Essex published of its own tool.
    """

    key: str
    title: str
    definition: str
    value: Callable[[Figures], float | None]
    shown: Callable[[float], str]
    made_of: Callable[[Figures], str]
    trend: str
    trend_words: str
    published: str


def _count(value: float) -> str:
    return f"{value:,.0f}"


def _percent(value: float) -> str:
    return f"{value:.0%}"


HEADLINES = (
    Headline(
        "businesses", "Businesses on our list",
        "Every business that any list or partner names, the rating list among them, under what the filters say about the business itself.",
        lambda f: f.businesses, _count, lambda f: f"{f.contacted:,} with a contact ({_part(f.contacted_share)})",
        "businesses", "Businesses known by the end of each month", "87,500",
    ),
    Headline(
        "records", "Records of contact",
        "Touch-points: recorded contacts of any kind under the filters. One record is one contact, not one mark against the business.",
        lambda f: f.touch_points, _count, lambda f: f"on {f.contacted:,} of {f.businesses:,} businesses",
        "touch_points", "Contacts in each month", "120,000 on 14,300 businesses (16%)",
    ),
    Headline(
        "partners", "Partners contributing",
        "Kinds of partner with at least one contact under the filters. Each council counts as an organisation of its own.",
        lambda f: f.partners, _count, lambda f: counted(f.organisations, "organisation"),
        "organisations", "Organisations with a contact in each month", "6 partners",
    ),
    Headline(
        "per_day", "Contacts a day",
        "Contacts in the twelve months to the last day any partner reaches, or between the dates asked for, divided by the days.",
        lambda f: f.per_day, lambda value: f"{value:,.1f}" if value < 100 else f"{value:,.0f}",
        lambda f: f"{f.window_contacts:,} in {f.window_days:,} days",
        "per_day", "Contacts a day in each month", "245",
    ),
    Headline(
        "known", "Known to more than {n}",
        "Of the businesses with a contact, the share that more than {n} organisations have had contact with.",
        lambda f: f.known_share, _percent, lambda f: f"{f.known:,} of {f.contacted:,} businesses",
        "known_share", "Share by the end of each month", "39% known to more than three",
    ),
    Headline(
        "top", "Held by the busiest 5%",
        "Share of all complaint and enforcement contact (complaints, service requests, notices to prosecutions) at the busiest 5% of the "
        "businesses that at least two organisations know. Beside it the same for the busiest 5% of all businesses with a contact.",
        lambda f: f.top_multi_share, _percent,
        lambda f: f"{f.top_multi_businesses:,} multi-agency businesses; 5% of all: {_part(f.top_all_share)}",
        "top_share", "Share in each of the last six years", "almost a quarter",
    ),
    Headline(
        "retail", "Retail areas, times the rest",
        "Complaints, incidents and enforcement for each listed premises in retail areas, divided by the same elsewhere. A retail area is a "
        f"postcode with at least {RETAIL_LEAST} listed premises of which {RETAIL_SHARE:.0%} or more are shops, food, drink, hair, beauty or betting.",
        lambda f: f.retail_ratio, lambda value: f"{value:.1f} ×",
        lambda f: f"{f.retail_premises:,} of {f.retail_premises + f.other_premises:,} premises",
        "retail_ratio", "Ratio over the twelve months to each month", "5 times as likely to need support",
    ),
)  # fmt: skip


def _part(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def shown(headline: Headline, figures: Figures) -> str:
    """The value as people read it; a dash where there is nothing to divide by."""
    value = headline.value(figures)
    return "–" if value is None else headline.shown(value)


def difference(headline: Headline, now: Figures, before: Figures | None) -> str:
    """The change since the last load, in the unit of the figure: `"+225"`, `"-0.3 pp"`; no change is said too."""
    if before is None:
        return "first load"
    a, b = headline.value(now), headline.value(before)
    if a is None or b is None:
        return "no comparison"
    if headline.shown is _percent:
        return f"{100 * (a - b):+.1f} points" if abs(a - b) >= 0.0005 else "unchanged"
    return "unchanged" if abs(a - b) < 0.005 else (f"{a - b:+,.2f}" if abs(a - b) < 10 and a % 1 else f"{a - b:+,.0f}")


def tile(
    headline: Headline,
    now: Figures,
    before: Figures | None,
    trend: pd.Series,
    query: dict[str, list[str]],
    more_than: int,
) -> None:
    """One figure with its definition, change, trend, and the way to the rows behind it."""
    with st.container(border=True, gap="xxsmall", height="stretch"):
        changed = difference(headline, now, before)
        layout.figure(
            headline.title.format(n=more_than), shown(headline, now), border=False,
            below=f"{changed} since the last load" if before is not None else changed,
            help_text=headline.definition.format(n=more_than) + f" The line: {headline.trend_words.lower()}.",
        )  # fmt: skip
        line = sparkline(trend, label=headline.trend_words, shown=headline.shown)
        if line:
            st.html(line)
        st.caption(headline.made_of(now))
        link = {**query, "figure": [headline.key], "known": [str(more_than)]}
        navigation.link("figure", "Rows behind it", link, icon=":material/table_rows:")


ROW_LABELS = {
    "name": "Name", "sector": "Sector", "address": "Address", "postcode": "Postcode", "district": "District",
    "is_listed": "In the rating list", "first_seen": "First seen", "event_date": "Date", "partner": "Partner",
    "partner_org": "Organisation", "type": "Type", "role": "The business was", "outcome_raw": "Outcome, as sent",
    "severity": "Severity", "file_name": "File", "source_row": "Row", "touch_points": "Touch-points",
    "businesses": "Businesses", "first_contact": "First contact", "last_contact": "Last contact",
    "organisations": "Organisations", "complaints": "Complaints and enforcement", "is_retail": "Retail area",
    "premises": "Listed premises", "shop_share": "Share of shops", "contacts": "Contacts",
    "per_premises": "For each premises",
}  # fmt: skip
_CODED = {
    "sector": "sectors",
    "district": "districts",
    "partner": "partners",
    "type": "touch_point_types",
    "role": "roles",
}


def readable(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with words for codes and headings people read, without ids."""
    words = rows.assign(
        **{name: rows[name].map(codes.labels(listed)) for name, listed in _CODED.items() if name in rows}
    )
    return words[[name for name in ROW_LABELS if name in rows]].rename(columns=ROW_LABELS)
