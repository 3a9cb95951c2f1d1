"""People at the page of hotspots whose browsers stand elsewhere: the server's protocol is spoken, nothing is drawn.

Ten real browsers on the machine of the server take its processors from it; these take next to nothing, so that what is measured is how
long ten people at their own computers wait for the server.
"""

from __future__ import annotations

import re
import threading
import time
import urllib.request

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect


class Session:
    """One person's connection; knows the filters by their label after the first run."""

    def __init__(self, address: str, query: str) -> None:
        self.socket = connect(
            address.replace("http", "ws", 1) + "/_stcore/stream", origin=address, subprotocols=["streamlit"], max_size=None
        )  # fmt: skip
        self.address, self.query, self.widgets, self.held = address, query, {}, {}
        self.run()

    def choose(self, label: str, value: str) -> float:
        """Seconds from the click to the map's message, as the browser would have it before it draws."""
        one = self.held.setdefault(label, WidgetState(id=self.widgets[label]))
        one.string_array_value.data.append(value)
        return self.run()

    def run(self) -> float:
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        asked.rerun_script.page_name = "hotspots"
        asked.rerun_script.widget_states.widgets.extend(self.held.values())
        start = time.perf_counter()
        self.socket.send(asked.SerializeToString())
        drawn = 0.0
        while True:
            said = ForwardMsg()
            said.ParseFromString(self.socket.recv(timeout=60))
            if said.WhichOneof("type") == "delta":
                element = said.delta.new_element
                if element.WhichOneof("type") == "multiselect":
                    self.widgets[element.multiselect.label] = element.multiselect.id
                if (
                    element.WhichOneof("type") == "component_instance"
                    and "st_folium" in element.component_instance.component_name
                ):
                    drawn = time.perf_counter() - start
                    self._say_drawn(element.component_instance.json_args)
            if (
                said.WhichOneof("type") == "script_finished"
                and said.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
            ):
                return drawn

    def _say_drawn(self, picture: str) -> None:
        """That the picture is there, as the map in a browser says it."""
        name = re.search(r"told\W+([0-9a-f]{16})", picture)
        if name is not None:
            urllib.request.urlopen(f"{self.address}/app/static/drawn?{name[1]}", timeout=60).read()

    def close(self) -> None:
        self.socket.close()


def at_once(address: str, people: int, changes: tuple[tuple[str, str], ...]) -> list[float]:
    """Seconds each of some people waits when all change the same filter at the same moment, for every change."""
    sessions = [
        Session(address, f"layer={('Wards', 'Hexagons', 'Heat', 'Businesses')[number % 4]}") for number in range(people)
    ]
    ready, took = threading.Barrier(people), []

    def click(session: Session) -> None:
        for label, value in changes:
            ready.wait()
            took.append(session.choose(label, value))

    threads = [threading.Thread(target=click, args=(session,)) for session in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for session in sessions:
        session.close()
    return sorted(took)
