"""Pictures of how good each source is: how full, how precise, when it arrives, and how that changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from html import escape

import numpy as np
import pandas as pd
import plotly.graph_objects as go

import codes
from charts.theme import ACCENT, MUTED, empty_figure, framed
from tables import ARRIVALS, SOURCE_QUALITY, UNKNOWN_WORDS, check

FIELDS = {
    "name": "Name",
    "address": "Address",
    "postcode": "Postcode",
    "uprn": "UPRN",
    "longitude": "Position",
    "company_number": "Company",
    "phone": "Phone",
    "category": "Trade",
    "with_reference": "Reference",
    "with_outcome": "Outcome",
    "assessed": "Assessed",
}
PRECISIONS = {
    "at_rooftop": ("Rooftop", "#0F6E8C"),
    "at_street": ("Street", "#4C9BD1"),
    "at_postcode": ("Postcode", "#9CCBE6"),
    "at_area": ("Area", "#F2B134"),
    "at_none": ("No position", "#A9B4BC"),
}
OTHERS = {"matched": "Matched to another source", "spelt_twice": "Same business, several spellings"}
FULL = [[0.0, "#C4506F"], [0.5, "#F2C66D"], [0.8, "#E7EFF3"], [1.0, "#A8D3EC"]]
CHANGE = [[0.0, "#C4506F"], [0.5, "#F1F5F7"], [1.0, "#7DB9DE"]]
NEVER = "rgba(128,140,150,0.13)"
RHYTHM_MONTHS = 36
MONTH_MS = 25 * 86_400_000
LONGEST_LABEL = 38
ROW_HEIGHT = 40


def shares(quality: pd.DataFrame, period: str) -> pd.DataFrame:
    """A row for each source, a column for each measure: per cent, missing where there is nothing to be full; `at_none` is what has no
    position."""
    check(quality, SOURCE_QUALITY)
    chosen = quality[quality["period"] == period]
    share = (100 * chosen["part"] / chosen["whole"].where(chosen["whole"] > 0)).astype("float64")
    wide = chosen.assign(share=share).pivot_table(index="source", columns="measure", values="share", dropna=False)
    precise = wide.reindex(columns=[name for name in PRECISIONS if name != "at_none"]).sum(axis=1)
    return wide.assign(at_none=(100 - precise).clip(lower=0)).reindex(columns=[*FIELDS, *PRECISIONS, *OTHERS])


def completeness(quality: pd.DataFrame, titles: Mapping[str, str], period: str) -> go.Figure:
    """How full each field of each source is, a dash where it never sends the field; with period `change`, the last month against the one before, in points.

    Args:
        quality: SOURCE_QUALITY.
        titles: source to what people call it.
        period: all, last, before or change.
    """
    if quality.empty:
        return empty_figure("Nothing is loaded", height=200)
    is_change = period == "change"
    found = shares(quality, "last") - shares(quality, "before") if is_change else shares(quality, period)
    found = found.reindex(columns=list(FIELDS)).where(shares(quality, "all")[list(FIELDS)] > 0).dropna(how="all")
    if found.empty:
        return empty_figure("No source has two months yet", height=200)
    words = found.map(lambda value: "" if pd.isna(value) else f"{round(value):+d}" if is_change else f"{value:.0f}")
    names = _labels(found.index, titles)
    unit = "points" if is_change else "%"
    picture = go.Heatmap(
        z=found.to_numpy(),
        x=list(FIELDS.values()),
        y=names,
        text=words.to_numpy(),
        texttemplate="%{text}",
        textfont={"size": 13},
        hoverongaps=False,
        colorscale=CHANGE if is_change else FULL,
        zmin=-20 if is_change else 0,
        zmax=20 if is_change else 100,
        xgap=3,
        ygap=3,
        showscale=False,
        hovertemplate="%{y}<br>%{x}: %{z:.1f} " + unit + "<extra></extra>",
    )
    never = found.isna().replace(False, np.nan).astype("float64")
    grey = go.Heatmap(
        z=never.to_numpy(), x=list(FIELDS.values()), y=names, text=never.map(lambda value: "–" if value == 1 else "").to_numpy(),
        texttemplate="%{text}", textfont={"size": 13, "color": MUTED}, colorscale=[[0, NEVER], [1, NEVER]], xgap=3, ygap=3,
        showscale=False, hoverongaps=False, hovertemplate="%{y}<br>%{x}: never sent<extra></extra>",
    )  # fmt: skip
    figure = framed(go.Figure([grey, picture]), height=130 + ROW_HEIGHT * len(found), legend=False)
    figure.update_layout(margin_t=70)  # the buttons of a figure lie in its corner, over the last heading otherwise
    figure.update_xaxes(side="top", tickangle=0, showgrid=False, fixedrange=True, automargin=True)
    figure.update_yaxes(autorange="reversed", showgrid=False, fixedrange=True, automargin=True)
    return figure


def _labels(sources: Iterable[object], titles: Mapping[str, str]) -> list[str]:
    """Titles for an axis: no markup, none alike, cut where they are long."""
    labels: list[str] = []
    for source in sources:
        title = titles.get(str(source), str(source))
        label = escape(title if len(title) <= LONGEST_LABEL else title[: LONGEST_LABEL - 1] + "…")
        labels.append(label if label not in labels else f"{label} ({len(labels)})")
    return labels


def precision(quality: pd.DataFrame, titles: Mapping[str, str]) -> go.Figure:
    """How precise the places of each source are, per cent of its records."""
    if quality.empty:
        return empty_figure("Nothing is loaded", height=200)
    found = shares(quality, "all")
    names = _labels(found.index, titles)
    figure = go.Figure()
    for name, (label, colour) in PRECISIONS.items():
        figure.add_bar(
            x=found[name].fillna(0),
            y=names,
            name=label,
            orientation="h",
            marker={"color": colour},
            hovertemplate="%{y}<br>" + label + ": %{x:.1f}%<extra></extra>",
        )
    figure = framed(figure, height=90 + 34 * len(found))
    figure.update_layout(barmode="stack", bargap=0.3)
    figure.update_xaxes(range=[0, 101], tickvals=[0, 25, 50, 75, 100], ticksuffix="%", fixedrange=True)
    figure.update_yaxes(autorange="reversed", fixedrange=True, automargin=True)
    return figure


def rhythm(months: pd.DataFrame, loads: pd.DataFrame, gaps: pd.DataFrame) -> go.Figure:
    """Contacts of one source by month over the last three years, the days its files came, and the months without any contact.

    Args:
        months: ARRIVALS of one source.
        loads: LOADS of it.
        gaps: `month` without a contact.
    """
    check(months, ARRIVALS)
    if months.empty:
        return empty_figure("A list of businesses: it has no contacts of its own", height=160)
    figure = go.Figure()
    months = months[months["month"] > months["month"].max() - pd.DateOffset(months=RHYTHM_MONTHS)]
    figure.add_bar(x=months["month"], y=months["touch_points"], name="Contacts", width=MONTH_MS, marker={"color": ACCENT}, hovertemplate="%{x|%B %Y}: %{y:,}<extra></extra>")  # fmt: skip
    figure.add_scatter(x=gaps["month"], y=[0] * len(gaps), name="Month without a contact", mode="markers", marker={"symbol": "x", "size": 9, "color": "#A3123F"}, hovertemplate="%{x|%B %Y}: no contact<extra></extra>")  # fmt: skip
    days = loads["loaded_at"].dt.normalize().drop_duplicates()
    top = float(months["touch_points"].max())
    figure.add_scatter(x=days, y=[top] * len(days), name="File received", mode="markers", marker={"symbol": "triangle-down", "size": 11, "color": MUTED}, hovertemplate="%{x|%-d %B %Y}: file received<extra></extra>")  # fmt: skip
    figure = framed(figure, height=280)
    figure.update_yaxes(rangemode="tozero", fixedrange=True)
    return figure


def freshness_table(
    months: pd.DataFrame,
    loads: pd.DataFrame,
    quality: pd.DataFrame,
    titles: Mapping[str, str],
    words: pd.DataFrame,
    *,
    as_of: dt.date,
) -> pd.DataFrame:
    """A line for each source: how fresh, how regular, how much was left out, sent twice or unknown, how far matched, and that of a
    month before.

    Args:
        months: ARRIVALS.
        loads: LOADS.
        quality: SOURCE_QUALITY.
        titles: source to what people call it.
        words: UNKNOWN_WORDS.
        as_of: the day silence is counted to.
    """
    unknown = words["source"].value_counts()
    now, last, before = (shares(quality, period) for period in ("all", "last", "before"))
    span = pd.date_range(end=pd.Timestamp(as_of).replace(day=1), periods=RHYTHM_MONTHS, freq="MS")
    lines = []
    for source, own in loads.groupby("source", sort=False):
        mine = months[months["source"] == source].set_index("month")
        reach = mine["last_contact"].max() if len(mine) else pd.NaT
        lines.append(
            {
                "Source": titles.get(str(source), str(source)),
                "Matched": _of(now, source, "matched"),
                "Last month": _of(last, source, "matched"),
                "Month before": _of(before, source, "matched"),
                "Left out": 100 * own["quarantined"].sum() / max(own["rows_read"].sum(), 1),
                "Sent before": 100 * own["unchanged"].sum() / max(own["rows_read"].sum(), 1),
                "Several spellings": _of(now, source, "spelt_twice"),
                "Unknown words": int(unknown.get(source, 0)),
                "Last load": own["loaded_at"].max(),
                "Last contact": reach,
                "Days silent": (pd.Timestamp(as_of) - reach).days if pd.notna(reach) else None,
                "Last three years": mine["touch_points"].reindex(span).fillna(0).tolist() if len(mine) else [],
                "Months missed": len(span[span >= mine.index.min()].difference(pd.DatetimeIndex(mine.index)))
                if len(mine)
                else None,
                "Partner": codes.labels("partners").get(str(own["partner"].iloc[0]), ""),
            }
        )
    return pd.DataFrame(lines).sort_values(["Partner", "Source"], ignore_index=True) if lines else pd.DataFrame()


def _of(found: pd.DataFrame, source: object, measure: str) -> float | None:
    value = found.loc[source, measure] if source in found.index else None
    return None if value is None or pd.isna(value) else float(value)


OF_LOADS = {"quarantined": "Rows left out", "unchanged": "Rows sent before"}
"""Measures of the files as they came: a month of these is that of the load."""


def month_beside_month(quality: pd.DataFrame, source: str, loads: pd.DataFrame) -> pd.DataFrame:
    """Every measure of one source: all that is loaded, the last month, the month before, and the change in points.

    Args:
        quality: SOURCE_QUALITY.
        loads: LOADS of the source.
    """
    labels = {**FIELDS, **{name: f"Position precise to: {label}" for name, (label, _) in PRECISIONS.items()}, **OTHERS}
    columns = {period: shares(quality, period) for period in ("all", "last", "before")}
    found = pd.DataFrame(
        {
            name: frame.loc[source] if source in frame.index else pd.Series(dtype="float64")
            for name, frame in columns.items()
        }
    ).reindex(list(labels))
    table = pd.DataFrame(
        {
            "Measure": [labels[name] for name in found.index],
            "All loaded": found["all"].to_numpy(dtype="float64"),
            "Last month": found["last"].to_numpy(dtype="float64"),
            "Month before": found["before"].to_numpy(dtype="float64"),
        }
    )
    table = pd.concat([table.dropna(subset=["All loaded"]), _of_loads(loads)], ignore_index=True)
    change = (table["Last month"].round() - table["Month before"].round()) + 0.0
    return table.assign(Change=change)


def _of_loads(loads: pd.DataFrame) -> pd.DataFrame:
    """Of the rows of all files, of those loaded in the last month with a load and in the one before: per cent left out and sent before."""
    month = loads["loaded_at"].dt.to_period("M")
    chosen = {"All loaded": loads} | dict(
        zip(
            ("Last month", "Month before"),
            (loads[month == one] for one in sorted(month.unique(), reverse=True)[:2]),
            strict=False,
        )
    )
    lines = [
        {"Measure": label}
        | {name: 100 * own[column].sum() / max(own["rows_read"].sum(), 1) for name, own in chosen.items()}
        for column, label in OF_LOADS.items()
    ]
    return pd.DataFrame(lines, columns=["Measure", "All loaded", "Last month", "Month before"], dtype="object").astype(
        {"All loaded": "float64", "Last month": "float64", "Month before": "float64"}
    )


def in_words(table: pd.DataFrame) -> pd.DataFrame:
    """month_beside_month as text: `97%`, a change as `+2`; missing where there is nothing to be full."""
    shares_of = ["All loaded", "Last month", "Month before"]
    told = {name: table[name].map(lambda value: f"{value:.0f}%", na_action="ignore") for name in shares_of}
    return table.assign(**told, Change=table["Change"].map(lambda value: f"{value:+.0f}", na_action="ignore"))


def unknown_words_table(words: pd.DataFrame) -> pd.DataFrame:
    """UNKNOWN_WORDS in the order given, in words people read."""
    check(words, UNKNOWN_WORDS)
    return pd.DataFrame(
        {
            "What is unknown": words["problem"],
            "Column": words["column"],
            "Rows": words["rows"].map("{:,}".format),
            "What was done": words["action"],
            "What to do": words["advice"],
            "Last in a file of": words["last_seen"].dt.strftime("%-d %b %Y"),
        }
    )
