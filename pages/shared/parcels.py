"""What a click is answered with travels in two parcels: the picture with what it needs, then the rest; what a search found in one.

A browser draws its page anew for whatever arrives by itself: "a run has begun", "it runs", twenty widgets, the map, the lists beside it.
Each time it is busy for 20 to 50 ms, and the map's message waits until it is done. In parcels the map comes after one such drawing.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

PICTURE = b"TP.show("
"""Stands in the message with the map and in no other: what our painter is asked to show."""
NAME = re.compile(rb"told\W+([0-9a-f]{16})\b")
"""By what name the map will say that the picture is there, in the same message."""
SEARCH = b"search.typed"
"""Stands in the message with the search's box: the key it has in the state."""
SEARCHED_S = 0.25
"""A search that takes longer shows what there is."""
LONGEST_S, LONGEST_OPENING_S = 0.4, 1.5
"""A picture that takes longer, after a click or on a page that is opened, is not waited for."""
DRAWING_S = 4.0
"""What stands beside the first map of a page that is opened follows when the browser says that the map is there, or after this time."""
MAP_PAGE, _SIDEBAR = b"hotspots", 1
"""The page with the map, as it stands in a browser's first question; the number of the sidebar in a message's path."""
REST_S, MOST_RESTS = 0.3, 6
"""What follows the picture is drawn at once when the run has ended, or after this time as far as it has come; so many times where nothing came."""
MOST_HELD = 200


@dataclass(frozen=True)
class Held:
    """A message that waits, and what it is.

    Attributes:
        kind: its name in Streamlit's protocol, `picture` for the map's, empty for what is none of it.
        is_end, is_early_end: a run has ended, for good or only to begin anew.
        is_aside: something in the sidebar, other than a place for it.
        page: which page this is, where it says so.
    """

    message: Message
    kind: str
    is_end: bool = False
    is_early_end: bool = False
    is_aside: bool = False
    page: str = ""


def read(message: Message) -> Held:
    """What a message to the browser is: the name of its kind in Streamlit's protocol; empty where it is none of it."""
    content = message.get("bytes")
    if message["type"] != "websocket.send" or not content:
        return Held(message, "")
    if PICTURE in content:
        return Held(message, "picture")
    said = ForwardMsg.FromString(content)
    kind = str(said.WhichOneof("type"))
    is_early = said.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
    is_end = kind == "script_finished"
    is_aside = kind == "delta" and said.metadata.delta_path[:1] == [_SIDEBAR] and not said.delta.HasField("add_block")
    page = said.navigation.page_script_hash if kind == "navigation" else ""
    return Held(message, kind, is_end and not is_early, is_end and is_early, is_aside, page)


def parted(held: list[Held], *, is_opening: bool = False) -> tuple[list[Held], list[Held]]:
    """What goes with the picture, in its order, and what may follow it.

    Left out is a run that ended before it drew anything, which is what a filter's callback is; the last word on whether something runs
    follows the picture, and so does what stands in the sidebar of a page that is opened: its places are empty until then.
    """
    first: list[Held] = []
    began: int | None = None
    for one in held:
        if one.kind == "new_session":
            began = len(first)
        elif one.kind in ("delta", "picture"):
            began = None
        elif one.is_early_end and began is not None:
            del first[began]
            began = None
            continue
        if one.kind != "session_status_changed":
            first.append(_empty(one) if is_opening and one.is_aside else one)
    asides = [one for one in held if is_opening and one.is_aside]
    return first, [*[one for one in held if one.kind == "session_status_changed"][-1:], *asides]


def _name_of(content: bytes) -> str:
    found = NAME.search(content)
    return found[1].decode() if found else ""


def _empty(one: Held) -> Held:
    """The place of an element, without it; a place that were left out would be an error to the browser."""
    said = ForwardMsg.FromString(one.message["bytes"])
    said.delta.new_element.Clear()
    said.delta.new_element.empty.SetInParent()
    return Held({**one.message, "bytes": said.SerializeToString()}, one.kind)


