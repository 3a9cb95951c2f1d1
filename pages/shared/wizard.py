"""The mapping wizard: a table nobody has seen, a suggestion for each column, and what it would come to before it is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import streamlit as st

from loaders import LoadError
from pages.shared import intake, state, wizard_about, wizard_columns
from pages.shared.intake import Ready
from pages.shared.mapped import show_preview
from pages.shared.messages import counted, plain
from pages.shared.to_map import ToMap, rest_key
from pipeline import draft, jobs, layouts, sheets
from pipeline.draft import Draft, Preview
from pipeline.sheets import Sheet
from store import audit
from store.access import Scope

SHOWN_ROWS = 6
HEADING_LINES = 15
_BAR = """<style>div:has(> .st-key-wizard_bar){position:sticky;bottom:0;z-index:90}
.st-key-wizard_bar{background:var(--wizard-ground);border-top:1px solid rgba(128,128,128,.35);padding:.6rem .2rem .9rem}
.stMainBlockContainer{padding-bottom:1rem}</style>"""
_GROUND = {"light": "#FFFFFF", "dark": "#0F1A22"}


def wizard(scope: Scope, task: ToMap, ready: Ready, others: int) -> None:
    """Map one table, show what it would come to, keep the layout and load.

    Args:
        ready: files dropped with it that can be loaded as they are; they are loaded with it.
        others: files dropped with it that are still to be mapped.
    """
    st.header(f"Map {plain(task.looked.name)}", anchor=False)
    sheet = _sheet(task)
    today = dt.datetime.now(dt.UTC).date()
    intake.heading(1, "First rows")
    sheet = _headings(task, sheet, today)
    key = f"{task.key}.{sheet_key(sheet)}{'.anew' if task.instead_of else ''}"
    st.dataframe(sheet.sample.head(SHOWN_ROWS), hide_index=True, key=f"wizard.rows.{key}")
    intake.heading(2, "What each column is", "Suggested from the heading and from the values. Correct what is wrong.")
    mapping = wizard_columns.mapping(sheet, key)
    kind = wizard_columns.kind(mapping, key, task.instead_of)
    formats = wizard_columns.dates(sheet, mapping, key, task.instead_of, today)
    words = wizard_columns.words(sheet, mapping, key, task.instead_of)
    intake.heading(5 if words else 4, "Whose file it is")
    about = wizard_about.about(scope, task, sheet, key)
    chosen = Draft(kind=kind, mapping=mapping, date_formats=formats, words=words, **about)
    intake.heading(6 if words else 5, "What it would come to", "Nothing has been stored yet.")
    found = None
    if not draft.unmapped(chosen):
        found = draft.preview(sheet, chosen, received=today)
        show_preview(sheet, chosen.kind, found)
    else:
        st.caption(
            "The touch-points and what is wrong with which row stand here as soon as name, place and date are told."
        )
    intake.not_stored(_left_out(sheet, mapping))
    st.caption(
        "The original file is kept sealed as received, so that it can be loaded again; no page and no export reads those columns."
    )
    st.html(_BAR.replace("var(--wizard-ground)", _GROUND[state.mode()]))
    open_ = _still_open(task, chosen)
    with st.container(key="wizard_bar", horizontal=True, vertical_alignment="center"):
        _bar(chosen, sheet, found, open_)
        _buttons(scope, task, chosen, sheet, ready, others, is_ready=not open_)


def sheet_key(sheet: Sheet) -> str:
    """Tells the widgets of one table from those of another."""
    return f"{sheet.header}.{len(sheet.sample.columns)}.{len(sheet.rows)}"


def _sheet(task: ToMap) -> Sheet:
    numbers = list(range(len(task.sheets)))
    number = 0
    if len(numbers) > 1:
        number = st.segmented_control("Sheet", numbers, default=0, required=True, format_func=lambda n: plain(task.sheets[n].name), key=f"wizard.sheet.{task.key}.{len(numbers)}") or 0  # fmt: skip
    elif task.sheets[0].table.name:
        kind = task.sheets[0].table.called.split(" ")[0].capitalize()
        st.markdown(f"{kind} **{plain(task.sheets[0].name)}**")
    sheet = task.sheets[number]
    return draft.as_mapped(sheet, task.instead_of) if task.instead_of is not None else sheet


def _headings(task: ToMap, sheet: Sheet, today: dt.date) -> Sheet:
    """The table by the line of its headings, as found or as somebody says; only text and workbooks leave it open."""
    where = f"Headings on line {sheet.header + 1}" if sheet.header >= 0 else "No line of headings: columns are numbered"
    said = f"{where}, {counted(len(sheet.sample), 'row')} looked at."
    if task.instead_of is not None or not sheet.table.container.startswith(("text", "workbook")):
        st.caption(said)
        return sheet
    lines = sheet.table.head[:HEADING_LINES]
    options = [0, *range(1, len(lines) + 1)]
    names = {number: f"Line {number}: {' | '.join(cell for cell in lines[number - 1] if cell.strip())[:90] or '(empty)'}" for number in options[1:]}  # fmt: skip
    names[0] = "There is none: the first row is data"
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    line = left.selectbox("The headings are on", options, min(sheet.header + 1, len(lines)), format_func=names.__getitem__, key=f"wizard.header.{task.key}.{sheet.name}")  # fmt: skip
    if line is None or line == sheet.header + 1:
        right.caption(said)
        return sheet
    again = partial(sheets.with_headings, task.file.getvalue(), sheet.table.name, line, received=today)
    try:
        chosen: Sheet = state.remembered("sheet", f"{task.file.file_id} {sheet.name} {line}", again)
    except LoadError as error:
        right.caption(plain(str(error)))
        return sheet
    right.caption(f"As you say, {counted(len(chosen.sample), 'row')} looked at.")
    return chosen


def _bar(chosen: Draft, sheet: Sheet, found: Preview | None, open_: str) -> None:
    """What it comes to in a line, and what is still to be chosen."""
    st.markdown(_in_a_line(chosen, sheet, found))
    if open_:
        st.markdown(f":orange-badge[:material/pending: Still to be chosen] {open_}")


def _still_open(task: ToMap, chosen: Draft) -> str:
    """What is still to be chosen before the layout can be kept; empty when nothing is."""
    missing = draft.missing(chosen)
    name = draft.slug(chosen.title) if chosen.title else ""
    taken = (
        {spec.name: spec.title for spec in layouts.known(state.place())}.get(name) if task.replaces is None else None
    )
    if taken:
        missing.append(f"another name, for there is a layout called '{taken}' already")
    return f"{plain('; '.join(missing))}." if missing else ""


def _buttons(
    scope: Scope, task: ToMap, chosen: Draft, sheet: Sheet, ready: Ready, others: int, *, is_ready: bool
) -> None:
    """Keep the layout and go on: to the next sheet, to the next file, or to loading everything that was dropped."""
    sheets_left, what = len(task.sheets) - 1, "Keep the changes" if task.replaces else "Keep this layout"
    if sheets_left or others:
        label = f"{what} and map the next {'sheet' if sheets_left else 'file'}"
        is_next = st.button(label, type="primary", key="wizard.next", disabled=not is_ready, icon=":material/arrow_forward:")  # fmt: skip
        if is_next and _kept(scope, task, chosen, sheet):
            if task.looked.state == "unknown" and sheets_left:
                state.set_widget(rest_key(task.looked), True)
            st.rerun()
    if others:
        return
    loaded = "the file" if not ready else f"{len(ready) + 1} files"
    left = f", leave {counted(sheets_left, 'sheet')} out" if sheets_left else ""
    if st.button(f"{what} and load {loaded}{left}", type="secondary" if sheets_left else "primary", key="wizard.keep", disabled=not is_ready, icon=":material/save:"):  # fmt: skip
        kept = _kept(scope, task, chosen, sheet)
        if kept:
            _load(scope, task, kept, ready)


def _left_out(sheet: Sheet, mapping: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(name for name in sheet.sample.columns if name not in mapping and not sheets.is_blank(sheet, name))


def _in_a_line(chosen: Draft, sheet: Sheet, found: Preview | None) -> str:
    out = len(_left_out(sheet, chosen.mapping))
    columns = f"{counted(len(chosen.mapping), 'column')} stored, {out} not"
    if found is None:
        return columns
    what = f"**{counted(len(found.contacts), 'touch-point')}**, **{found.left_out:,}** left out"
    return f"{counted(found.read, 'row')}: {what}, {counted(len(found.issues), 'remark')}  ·  {columns}"


def _kept(scope: Scope, task: ToMap, chosen: Draft, sheet: Sheet) -> str:
    """Keep the layout; its name, or nothing where it was refused, which is said."""
    place = state.place()
    spec = draft.spec_of(chosen, sheet, instead_of=None if task.replaces else task.instead_of)
    if task.replaces:
        spec = replace(spec, name=task.replaces.name)
    try:
        layouts.save(place, spec)
    except LoadError as error:
        st.error(plain(str(error)))
        return ""
    detail = {"name": spec.name, "partner": chosen.partner, "columns": len(chosen.mapping)}
    audit.record(place, scope.user, "layout", replaces=bool(task.replaces), **detail)
    return spec.name


def _load(scope: Scope, task: ToMap, name: str, ready: Ready) -> None:
    """Load the file by the layout kept and by those of its other tables; one that was loaded is read again."""
    if task.looked.state == "already loaded" and task.replaces:
        reason = f"the layout {name} was changed"
        jobs.start(state.place(), "correct", by=scope.user, sha256=task.looked.sha256, corrections=[], reason=reason)
        intake.emptied()
    agreement = state.widget_values([f"wizard.agreement.{task.key}"])[f"wizard.agreement.{task.key}"] or ""
    names = " + ".join(dict.fromkeys((*task.also, name)))
    intake.begin(scope, [*ready, (task.file, {"spec_name": names, "agreement": str(agreement)})])
