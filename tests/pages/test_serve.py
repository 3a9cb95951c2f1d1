"""The server hands over what it has at once, and does not look for garbage while somebody waits."""

from __future__ import annotations

import gc
import socket

import pytest
from streamlit.runtime.scriptrunner import script_runner
from streamlit.web.server.starlette import starlette_server

from pages.shared import serve


def test_a_small_message_does_not_wait_for_the_one_before_to_be_acknowledged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starlette_server, "_bind_socket", starlette_server._bind_socket)
    serve._send_at_once()
    with starlette_server._bind_socket("127.0.0.1", 0, 8) as bound:
        assert bound.proto == socket.IPPROTO_TCP  # what asyncio looks at before it turns Nagle's algorithm off
        assert not bound.getblocking()
        bound.listen()
        with socket.create_connection(bound.getsockname(), timeout=5) as browser:
            bound.setblocking(True)
            connection, _ = bound.accept()
            with connection:
                assert connection.proto == socket.IPPROTO_TCP
                browser.sendall(b"GET")
                assert connection.recv(3) == b"GET"


def test_streamlits_own_clean_up_after_every_run_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script_runner, "gc", gc)
    serve._clean_up_between_clicks()
    assert script_runner.gc.collect(2) == 0
    assert gc.collect is not script_runner.gc.collect