def _running_last(held: list[Held]) -> list[Held]:
    """That it runs, of a run that is over, comes right before the word that it does not: a browser then draws its page anew once, not twice."""
    return sorted(held, key=lambda one: one.kind == "session_status_changed")


_opening: dict[str, Parcels] = {}
"""Connections whose first map is on its way, by the name of the map."""


def drawn(name: str) -> None:
    """A browser says that its first map is there: what stands beside it may follow."""
    if name in _opening:
        _opening.pop(name).follow()


class Parcels:
    """One connection: what the server sends to it is held back for a moment.

    Only a connection that was sent a map is held back after a click; without one in time it is as if this were not there.
    """

    def __init__(self, send: Send) -> None:
        self._send, self._map = send, ""
        self._held: list[Held] = []
        self._has_map, self._page, self._search = False, "", ""
        self._is_new, self._is_opening = True, False
        self._is_holding, self._rests = False, 0
        self._timer: asyncio.TimerHandle | None = None
        self._late: asyncio.Task[None] | None = None
        self._one = asyncio.Lock()

    def clicked(self, asked: bytes = b"") -> None:
        """The browser asked for something: what comes now is held until the picture is among it."""
        self._rests = 0
        if self._has_map and self._is_of_the_map(asked):
            self._has_map = False
            self._hold(LONGEST_S)
        elif self._is_new and MAP_PAGE in asked:
            self._is_opening = True
            self._hold(LONGEST_OPENING_S)
        elif self._search and self._search.encode() in asked:
            self._hold(SEARCHED_S)
        self._is_new = False

    def follow(self) -> None:
        """What was held back for the first map may go."""
        if self._is_holding:
            self._waited()

    def _is_of_the_map(self, asked: bytes) -> bool:
        """Whether a question is about the page with the map, and not on the way to another."""
        try:
            page = BackMsg.FromString(asked).rerun_script.page_script_hash
        except DecodeError:  # Streamlit ends such a connection itself
            return False
        return not page or not self._page or page == self._page

    async def send(self, message: Message) -> None:
        """Send it, now or in a moment."""
        content = message.get("bytes") or b""
        one = read(message) if self._is_holding or PICTURE in content else Held(message, "")
        if SEARCH in content:
            self._search = ForwardMsg.FromString(content).delta.fragment_id or self._search
        is_picture = one.kind == "picture"
        self._page = one.page or self._page
        self._has_map = self._has_map or is_picture
        if not self._is_holding and not self._held:
            async with self._one:
                return await self._send(message)
        self._held.append(one)
        if is_picture:
            self._held, rest = parted(self._held, is_opening=self._is_opening)
            await self._let_go()
            self._held = [*rest, *self._held]
            self._rests = 0 if self._is_opening else MOST_RESTS
            self._hold(DRAWING_S if self._is_opening else REST_S)
            if self._is_opening:
                self._is_opening = False
                self._map = _name_of(content)
                _opening[self._map] = self
        elif one.is_end or message["type"] != "websocket.send" or len(self._held) >= MOST_HELD:
            if one.is_end:
                self._held = _running_last(self._held)
            await self._let_go()
        return None

    def close(self) -> None:
        """Nobody is there any more."""
        if _opening.get(self._map) is self:
            del _opening[self._map]
        if self._timer is not None:
            self._timer.cancel()
        self._held.clear()

    def _hold(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._is_holding = True
        self._timer = asyncio.get_running_loop().call_later(seconds, self._waited)

    def _waited(self) -> None:
        self._rests -= 1
        is_alone = all(one.kind == "session_status_changed" for one in self._held)
        if (
            self._rests > 0 and is_alone
        ):  # that it runs is a drawing of the whole page by itself, while the picture is drawn
            self._hold(REST_S)
            return
        self._late = asyncio.get_running_loop().create_task(self._let_go())

    async def _let_go(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._is_holding = False
        async with self._one:
            while self._held:
                await self._send(self._held.pop(0).message)
