"""The folder everything is kept in: one writer at a time, faults in words, and each file byte for byte as it came."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from store import raw
from store.home import Home, StoreError, home, writing
from store.raw import Receipt

BYTES = b"\xef\xbb\xbfname;postcode\r\nCaf\xc3\xa9;CM1 1AB\r\n\x00\xff"


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "as sent.csv"
    path.write_bytes(BYTES)
    return path


def receipt(sha256: str, sequence: int) -> Receipt:
    return Receipt(sha256, f"file {sequence}.csv", sequence, "2026-03-04T23:59:59+00:00", "tester", agreement="ISA-1")


# the folder


def test_the_folder_is_the_one_touchpoint_home_names(monkeypatch, tmp_path):
    monkeypatch.setenv("TOUCHPOINT_HOME", str(tmp_path / "elsewhere"))
    assert home() == Home(tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists(), "asking for the folder creates nothing"


def test_without_a_name_the_folder_is_data_where_we_stand(monkeypatch, tmp_path):
    monkeypatch.delenv("TOUCHPOINT_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    assert home().path == (tmp_path / "data").resolve()


def test_a_second_writer_is_told_to_wait(place):
    with writing(place), pytest.raises(StoreError) as told, writing(place):
        raise AssertionError("two writers at once")
    assert str(place.path) in str(told.value)
    assert "Another load or link is running" in str(told.value)
    assert "Nothing was changed" in str(told.value)


@pytest.mark.parametrize("disaster", [ValueError, KeyboardInterrupt])
def test_whatever_happens_the_folder_is_free_for_the_next_writer(disaster, place):
    with pytest.raises(disaster), writing(place):
        raise disaster
    with writing(place):
        assert place.path.is_dir()


def test_a_full_disk_is_said_in_words(place):
    with pytest.raises(StoreError) as told, writing(place):
        raise OSError(28, os.strerror(28), "/somewhere/part")
    assert str(place.path) in str(told.value)
    assert "full" in str(told.value)
    assert "The register is as it was" in str(told.value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (duckdb.IOException, 'IO Error: Could not write file "/x/.part-register": No space left on device'),
        (
            duckdb.FatalException,
            'FATAL Error: Failed to create checkpoint: Could not write file "/x": No space left on device',
        ),
    ],
)
def test_a_disk_that_duckdb_finds_full_is_said_in_the_same_words(kind, text, place):
    """Both were seen on a real disk of 1 MB; DuckDB's errors are no OSError."""
    with pytest.raises(StoreError, match="full"), writing(place):
        raise kind(text)


def test_a_folder_nobody_may_write_is_said_in_words(place):
    with (
        pytest.raises(StoreError, match=r"/somewhere/raw cannot be written.*Check who owns the folder"),
        writing(place),
    ):
        raise PermissionError(13, "Permission denied", "/somewhere/raw")


def test_any_other_fault_of_the_disk_names_the_file(place):
    with pytest.raises(StoreError, match=r"Input/output error \(/somewhere/raw\)"), writing(place):
        raise OSError(5, "Input/output error", "/somewhere/raw")


def test_a_file_where_the_folder_should_be_is_said_in_words(tmp_path):
    (tmp_path / "home").write_text("not a folder")
    with pytest.raises(StoreError, match="home"), writing(Home(tmp_path / "home")):
        raise AssertionError("wrote into a file")


# files as received


def test_a_file_is_kept_byte_for_byte_under_its_hash(place, file):
    sha256 = raw.keep(place, file)
    assert sha256 == hashlib.sha256(BYTES).hexdigest()
    assert raw.path_of(place, sha256).read_bytes() == BYTES
    assert file.read_bytes() == BYTES, "the sender's file is left alone"


def test_a_kept_file_is_read_only_and_there_once(place, file):
    first, second = raw.keep(place, file), raw.keep(place, file)
    assert first == second
    assert [path.name for path in place.raw.iterdir()] == [first]
    assert stat.S_IMODE(raw.path_of(place, first).stat().st_mode) & 0o222 == 0


def test_a_copy_that_breaks_off_leaves_nothing(place, file, monkeypatch):
    class Full:
        """What takes the hash while pieces are written; here the disk is full by then."""

        def update(self, _piece):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(raw.hashlib, "sha256", Full)
    with pytest.raises(OSError, match="No space"):
        raw.keep(place, file)
    assert list(place.raw.iterdir()) == []


def test_receipts_come_in_the_order_the_files_did(place, file):
    raw.keep(place, file)
    for sequence, name in ((2, "b" * 64), (10, "a" * 64), (1, "c" * 64)):
        raw.sign(place, receipt(name, sequence))
    assert [found.sequence for found in raw.receipts(place)] == [1, 2, 10]
    assert raw.receipt_of(place, "a" * 64) == receipt("a" * 64, 10)
    assert raw.receipt_of(place, "d" * 64) is None


def test_a_receipt_says_who_brought_what_when_and_why(place):
    place.raw.mkdir(parents=True)
    given = replace(receipt("e" * 64, 1), file_name="Café <1>.csv", spec="fire_audits", organisation="Harlow Council")
    raw.sign(place, given)
    assert raw.receipts(place) == [given]
    assert str(given.received) == "2026-03-04"


def test_before_the_first_file_there_is_no_receipt(place):
    assert raw.receipts(place) == []


def test_a_receipt_that_was_not_finished_is_no_receipt(place, monkeypatch):
    """The machine stops between writing the receipt aside and naming it."""
    place.raw.mkdir(parents=True)
    raw.sign(place, receipt("a" * 64, 1))

    def stops(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", stops)
        with pytest.raises(KeyboardInterrupt):
            raw.sign(place, receipt("b" * 64, 2))
    assert [found.sequence for found in raw.receipts(place)] == [1]


def test_a_file_without_a_receipt_can_be_thrown_away_and_one_with_it_cannot(place, file):
    sha256 = raw.keep(place, file)
    raw.sign(place, receipt(sha256, 1))
    raw.discard(place, sha256)
    assert raw.path_of(place, sha256).exists()
    file.write_bytes(b"another")
    other = raw.keep(place, file)
    raw.discard(place, other)
    raw.discard(place, other)
    assert not raw.path_of(place, other).exists()


@pytest.mark.parametrize("copies", [None, 0], ids=["cannot", "copies nothing"])
def test_a_file_is_kept_also_where_the_system_cannot_copy_by_itself(monkeypatch, tmp_path, file, copies):
    def unable(*_asked: int) -> int:
        if copies is None:
            raise OSError("not on this disk")
        return copies

    monkeypatch.setattr(os, "copy_file_range", unable, raising=False)
    place = Home(tmp_path / "home")
    sha256 = raw.keep(place, file)
    assert sha256 == hashlib.sha256(BYTES).hexdigest()
    assert raw.path_of(place, sha256).read_bytes() == BYTES
