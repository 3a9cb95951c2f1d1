"""Figures in the colours of the page, without a template."""

import plotly.graph_objects as go
import pytest

from charts.dress import COLOURS, dressed


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_what_a_figure_says_of_itself_counts_before_what_is_usual(mode):
    figure = go.Figure(
        [go.Bar(x=[1], y=[2]), go.Bar(x=[1], y=[2], xaxis="x2", yaxis="y2")],
        {"yaxis": {"gridcolor": "#123456", "title": {"text": "Contacts"}}, "font": {"size": 20}},
    )
    said = dressed(figure, mode).to_plotly_json()["layout"]
    assert "template" not in said
    assert said["datarevision"] == 1
    assert (said["yaxis"]["gridcolor"], said["yaxis"]["title"]["text"]) == ("#123456", "Contacts")
    assert said["yaxis"]["title"]["font"]["color"] == COLOURS[mode]["text"]
    assert (said["font"]["size"], said["font"]["color"]) == (20, COLOURS[mode]["text"])
    assert {said[axis]["tickfont"]["color"] for axis in ("xaxis", "xaxis2", "yaxis2")} == {COLOURS[mode]["text"]}


def test_a_figure_without_axes_gets_none():
    figure = dressed(go.Figure([go.Pie(values=[1, 2])]), "light")
    assert not [name for name in figure.to_plotly_json()["layout"] if "axis" in name]
