"""Who is here, what they may see, and which register they read: the only module that keeps anything for a session."""

from __future__ import annotations

import datetime as dt
import os
import secrets
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from store import patch
from store.access import Scope
from store.home import Home, home

MOST_REMEMBERED = 30


@dataclass(frozen=True)
class Register:
    """The register a session reads, and what it says about itself.

    Attributes:
        path: the file; a new build has a new name.
        as_of: the last day any partner's contacts reach; every page's "today".
        attribution: what the licences of the installed geography ask to be shown.
        bounds: west, south, east, north of the county, degrees.
        is_synthetic: every file loaded is part of the sample county.
    """

    path: Path
    as_of: dt.date
    attribution: str
    bounds: tuple[float, float, float, float] | None
    is_synthetic: bool


def place() -> Home:
    """The installation this server serves."""
    return home()


def scope() -> Scope:
    """What the person may see; stops the page where nobody is signed in.

    The server listens on this machine only and knows one person, the one who started it, who sees everything.
    """
    return Scope(user=os.environ.get("TOUCHPOINT_USER") or os.environ.get("USER") or "local user")


def register() -> Register | None:
    """The register that is published now, with the person's own corrections since then, or None before the first."""
    path = patch.register_for(place(), scope().user)
    return _described(path) if path is not None else None


def _described(path: Path) -> Register:
    from pages.shared import cached  # the server reads this module before it runs, and caches declared then warn

    facts = cached.about(path)
    bounds = facts.get("bounds")
    return Register(
        path=path,
        as_of=dt.date.fromisoformat(facts["as_of"]) if facts.get("as_of") else dt.date.today(),  # noqa: DTZ011 - no contact yet
        attribution=facts.get("attribution", ""),
        bounds=(bounds[0], bounds[1], bounds[2], bounds[3]) if bounds else None,
        is_synthetic=facts["agreements"] == ["SYNTHETIC"],
    )


def as_of(path: Path) -> dt.date:
    """The last day any partner's contacts reach in a register, also one that is no longer the published one."""
    return _described(path).as_of


def marking(found: Register | None) -> str:
    """The protective marking shown on every page; TOUCHPOINT_MARKING names another."""
    if found is not None and found.is_synthetic:
        return "OFFICIAL  ·  SYNTHETIC SAMPLE COUNTY, NO REAL BUSINESS"
    return os.environ.get("TOUCHPOINT_MARKING", "OFFICIAL-SENSITIVE")


def mode() -> str:
    """`light` or `dark`, as the person's browser shows the page."""
    return "dark" if st.context.theme.type == "dark" else "light"


def map_name() -> str:
    """By what this session's map says that a picture is there; means nothing elsewhere."""
    if "map.name" not in st.session_state:
        st.session_state["map.name"] = secrets.token_hex(8)
    return str(st.session_state["map.name"])


def arrive(page: str) -> None:
    """Note which page is open; only app.py does, before the page is drawn."""
    st.session_state["page.arrived"] = st.session_state.get("page.open") != page
    st.session_state["page.open"] = page


def has_arrived() -> bool:
    """Whether this run opens a page; as often as it is asked."""
    return bool(st.session_state.get("page.arrived", False))


def has_just_arrived() -> bool:
    """Whether this run is the first of a page that was just opened; says so once."""
    return bool(st.session_state.pop("page.arrived", False))


def has_changed(name: str, value: object) -> bool:
    """Whether a value, by its words, is another than when it was last looked at; the first time it is."""
    before, now = st.session_state.get(f"last.{name}"), zlib.crc32(repr(value).encode())
    st.session_state[f"last.{name}"] = now
    return bool(before != now)


def may_be_interrupted() -> None:
    """A moment at which a run ends whose person has clicked something else meanwhile: whatever touches the state is one."""
    st.session_state.get("page.open")


def remembered(name: str, key: str, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever `make` makes
    """What `make` made when this session last asked for `name` with this key; only the last few keys are kept.

    For what belongs to one person alone, such as a file just dropped, and so may not lie in the memory all share.
    """
    held = st.session_state.setdefault(f"kept.{name}", {})
    if key not in held:
        held[key] = make()
        for old in list(held)[:-MOST_REMEMBERED]:
            del held[old]
    return held[key]


def turn(name: str, *, next_one: bool = False) -> int:
    """A number that is part of a widget's key, so that the widget begins anew when the number goes up."""
    key = f"turn.{name}"
    st.session_state[key] = st.session_state.get(key, 0) + int(next_one)
    return int(st.session_state[key])


def widget_values(keys: Iterable[str]) -> dict[str, Any]:
    """What widgets hold, by key; None for those that are not drawn."""
    return {key: st.session_state.get(key) for key in keys}


def clear(lists: Iterable[str], others: Iterable[str]) -> None:
    """Empty widgets by key, those of lists and those of single values; only from a callback, before they are drawn."""
    st.session_state.update({key: [] for key in lists} | dict.fromkeys(others))


def set_widget(key: str, value: object) -> None:
    """Give a widget a value; only before it is drawn."""
    st.session_state[key] = value


def keep_marked_dates(key: str) -> None:
    """Put the stretch of time marked on a chart into the filters' dates; only from a callback."""
    boxes = st.session_state.get(key, {}).get("selection", {}).get("box", [])
    days = [str(day)[:10] for box in boxes for day in box.get("x", [])]
    try:
        found = sorted(dt.date.fromisoformat(day) for day in days)
    except ValueError:  # an axis that holds no dates
        return
    if found:
        st.session_state.update({"from": found[0], "to": found[-1]})
