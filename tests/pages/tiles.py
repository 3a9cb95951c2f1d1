"""The figures on a page, as a person reads them."""

from __future__ import annotations

import re

from streamlit.testing.v1 import AppTest

FIGURE = re.compile(r":small\[(.+)\]  \n\*\*(.+)\*\*(?:  \n:small\[(.+)\])?")


def figures(app: AppTest) -> dict[str, str]:
    """The value of each figure by its name."""
    return {label: value for label, (value, _) in _tiles(app).items()}


def below(app: AppTest) -> dict[str, str]:
    """The line below each figure."""
    return {label: line for label, (_, line) in _tiles(app).items()}


def _tiles(app: AppTest) -> dict[str, tuple[str, str]]:
    found = (FIGURE.fullmatch(element.value) for element in app.markdown)
    return {_said(one[1]): (_said(one[2]), _said(one[3] or "")) for one in found if one}


def _said(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
