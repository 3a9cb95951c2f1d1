"""Legends beside maps, as text and colour, so that neither is needed to read the other."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from charts import theme

_DOT = '<span style="display:inline-flex;align-items:center;margin-right:14px;white-space:nowrap"><span style="width:11px;height:11px;border-radius:50%;background:{colour};margin-right:5px;display:inline-block"></span>{label}</span>'


def show(shown: str, colour_by: str, businesses: pd.DataFrame) -> None:
    """What the colours of the layers shown stand for, with how many businesses each."""
    parts = []
    if shown != "Businesses":
        ramp = ", ".join(f"{colour} {float(at):.0%}" for at, colour in theme.HEAT.items())
        parts.append(
            f'<span style="display:inline-flex;align-items:center;margin-right:18px;white-space:nowrap">few<span style="width:110px;height:10px;'
            f'border-radius:5px;margin:0 6px;background:linear-gradient(90deg,{ramp})"></span>many touch-points</span>'
        )
    if shown != "Heat" and not businesses.empty:
        codes = businesses["worst"].astype("str").fillna("none") if colour_by == "severity" else businesses["sector"]
        counts = codes.value_counts()
        labels, colours = theme.labels_of(colour_by), theme.colours_of(colour_by)
        parts += [
            _DOT.format(colour=colours[code], label=f"{escape(labels[code])} ({counts[code]:,})")
            for code in labels
            if code in counts
        ]
    st.html(f'<div style="font-size:13px;line-height:22px">{"".join(parts)}</div>')
