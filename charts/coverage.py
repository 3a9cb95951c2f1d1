"""Who has seen whom: a heat table of sectors and partners, and which partners overlap."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
from plotly.colors import sample_colorscale
from plotly.subplots import make_subplots

import codes
from charts import theme
from charts.county_timeline import RAMP
from tables import COVERAGE, OVERLAPS, check

ANY = "ANY"
MOST_SETS = 18
ROW = 27


def coverage_heat(coverage: pd.DataFrame, *, mode: str) -> go.Figure:
    """Share of listed premises seen, a row for each sector and a column for each partner, the first for any partner at all.

    Args:
        coverage: COVERAGE.
        mode: `light` or `dark`.
    """
    check(coverage, COVERAGE)
    if coverage.empty:
        return theme.empty_figure("No premises of the rating list under these filters", height=260)
    sectors, partners = codes.labels("sectors"), codes.table("partners").set_index("partner")["short"]
    listed = coverage.groupby("sector")["listed"].max().sort_values(ascending=True, kind="stable")
    wide = coverage.pivot(index="sector", columns="partner", values="seen").fillna(0).reindex(listed.index)
    order = [
        code
        for code in wide.sum().sort_values(ascending=False, kind="stable").index
        if code != ANY and wide[code].sum()
    ]
    columns = [ANY, *order]
    wide = wide.reindex(columns=columns).fillna(0)
    share = wide.div(listed, axis=0)
    words = [[f"{seen:,.0f} of {listed[code]:,}" for seen in wide.loc[code]] for code in wide.index]
    names = ["Anybody", *(str(partners.get(code, code)) for code in order)]
    rows = [f"{sectors.get(code, code)}  ({listed[code]:,})" for code in wide.index]
    figure = go.Figure()
    figure.add_heatmap(
        z=share.to_numpy(), x=names, y=rows, text=words,
        customdata=[[f"{code}|{partner}" for partner in columns] for code in wide.index],
        zmin=0, zmax=1, colorscale=[list(step) for step in RAMP[mode]], xgap=2, ygap=2,
        colorbar={"title": "seen", "tickformat": ".0%", "thickness": 10, "len": 0.6},
        hovertemplate="<b>%{y}</b><br>%{x}: %{z:.1%}, %{text} premises<extra></extra>",
    )  # fmt: skip
    cells = share.to_numpy().ravel()
    figure.add_scatter(
        x=names * len(rows), y=[row for row in rows for _ in names], mode="text", hoverinfo="skip", showlegend=False,
        text=[f"{value:.0%}" for value in cells],
        textfont={"size": 11, "color": theme.ink_on(sample_colorscale([list(step) for step in RAMP[mode]], cells))},
    )  # fmt: skip
    figure.update_xaxes(side="top", tickangle=-35, showgrid=False)
    figure.update_yaxes(showgrid=False, automargin=True)
    return theme.framed(figure, height=120 + ROW * len(wide), legend=False)


def overlap_sets(overlaps: pd.DataFrame, *, most: int = MOST_SETS) -> go.Figure:
    """Businesses by exactly which partners know them: bars above, and below them dots for the partners in each set.

    Args:
        overlaps: OVERLAPS.
        most: sets shown, those with most businesses.
    """
    check(overlaps, OVERLAPS)
    if overlaps.empty:
        return theme.empty_figure("No contact in this period under these filters", height=260)
    shown = overlaps.head(most).reset_index(drop=True)
    members = [line.split() for line in shown["partners"]]
    totals = (
        overlaps.assign(partner=overlaps["partners"].str.split())
        .explode("partner")
        .groupby("partner")["businesses"]
        .sum()
    )
    present = [code for code in totals.sort_values(kind="stable").index if any(code in line for line in members)]
    names = codes.labels("partners")
    rows = {code: f"{names.get(code, code)}  ({totals[code]:,})" for code in present}
    figure = make_subplots(2, 1, shared_xaxes=True, row_heights=[0.45, 0.55], vertical_spacing=0.03)
    words = [
        ", ".join(names.get(code, code) for code in line) + (" only" if len(line) == 1 else "") for line in members
    ]
    figure.add_bar(
        x=list(range(len(shown))), y=shown["businesses"], customdata=list(zip(words, shown["touch_points"], strict=True)),
        marker={"color": [theme.ACCENT if len(line) > 1 else theme.MUTED for line in members]}, text=shown["businesses"],
        texttemplate="%{y:,}", textposition="outside", cliponaxis=False, row=1, col=1,
        hovertemplate="%{customdata[0]}<br>%{y:,} businesses, %{customdata[1]:,} touch-points<extra></extra>",
    )  # fmt: skip
    for number, line in enumerate(members):
        inside = [rows[code] for code in present if code in line]
        figure.add_scatter(
            x=[number] * len(present), y=list(rows.values()), mode="markers", hoverinfo="skip", row=2, col=1,
            marker={"size": 9, "color": theme.MUTED, "opacity": 0.25},
        )  # fmt: skip
        figure.add_scatter(
            x=[number] * len(inside), y=inside, mode="lines+markers", hoverinfo="skip", row=2, col=1,
            marker={"size": 11, "color": theme.ACCENT}, line={"color": theme.ACCENT, "width": 2},
        )  # fmt: skip
    figure.update_xaxes(showticklabels=False, showgrid=False, zeroline=False)
    figure.update_yaxes(title="Businesses", tickformat=",d", row=1, col=1)
    figure.update_yaxes(
        categoryorder="array", categoryarray=list(rows.values()), showgrid=False, automargin=True, row=2, col=1
    )
    return theme.framed(figure, height=230 + ROW * len(rows), legend=False).update_layout(margin={"t": 24})


def visited_table(counts: pd.DataFrame) -> pd.DataFrame:
    """Who visits the same premises within 90 days, in words: `first`, `second`, `premises`, `pairs`."""
    names = codes.labels("partners")
    return pd.DataFrame(
        {
            "Partners": [
                f"{names.get(row.first, row.first)} and {names.get(row.second, row.second)}"
                if row.first != row.second
                else f"{names.get(row.first, row.first)}, two organisations"
                for row in counts.itertuples()
            ],
            "Premises": counts["premises"],
            "Times": counts["pairs"],
        }
    )
