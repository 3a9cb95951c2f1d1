"""What a person should know first: a few sentences, each a count that leads to the rows behind it."""

from __future__ import annotations

import pandas as pd

import codes
from tables import CHANGES, PARTNER_FRESHNESS, STANDOUTS, check, conform

QUIET_FACTOR = 3.0
QUIET_LEAST_DAYS = 60
RISE_LEAST = 5
RISE_FACTOR = 1.5
SEVERE_LEAST = 3
SEVERE_FACTOR = 1.5


def standouts(
    freshness: pd.DataFrame,
    changes: pd.DataFrame,
    unseen: pd.DataFrame,
    *,
    severe: pd.DataFrame | None = None,
    most: int = 6,
) -> pd.DataFrame:
    """The things that stand out, most telling first.

    Args:
        freshness: PARTNER_FRESHNESS.
        changes: CHANGES.
        unseen: listed premises by sector: `sector`, `listed`, `unseen`.
        severe: formal action of the last 30 days by sector: `sector`, `now`, `businesses`, `usual`; None for not looked at.
        most: at most so many rows, of one kind at most half of them.
    Returns:
        STANDOUTS.
    """
    check(freshness, PARTNER_FRESHNESS)
    check(changes, CHANGES)
    rows = [*_gone_quiet(freshness), *_rising(changes), *_under_the_radar(unseen), *_severe(severe)]
    frame = conform(pd.DataFrame(rows, columns=STANDOUTS.names), STANDOUTS)
    frame = frame.sort_values("order", ascending=False, kind="stable")
    of_a_kind = frame.groupby("kind").cumcount()
    first = frame[of_a_kind < max(1, most // 2)]
    chosen = pd.concat([first, frame.drop(first.index)]).head(most)
    return check(chosen.sort_values("order", ascending=False, kind="stable").reset_index(drop=True), STANDOUTS)


def _gone_quiet(freshness: pd.DataFrame) -> list[dict[str, object]]:
    """Organisations silent for three times their usual gap and two months at least: a feed that stopped, or a team that did."""
    usual = freshness["usual_gap_days"].fillna(30).clip(lower=1)
    quiet = freshness[(freshness["silent_days"] > QUIET_LEAST_DAYS) & (freshness["silent_days"] > QUIET_FACTOR * usual)]
    return [
        {
            "kind": "quiet",
            "headline": f"{row.partner_org} has gone quiet",
            "detail": f"Nothing after {row.last_contact:%-d %B %Y}: {row.silent_days:,} days{_usual(row.usual_gap_days)}.",
            "page": "timeline",
            "query": f"partner={row.partner}{_district_of(row.partner_org)}",
            "order": 1_000 + float(row.touch_points) / 1_000,
        }
        for row in quiet.itertuples()
    ]


def _severe(severe: pd.DataFrame | None) -> list[dict[str, object]]:
    """Sectors with at least three formal actions in 30 days, half as many again as usual."""
    if severe is None or severe.empty:
        return []
    much = severe[(severe["now"] >= SEVERE_LEAST) & (severe["now"] >= SEVERE_FACTOR * severe["usual"])]
    labels = codes.labels("sectors")
    return [
        {
            "kind": "severe",
            "headline": f"{labels[row.sector]}: {row.now:,} formal actions in 30 days",
            "detail": f"At {row.businesses:,} businesses, where {row.usual:.1f} in 30 days are usual.",
            "page": "businesses",
            "query": f"sector={row.sector}&severity=3&severity=4&from=-30d",
            "order": 500 + float(row.now - row.usual),
        }
        for row in much.itertuples()
    ]


def _usual(gap: float) -> str:
    return "" if pd.isna(gap) else f", where {max(1, round(gap))} is usual"


def _district_of(organisation: str) -> str:
    """`"Tendring Council"` -> `"&district=E07000076"`; nothing for bodies that cover the county."""
    named = [code for code, label in codes.labels("districts").items() if label in organisation]
    return f"&district={named[0]}" if len(named) == 1 else ""


def _rising(changes: pd.DataFrame) -> list[dict[str, object]]:
    """Sectors in districts where formal action rose by half or more on at least five."""
    rose = changes[(changes["now"] >= RISE_LEAST) & (changes["now"] >= RISE_FACTOR * changes["before"].clip(lower=1))]
    sectors, districts = codes.labels("sectors"), codes.labels("districts")
    return [
        {
            "kind": "rising",
            "headline": f"{sectors[row.sector]}, {districts.get(row.district, row.district)}: formal action is up",
            "detail": f"{row.now} in the last 12 months at {row.businesses} businesses, {row.before} in the 12 before.",
            "page": "hotspots",
            "query": f"sector={row.sector}&district={row.district}",
            "order": 100 + float(row.now - row.before),
        }
        for row in rose.itertuples()
    ]


def _under_the_radar(unseen: pd.DataFrame) -> list[dict[str, object]]:
    """High-attention sectors whose listed premises nobody has seen for three years, the largest shares first."""
    table = codes.table("sectors")
    high = set(table.loc[table["is_high_attention"] == "yes", "sector"])
    known = unseen[unseen["sector"].isin(high) & (unseen["listed"] >= 5)]
    labels = codes.labels("sectors")
    return [
        {
            "kind": "unseen",
            "headline": f"{labels[row.sector]}: {row.unseen:,} of {row.listed:,} premises seen by nobody",
            "detail": "In the rating list, with no contact by any partner in 36 months. Verify that they exist.",
            "page": "businesses",
            "query": f"sector={row.sector}&uncontacted=true",
            "order": 100 * row.unseen / row.listed,
        }
        for row in known.itertuples()
        if row.unseen / row.listed >= 0.4
    ]
