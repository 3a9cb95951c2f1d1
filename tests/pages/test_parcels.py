"""The picture travels first and with nothing it does not need; whoever waits for no picture is not held back."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from pages.shared import parcels
from pages.shared.parcels import Parcels, parted, read


def said(**parts: Any) -> dict[str, Any]:
    message = ForwardMsg(**{name: value for name, value in parts.items() if name == "script_finished"})
    if "run" in parts:
        message.new_session.page_script_hash = parts["run"]
    if "runs" in parts:
        message.session_status_changed.script_is_running = parts["runs"]
    if "text" in parts:
        message.delta.new_element.markdown.body = parts["text"]
    return {"type": "websocket.send", "bytes": message.SerializeToString()}


PICTURE = said(text="TP.show({})")
EARLY, END = said(script_finished=ForwardMsg.FINISHED_EARLY_FOR_RERUN), said(script_finished=ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)  # fmt: skip


def sent(steps: list[Any]) -> list[tuple[float, dict[str, Any]]]:
    """What reached the browser and when, of messages (sent), words (clicks) and numbers (seconds that pass)."""
    out: list[tuple[float, dict[str, Any]]] = []

    async def run() -> None:
        loop = asyncio.get_running_loop()
        begun = loop.time()

        async def send(message: Any) -> None:
            out.append((loop.time() - begun, message))

        connection = Parcels(send)
        for step in steps:
            if step == "click":
                connection.clicked()
            elif isinstance(step, float):
                await asyncio.sleep(step)
            else:
                await connection.send(step)
        connection.close()

    asyncio.run(run())
    return out


def test_without_a_map_nothing_is_held_back() -> None:
    messages = [said(run="1"), said(runs=True), said(text="a"), END]
    assert [message for _, message in sent(["click", *messages])] == messages


def test_the_picture_goes_with_what_it_needs_and_the_rest_follows_at_the_end_of_the_run() -> None:
    first, status, rest = said(run="2"), said(runs=True), said(text="lists")
    callback = [said(run="1"), said(runs=True), EARLY, said(runs=False)]
    found = sent([PICTURE, "click", *callback, first, status, said(text="column"), 0.03, PICTURE, rest, 0.03, END])
    assert [message for _, message in found] == [PICTURE, first, said(text="column"), PICTURE, rest, END, status]
    at = [when for when, _ in found]
    assert at[1] >= 0.03
    assert at[4] >= 0.06 > at[3]


def test_what_waits_for_the_maps_of_others_still_comes_in_one_piece_with_the_word_that_it_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parcels, "REST_S", 0.05)
    first, status, rest = said(run="2"), said(runs=True), [said(text="lists"), said(text="tables")]
    found = sent([PICTURE, "click", first, status, PICTURE, 0.17, rest[0], 0.02, rest[1], END])
    assert [message for _, message in found] == [PICTURE, first, PICTURE, *rest, END, status]
    at = [when for when, _ in found]
    assert at[2] + 0.15 < at[3]
    assert at[6] - at[3] < 0.02


def test_a_run_that_goes_on_and_on_is_said_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcels, "REST_S", 0.02)
    first, status = said(run="2"), said(runs=True)
    found = sent([PICTURE, "click", first, status, PICTURE, 0.02 * parcels.MOST_RESTS + 0.05])
    assert [message for _, message in found] == [PICTURE, first, PICTURE, status]
    assert found[3][0] >= 0.02 * (parcels.MOST_RESTS - 1)


def test_a_run_that_drew_something_is_never_left_out() -> None:
    held = [read(message) for message in (said(run="1"), said(text="a"), EARLY, said(run="2"), PICTURE)]
    assert parted(held) == (held, [])


def test_a_picture_that_does_not_come_holds_nothing_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcels, "LONGEST_S", 0.03)
    messages = [said(run="1"), said(text="a"), said(text="b")]
    found = sent([PICTURE, "click", *messages[:2], 0.06, messages[2], "click", said(text="c")])
    assert [message for _, message in found] == [PICTURE, *messages, said(text="c")]


def test_the_end_of_a_run_without_a_picture_lets_go() -> None:
    messages = [said(run="1"), said(text="a"), END]
    assert [message for _, message in sent([PICTURE, "click", *messages])] == [PICTURE, *messages]


def test_what_is_no_message_of_a_page_passes_after_what_is_held() -> None:
    close = {"type": "websocket.close", "code": 1000}
    assert [message for _, message in sent([PICTURE, "click", said(run="1"), close])] == [PICTURE, said(run="1"), close]


def test_who_leaves_the_page_with_the_map_is_not_held_back() -> None:
    there, away, sent_ = BackMsg(), BackMsg(), []
    there.rerun_script.page_name, away.rerun_script.page_script_hash = "hotspots", "overview"
    here = ForwardMsg()
    here.navigation.page_script_hash = "map"

    async def run() -> None:
        async def send(message: Any) -> None:
            sent_.append(message)

        connection = Parcels(send)
        for message in (PICTURE,):
            await connection.send(message)
        connection.clicked(there.SerializeToString())
        for message in ({"type": "websocket.send", "bytes": here.SerializeToString()}, PICTURE, END):
            await connection.send(message)
        connection.clicked(away.SerializeToString())
        await connection.send(said(run="2"))
        assert sent_[-1] == said(run="2")

    asyncio.run(run())


def placed(path: list[int], **parts: Any) -> dict[str, Any]:
    message = ForwardMsg.FromString(said(**parts)["bytes"])
    message.metadata.delta_path.extend(path)
    return {"type": "websocket.send", "bytes": message.SerializeToString()}


@pytest.mark.parametrize("is_told", [True, False])
def test_on_a_page_that_is_opened_the_sidebar_keeps_its_places_and_follows_the_picture(
    is_told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcels, "DRAWING_S", 10 if is_told else 0.02)
    begin, title, aside, picture = said(run="1"), placed([0, 0], text="title"), placed([1, 0], text="filter"), placed([0, 1], text='TP.show({"told":"00112233aabbccdd"})')  # fmt: skip
    asked = BackMsg()
    asked.rerun_script.page_name = "hotspots"
    sent_: list[dict[str, Any]] = []

    async def run() -> None:
        async def send(message: Any) -> None:
            sent_.append(message)

        connection = Parcels(send)
        connection.clicked(asked.SerializeToString())
        for message in (begin, aside, title, picture):
            await connection.send(message)
        assert [sent_[0], *sent_[2:]] == [begin, title, picture]
        parcels.drawn("ffffffffffffffff")
        if is_told:
            parcels.drawn("00112233aabbccdd")
        await asyncio.sleep(0 if is_told else 0.05)
        await asyncio.sleep(0)
        connection.close()

    asyncio.run(run())
    place = ForwardMsg.FromString(sent_[1]["bytes"])
    assert list(place.metadata.delta_path) == [1, 0]
    assert place.delta.new_element.WhichOneof("type") == "empty"
    assert sent_[4:] == [aside]
    assert not parcels._opening


def test_what_a_search_found_comes_in_one_parcel_and_other_parts_of_a_page_do_not_wait() -> None:
    box = ForwardMsg()
    box.delta.fragment_id = "f1"
    box.delta.new_element.text_input.id = "$$ID-search.typed"
    searched, other = BackMsg(), BackMsg()
    searched.rerun_script.fragment_id, other.rerun_script.fragment_id = "f1", "f2"
    out: list[tuple[str, Any]] = []

    async def run() -> None:
        async def send(message: Any) -> None:
            out.append(("sent", message))

        connection = Parcels(send)
        await connection.send({"type": "websocket.send", "bytes": box.SerializeToString()})
        for asked in (searched, other):
            connection.clicked(asked.SerializeToString())
            for message in (said(run="1"), said(text="a"), END):
                await connection.send(message)
                out.append(("made", message))
        connection.close()

    asyncio.run(run())
    steps = [kind for kind, _ in out]
    assert steps == ["sent", "made", "made", "sent", "sent", "sent", "made", *["sent", "made"] * 3]
