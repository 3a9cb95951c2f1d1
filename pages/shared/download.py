"""Rows out of the product: only for those who may, marked, neutralised, and written to the audit log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from pages.shared import filters, state
from pages.shared.messages import counted
from store import audit, export, export_files
from store.access import Scope
from store.export_notes import Notes, neutralised
from store.filters import Filters
from store.home import Home

__all__ = ["csv", "everything", "neutralised", "rows"]
FORMATS: dict[str, str] = {ending: label for ending, (label, _, _) in export_files.FORMATS.items()}
EVERYTHING = {**FORMATS, "zip": "Power BI folder (zip)"}
REMARKS = (
    "A touch-point is one recorded contact with a business; it is not a mark against it.",
    "Where the role is victim or location, the contact says nothing against the business.",
    "A blank severity means that nothing was assessed; it is not a zero.",
)


def rows(scope: Scope, frame: pd.DataFrame, wanted: Filters, *, name: str) -> None:
    """The rows on screen in any format; nothing is made before the button is pressed."""
    rows_when_asked(scope, len(frame), lambda: frame, wanted, name=name)


def rows_when_asked(
    scope: Scope, count: int | None, make: Callable[[], pd.DataFrame], wanted: Filters, *, name: str
) -> None:
    """So many rows, None where only putting them together would tell, in any format; nothing is made before the button is pressed."""
    if not scope.may_export or count == 0:
        return
    with _menu("Download rows" if count is None else f"Download {counted(count, 'row')}", f"{name}.menu"):
        form = str(
            st.selectbox("Format", list(FORMATS), format_func=lambda ending: FORMATS[ending], key=f"{name}.format")
        )
        made = partial(_put_together, state.place(), scope, make, form, _notes(scope, wanted, name), wanted)
        _button(f"{name}.download", name, form, made)


csv = rows
"""As pages called it when there was one format."""


@st.fragment(key=filters.BELOW)
def below_filters(scope: Scope) -> None:
    """What stands below the filters in the sidebar and depends on them; app.py draws it."""
    if state.register() is not None:
        filters.clear_button()
    everything(scope)


def everything(scope: Scope) -> None:
    """What the filters let through, every touch-point or every business, from any page."""
    register = state.register()
    if register is None or not scope.may_export:
        return
    wanted = filters.wanted()
    with _menu("Download these rows", "everything.menu"):
        what = st.segmented_control(
            "Rows", ("Touch-points", "Businesses"), default="Touch-points", key="everything.what", required=True
        )
        offered = EVERYTHING if what == "Touch-points" else FORMATS
        form = str(
            st.selectbox(
                "Format", list(offered), format_func=lambda ending: EVERYTHING[ending], key=f"everything.format.{what}"
            )
        )
        name = str(what).lower()
        made = partial(_read_and_made, scope, register.path, form, _notes(scope, wanted, name), wanted)
        _button("everything.download", name, form, made)
        st.caption("Exactly what the filters let through. The download is recorded.")


def _menu(label: str, key: str) -> st.delta_generator.DeltaGenerator:
    return st.popover(label, icon=":material/download:", key=key)


def _button(key: str, name: str, form: str, made: Callable[[], bytes]) -> None:
    mime = "application/zip" if form == "zip" else export_files.FORMATS[form][1]
    st.download_button(
        f"Download {EVERYTHING[form]}", made, file_name=f"touchpoint-{name}.{form}", mime=mime, key=key,
        on_click="ignore", icon=":material/download:", type="primary", width="stretch",
    )  # fmt: skip


def _notes(scope: Scope, wanted: Filters, name: str) -> Notes:
    found = state.register()
    reach = f"Register {found.path.stem}, contacts to {found.as_of:%d/%m/%Y}. {found.attribution}" if found else ""
    return Notes(
        title=f"Touchpoint: {name}",
        marking=state.marking(found),
        taken_by=scope.user,
        taken_at=dt.datetime.now(dt.UTC),
        filters=filters.in_words(wanted),
        source=reach,
        remarks=REMARKS,
    )


def _put_together(
    place: Home, scope: Scope, make: Callable[[], pd.DataFrame], form: str, notes: Notes, wanted: Filters
) -> bytes:
    return _made(place, scope, make(), form, notes, wanted)


def _made(place: Home, scope: Scope, frame: pd.DataFrame, form: str, notes: Notes, wanted: Filters) -> bytes:
    content = export_files.FORMATS[form][2](frame, notes)
    audit.record(
        place, scope.user, "download", name=notes.title, format=form, rows=len(frame), filters=wanted.described()
    )
    return content


def _read_and_made(scope: Scope, register: Path, form: str, notes: Notes, wanted: Filters) -> bytes:
    place = state.place()
    if form == "zip":
        tables = export.star(scope, wanted, register)
        content = export_files.zipped(export_files.as_power_bi(tables, notes))
        count = len(tables["fact_touch_points"])
        audit.record(
            place, scope.user, "download", name=notes.title, format="power bi", rows=count, filters=wanted.described()
        )
        return content
    read = export.business_list if notes.title.endswith("businesses") else export.touch_points
    return _made(place, scope, read(scope, wanted, register), form, notes, wanted)
