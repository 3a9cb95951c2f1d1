"""Two records beside each other, what differs marked letter by letter."""

from __future__ import annotations

from difflib import SequenceMatcher
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

import codes
from charts.two_places import COLOURS
from pages.shared.layout import date_words

FIELDS = (
    ("Name", "name"), ("Legal name", "legal_name"), ("Address", "address"), ("Town", "town"), ("Postcode", "postcode"),
    ("UPRN", "uprn"), ("Company number", "company_number"), ("Phone", "phone"), ("Email domain", "email_domain"),
    ("Kind of business", "category"),
)  # fmt: skip
_STYLE = """<style>
.tp-pair{width:100%;border-collapse:collapse;font-size:15px;line-height:1.45;table-layout:fixed}
.tp-pair th{font-weight:600;text-align:left;padding:.3rem .6rem}
.tp-pair td{padding:.28rem .6rem;border-top:1px solid rgba(128,140,150,.28);overflow-wrap:anywhere;vertical-align:top}
.tp-pair td:first-child,.tp-pair th:first-child{width:7.6rem;opacity:.72;padding-left:0;font-size:13.5px}
.tp-pair mark{background:rgba(242,177,52,.42);color:inherit;border-radius:2px;padding:0 1px;text-decoration:underline 1.5px}
.tp-pair .tp-none{opacity:.78}.tp-pair .tp-same td{opacity:.92}
.tp-pair .tp-badge{display:inline-block;color:#fff;border-radius:50%;width:1.45em;text-align:center;margin-right:.4em;font-size:13px}
</style>"""


def marked(one: str, other: str) -> tuple[str, str]:
    """Both texts as HTML, with what the other has not between <mark> and </mark>; capitals are no difference.

    >>> marked("Kebab House", "KEBAB HOUSES")
    ('Kebab House', 'KEBAB HOUSE<mark>S</mark>')
    """
    left, right = "", ""
    steps = SequenceMatcher(None, one.lower(), other.lower(), autojunk=False).get_opcodes()
    for kind, a, b, c, d in steps:
        x, y = escape(one[a:b]), escape(other[c:d])
        left += f"<mark>{x}</mark>" if kind != "equal" and x else x
        right += f"<mark>{y}</mark>" if kind != "equal" and y else y
    return left, right


def _text(value: Any) -> str:  # noqa: ANN401 - a cell of a frame
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value)


def _row(label: str, one: str, other: str) -> str:
    none = '<span class="tp-none">not given</span>'
    left, right = marked(one, other) if one and other else (escape(one), escape(other))
    css = ' class="tp-same"' if one and one.lower() == other.lower() else ""
    return f"<tr{css}><td>{escape(label)}</td><td>{left or none}</td><td>{right or none}</td></tr>"


def side_by_side(one: pd.Series, other: pd.Series) -> None:
    """Draw the two records; fields that neither has are left out."""
    heads = []
    for letter, colour, record in zip("AB", COLOURS, (one, other), strict=True):
        partner = codes.labels("partners").get(str(record["partner"]), str(record["partner"]))
        heads.append(
            f'<th><span class="tp-badge" style="background:{colour}">{letter}</span>{escape(partner)}'
            f'<br><span style="font-weight:400;opacity:.75;font-size:13px">{escape(_text(record["partner_org"]))}</span></th>'
        )
    rows = [
        _row(label, _text(one[column]), _text(other[column]))
        for label, column in FIELDS
        if _text(one[column]) or _text(other[column])
    ]
    seen = [f"{date_words(record['first_seen'])} to {date_words(record['last_seen'])}" for record in (one, other)]
    rows.append(f"<tr><td>Seen</td><td>{seen[0]}</td><td>{seen[1]}</td></tr>")
    size = [f"{int(record['business_records'])} records" for record in (one, other)]
    named = [escape(_text(record["business_name"])) for record in (one, other)]
    if one["business_id"] == other["business_id"]:
        rows.append(f'<tr><td>Now in</td><td colspan="2"><b>{named[0]}</b>, {size[0]}: joined</td></tr>')
    else:
        rows.append(f"<tr><td>Now in</td><td>{named[0]}, {size[0]}</td><td>{named[1]}, {size[1]}</td></tr>")
    came = [f"{escape(_text(r['file_name']))}, row {int(r['source_row'])}" for r in (one, other)]
    rows.append(f'<tr style="font-size:12.5px"><td>From</td><td>{came[0]}</td><td>{came[1]}</td></tr>')
    st.html(f'{_STYLE}<table class="tp-pair"><tr><th></th>{"".join(heads)}</tr>{"".join(rows)}</table>')
