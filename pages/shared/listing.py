"""A short table whose every cell can be read: text is wrapped, and on a narrow screen each row becomes a card."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from pages.shared import state

_STYLE = """<style>
.tp-list{container-type:inline-size;overflow:auto;max-height:var(--most);border:1px solid rgba(128,140,150,.3);border-radius:.5rem}
.tp-list table{width:100%;border-collapse:collapse;font-size:14px;line-height:1.4}
.tp-list th,.tp-list td{text-align:left;vertical-align:top;padding:.45rem .6rem;border-bottom:1px solid rgba(128,140,150,.22);overflow-wrap:break-word}
.tp-list th{font-weight:600;font-size:13px;position:sticky;top:0;background:var(--ground);z-index:1}
.tp-list tr:last-child td{border-bottom:0}
.tp-list td.tp-n,.tp-list th.tp-n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.tp-list td>span{display:block;font-size:12.5px;opacity:.86}
@container (max-width:620px){
.tp-list table:not(.tp-cards){font-size:13px}.tp-list table:not(.tp-cards) :is(th,td){padding:.4rem .35rem}.tp-list th.tp-n{white-space:normal}
.tp-list table.tp-cards,.tp-list .tp-cards tbody,.tp-list .tp-cards tr{display:block}
.tp-list .tp-cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.tp-list .tp-cards tr{padding:.55rem .7rem;border-bottom:1px solid rgba(128,140,150,.35)}
.tp-list .tp-cards td,.tp-list .tp-cards td.tp-n{display:grid;grid-template-columns:7.2rem 1fr;text-align:left;white-space:normal;border:0;padding:.1rem 0}
.tp-list .tp-cards td>*{grid-column:2}
.tp-list .tp-cards td::before{content:attr(data-label);opacity:.86;font-size:12.5px;grid-column:1;grid-row:1}
.tp-list .tp-cards td:first-child>div{font-weight:650;font-size:15px}.tp-list .tp-cards td:first-child{display:block;padding-bottom:.2rem}.tp-list .tp-cards td:first-child::before{content:none}
}</style>"""
_GROUND = {"light": "#FFFFFF", "dark": "#0F1A22"}
NOTHING = "–"


def listing(
    rows: pd.DataFrame,
    *,
    label: str,
    numbers: Sequence[str] = (),
    drawn: Sequence[str] = (),
    cards: bool = True,
    most: str = "none",
) -> None:
    """Draw a few rows in full.

    Args:
        rows: text ready to be read; what stands after a line break is shown below in smaller letters; missing is a dash.
        label: what the table is, for those who hear the page.
        numbers: columns that are aligned to the right.
        drawn: columns of pictures of our own, as HTML.
        cards: on a narrow screen each row is a card, its first cell the heading; else it stays a table.
        most: the greatest height, as CSS says it; what is beyond is scrolled to.
    """
    st.html(
        f'{_STYLE}<div style="--ground:{_GROUND[state.mode()]};--most:{most}">{_table(rows, label, numbers, drawn, cards=cards)}</div>'
    )


def _table(rows: pd.DataFrame, label: str, numbers: Sequence[str], drawn: Sequence[str], *, cards: bool) -> str:
    right = {name: ' class="tp-n"' if name in numbers else "" for name in rows.columns}
    heads = "".join(
        f'<th scope="col" role="columnheader"{right[name]}>{escape(str(name))}</th>' for name in rows.columns
    )
    lines = [
        f'<tr role="row">{"".join(_cell(name, value, right[name], is_drawn=name in drawn) for name, value in zip(rows.columns, row, strict=True))}</tr>'
        for row in rows.itertuples(index=False)
    ]
    return (
        f'<div class="tp-list" role="region" tabindex="0" aria-label="{escape(label)}"><table role="table"{" class=tp-cards" if cards else ""}>'
        f'<thead role="rowgroup"><tr role="row">{heads}</tr></thead><tbody role="rowgroup">{"".join(lines)}</tbody></table></div>'
    )


def _cell(name: object, value: object, right: str, *, is_drawn: bool = False) -> str:
    if is_drawn:
        return f'<td role="cell" data-label="{escape(str(name))}"><div>{value}</div></td>'
    said = NOTHING if value is None or value != value or value == "" else str(value)
    first, *rest = said.split("\n")
    below = "".join(f"<span>{escape(line)}</span>" for line in rest if line)
    return f'<td role="cell" data-label="{escape(str(name))}"{right}><div>{escape(first)}</div>{below}</td>'
