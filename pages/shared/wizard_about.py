"""The questions of the mapping wizard about the file: who sent it, what it is about, what it is to be called."""

from __future__ import annotations

import re
from pathlib import Path

import streamlit as st

import codes
from pages.shared import fields, state
from pages.shared.to_map import ToMap
from pipeline import layouts
from pipeline.sheets import Sheet
from pipeline.whose import Whose, bodies, body_meant, body_of, whose
from store.access import Scope

_MONTHS = (
    "jan|january|feb|february|mar|march|apr|april|may|jun|june|jul|july|aug|august|sep|sept|september|oct|october|nov|november|"
    "dec|december|q1|q2|q3|q4|h1|h2|fy"
)


def about(scope: Scope, task: ToMap, sheet: Sheet, key: str) -> dict[str, str]:
    """Partner, organisation, field of regulation, kind of contact, name of the layout; proposed where the file says so."""
    partners = {code: label for code, label in codes.labels("partners").items() if scope.covers(code)}
    known = bodies(spec.partner_org for spec in layouts.known(state.place()))
    types, functions = fields.code_labels("type"), codes.labels("functions")
    types.pop("")
    before, file = task.instead_of, f"{task.key}{'.anew' if task.instead_of else ''}"
    guess = _guess(task, sheet, known)
    with st.grid(3, min_column_width=260):
        partner = st.selectbox("Partner", list(partners), _place(guess.partner, partners), format_func=lambda code: partners[code], key=f"wizard.partner.{file}", placeholder="Who sent it?")  # fmt: skip
        own = body_of(partner or "")
        proposed = own or guess.partner_org
        offered = [proposed, *known] if proposed and proposed not in known else known
        body = st.selectbox("Organisation", offered, _place(proposed, offered), accept_new_options=True, key=f"wizard.body.{file}.{own}", placeholder="Choose, or type its name")  # fmt: skip
        usual = guess.function or fields.FUNCTION_OF.get(partner or "", "")
        function = st.selectbox("Field of regulation", list(functions), _place(usual, functions), format_func=lambda code: functions[code], key=f"wizard.function.{file}.{partner}", placeholder="Which law is it about?")  # fmt: skip
        usual_type = before.type if before else _type(f"{task.looked.name} {sheet.table.name}", types, function or "")
        kind = st.selectbox("Usual kind of contact", list(types), _place(usual_type, types), format_func=lambda code: types[code], key=f"wizard.type.{key}.{usual_type}", help="Where no column says what kind it is")  # fmt: skip
        title = st.text_input("Name of the layout", before.title if before else _title(task, sheet), key=f"wizard.title.{key}", max_chars=60, help="How the partner's file is called from now on")  # fmt: skip
        st.text_input("Sharing agreement", key=f"wizard.agreement.{task.key}", max_chars=80, placeholder="Reference, e.g. WEISF-2026-014")  # fmt: skip
    named = body_meant(body or "", known)
    if named and named != body:
        st.caption(f"The organisation is taken for {named}.")
    return {
        "partner": partner or "",
        "partner_org": named,
        "function": function or "",
        "type": kind or "INSPECTION",
        "title": title.strip(),
    }


def _guess(task: ToMap, sheet: Sheet, known: list[str]) -> Whose:
    if task.instead_of is not None:
        return Whose(task.instead_of.partner, task.instead_of.partner_org, task.instead_of.function)
    above = [*sheet.table.head[: max(sheet.header, 0)], (sheet.table.name,)]
    return whose(task.looked.name, above, known)


def _place(code: str, options: object) -> int | None:
    names = list(options)  # type: ignore[call-overload]
    return names.index(code) if code in names else None


def _type(said: str, types: dict[str, str], function: str) -> str:
    """The kind of contact a name speaks of (`"Notices"` -> `NOTICE`), else what is usual in the field, else an inspection."""
    plain, usual = said.lower(), fields.TYPE_OF.get(function, "INSPECTION")
    return next((code for code, label in types.items() if label.lower() in plain), usual)


def _title(task: ToMap, sheet: Sheet) -> str:
    """`"pest_visits_2025-03.csv"` -> `"Pest visits"`; of a workbook with several sheets, the sheet's name stands behind it."""
    said = _words(Path(task.looked.name).name.split(".")[0])
    if sheet.table.name and (len(task.sheets) > 1 or task.also):
        own = _words(Path(sheet.table.name).name.split(".")[0])
        said = own if own[:4].lower() == said[:4].lower() else f"{said}: {own}"
    return said[:60]


def _words(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[0-9])|(?<=[a-z])(?=[A-Z][a-z])", " ", name)
    kept = [word for word in re.split(r"[\s\d_\-.()]+", spaced) if word and not re.fullmatch(_MONTHS, word.lower())]
    said = " ".join(kept)
    return said[:1].upper() + said[1:]
