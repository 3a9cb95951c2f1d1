"""One meaning, one colour, on every page; and every code there is has both a word and a colour."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import plotly.graph_objects as go
import pytest

import codes
from charts import theme

GROUPS = ("partner", "class", "severity", "sector", "district")


@pytest.mark.parametrize("group", GROUPS)
def test_every_code_has_a_word_and_a_colour(group):
    labels, colours = theme.labels_of(group), theme.colours_of(group)
    assert set(labels) <= set(colours)
    assert all(re.fullmatch(r"#[0-9A-Fa-f]{6}", colour) for colour in colours.values())


def test_every_class_has_a_symbol_of_its_own():
    assert set(theme.SYMBOLS) == set(codes.labels("classes")) == set(theme.CLASS)
    assert len(set(theme.SYMBOLS.values())) == len(theme.SYMBOLS)


def test_the_five_severities_and_the_unknown_have_six_colours():
    assert list(theme.severity_labels()) == ["0", "1", "2", "3", "4", "none"]
    assert len(set(theme.SEVERITY.values())) == 6


SEEN_BY = {
    "everybody": np.eye(3),
    "who sees no red": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "who sees no green": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "who sees no blue": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
}
"""Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB."""
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour: str, eye) -> np.ndarray:
    """CIELAB of a colour as an eye sees it."""
    given = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(given <= 0.04045, given / 12.92, ((given + 0.055) / 1.055) ** 2.4)
    x, y, z = np.cbrt(XYZ @ np.clip(np.array(eye) @ linear, 0, 1) / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eye", SEEN_BY)
def test_any_two_outcomes_can_be_told_apart_by_everybody(eye):
    """A difference of 12 in CIELAB is plain even for dots; 2 is just noticeable side by side."""
    seen = {level: lab(colour, SEEN_BY[eye]) for level, colour in theme.SEVERITY.items()}
    alike = [pair for pair in combinations(seen, 2) if np.linalg.norm(seen[pair[0]] - seen[pair[1]]) < 12]
    assert alike == []


def test_an_empty_figure_says_why():
    figure = theme.empty_figure("Nothing to see", height=123)
    assert isinstance(figure, go.Figure)
    assert [note.text for note in figure.layout.annotations] == ["Nothing to see"]
    assert (figure.layout.height, figure.layout.xaxis.visible, figure.layout.showlegend) == (123, False, False)


def test_figures_have_no_background_so_that_light_and_dark_both_work():
    figure = theme.framed(go.Figure(), height=10)
    assert figure.layout.paper_bgcolor == figure.layout.plot_bgcolor == "rgba(0,0,0,0)"
