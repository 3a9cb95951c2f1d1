"""Which tables of a dropped file are to be mapped: all of an unknown file, the rest of a known one, or what a layout gets wrong."""

from __future__ import annotations

import datetime as dt
import zlib
from dataclasses import dataclass
from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from loaders import Spec
from pages.shared import state
from pages.shared.messages import counted, plain
from pipeline import layouts, sheets
from pipeline.examine import Examined
from pipeline.sheets import Sheet
from store import loaded
from store.access import Scope


@dataclass(frozen=True)
class ToMap:
    """Tables of a file that are to be mapped.

    Attributes:
        sheets: those that can be mapped now.
        also: layouts its other tables are known by, which are loaded with them.
        instead_of: the layout the one table is known by and that a new mapping is to count instead of.
        own: names of the layouts made here, which a new mapping replaces.
    """

    file: UploadedFile
    looked: Examined
    sheets: tuple[Sheet, ...]
    also: tuple[str, ...] = ()
    instead_of: Spec | None = None
    own: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.looked.sha256[:12]

    @property
    def replaces(self) -> Spec | None:
        """The layout made here that the new mapping takes the place of."""
        return self.instead_of if self.instead_of is not None and self.instead_of.name in self.own else None


def rest_key(looked: Examined) -> str:
    """The widget that says whether the rest of a file is mapped."""
    return f"load.rest.{looked.sha256[:12]}"


def to_be_mapped(scope: Scope, file: UploadedFile, looked: Examined) -> ToMap | None:
    """What of a file is to be mapped: everything where nothing is known, else what is asked for on its card."""
    if looked.state == "unknown":
        return ToMap(file, looked, looked.sheets)
    if looked.state == "refused":
        return None
    place = state.place()
    specs = {spec.name: spec for spec in layouts.known(place)}
    names = _layouts(looked)
    if not all(name in specs and scope.covers(specs[name].partner) for name in names):
        return None
    if looked.sheets and _asked(_rest(looked.sheets), rest_key(looked)):
        return ToMap(file, looked, looked.sheets, also=names)
    if looked.state == "asks":
        return None
    own = layouts.made_here(place)
    offered = names if looked.state == "recognised" else tuple(name for name in names if name in own)
    with st.container(horizontal=True):
        mark = zlib.crc32(layouts.mark(place).encode())  # a layout that was just changed is not asked for once more
        anew = [
            name for name in offered if _asked(_told(specs[name], own), f"load.anew.{looked.sha256[:12]}.{name}.{mark}")
        ]
    if not anew:
        return None
    return _anew(file, looked, specs[anew[0]], tuple(other for other in names if other != anew[0]), own)


def _told(spec: Spec, own: tuple[str, ...]) -> str:
    title = plain(spec.title)
    return f"Change the layout '{title}'" if spec.name in own else f"It is no '{title}': map it anew"


def _layouts(looked: Examined) -> tuple[str, ...]:
    if looked.state == "already loaded":
        report = loaded.report_of(state.place(), looked.sha256)
        return report.specs if report is not None else ()
    return looked.layouts


def _asked(label: str, key: str) -> bool:
    return bool(st.toggle(label, key=key))


def _rest(rest: tuple[Sheet, ...]) -> str:
    told = [f"{plain(sheet.name)} ({counted(len(sheet.rows), 'row') if sheet.is_whole else f'more than {len(sheet.rows):,} rows'})" for sheet in rest]  # fmt: skip
    return f"Map what no layout fits too, which is left out otherwise: {', '.join(told)}"


def _anew(file: UploadedFile, looked: Examined, spec: Spec, others: tuple[str, ...], own: tuple[str, ...]) -> ToMap:
    """The tables of a file that one layout fits, to be mapped another way."""
    received = dt.datetime.now(dt.UTC).date()
    found = state.remembered("sheets", f"{file.file_id}", partial(sheets.sheets, file.getvalue(), received=received))
    names = {one.sheet for one in looked.found if one.spec == spec.name}
    mine = tuple(sheet for sheet in found if sheet.table.name in names) or tuple(found)
    return ToMap(file, looked, mine[:1], others, spec, own)
