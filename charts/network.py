"""Who shares what with a business: businesses as dots, shared details between them. No person is drawn."""

from __future__ import annotations

import networkx as nx
import pandas as pd
import plotly.graph_objects as go

from charts import theme
from charts.profile_timeline import shortened

MOST_BUSINESSES = 40
KINDS = {
    "telephone": ("#0072B2", "Telephone"),
    "email domain": ("#C75B9B", "Email domain"),
    "company": ("#D98200", "Company"),
    "registered office": ("#8C8B00", "Registered office"),
    "premises": ("#009E73", "Premises"),
}
"""Colour and label of each kind of detail."""


def network(shared: pd.DataFrame, *, business_id: str, name: str, height: int = 440) -> go.Figure:
    """A graph of what is shared.

    Args:
        shared: kind, value, business_id, name, sector; details that do not count are left out already.
        business_id, name: the business in the middle.
        height: pixels.
    """
    if shared.empty:
        return theme.empty_figure("It shares no telephone, domain, company, office or premises", height=160)
    near = shared.drop_duplicates(["kind", "value", "business_id"])
    kept = [business_id, *[key for key in near["business_id"].unique() if key != business_id]][:MOST_BUSINESSES]
    near = near[near["business_id"].isin(kept)]
    names = {**dict(zip(near["business_id"], near["name"], strict=True)), business_id: name}
    graph = nx.Graph()
    graph.add_edges_from((row.business_id, (row.kind, row.value)) for row in near.itertuples())
    at = nx.kamada_kawai_layout(graph)
    figure = go.Figure()
    for kind, (colour, label) in KINDS.items():
        _details(figure, graph, at, kind, (colour, label))
    others = [node for node in graph if isinstance(node, str) and node != business_id]
    _businesses(figure, at, others, names, colour=theme.MUTED, size=15)
    _businesses(figure, at, [node for node in graph if node == business_id], names, colour=theme.ACCENT, size=24)
    figure.update_xaxes(visible=False, range=_span(at, 0, 0.35))
    figure.update_yaxes(visible=False, range=_span(at, 1, 0.2))
    theme.framed(figure, height=height)
    return figure.update_layout(dragmode="pan", margin={"t": 40})


def _span(at: dict, axis: int, edge: float) -> list[float]:
    values = [float(place[axis]) for place in at.values()]
    return [min(values) - edge, max(values) + edge]


def _details(figure: go.Figure, graph: nx.Graph, at: dict, kind: str, look: tuple[str, str]) -> None:
    nodes = [node for node in graph if isinstance(node, tuple) and node[0] == kind]
    if not nodes:
        return
    xs: list[float | None] = []
    ys: list[float | None] = []
    for node in nodes:
        for other in graph.neighbors(node):
            xs += [at[node][0], at[other][0], None]
            ys += [at[node][1], at[other][1], None]
    figure.add_scatter(
        x=xs, y=ys, mode="lines", line={"width": 1.6, "color": look[0]}, hoverinfo="skip", showlegend=False
    )
    figure.add_scatter(
        x=[at[node][0] for node in nodes], y=[at[node][1] for node in nodes], mode="markers", name=look[1],
        marker={"symbol": "diamond", "size": 11, "color": look[0]},
        text=["the same premises" if kind == "premises" else shortened(node[1]) for node in nodes],
        hovertemplate=look[1] + ": %{text}<extra></extra>",
    )  # fmt: skip


def _businesses(figure: go.Figure, at: dict, nodes: list, names: dict[str, str], *, colour: str, size: int) -> None:
    figure.add_scatter(
        x=[at[node][0] for node in nodes], y=[at[node][1] for node in nodes], mode="markers+text", showlegend=False,
        marker={"size": size, "color": colour, "line": {"width": 1.5, "color": "#FFFFFF"}},
        text=[shortened(names.get(node, "?"))[:26] for node in nodes], textposition="bottom center", textfont={"size": 12},
        customdata=[[shortened(names.get(node, "?"))] for node in nodes], hovertemplate="%{customdata[0]}<extra></extra>",
    )  # fmt: skip
