"""Where everything is kept: one folder, TOUCHPOINT_HOME."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout


class StoreError(RuntimeError):
    """Something about the folder or the disk prevents the work; the message says what and what to do."""


@dataclass(frozen=True)
class Home:
    """The paths of one installation; nothing is created until something is kept."""

    path: Path

    @property
    def raw(self) -> Path:
        """Each file exactly as received, named by its SHA-256, with a receipt beside it."""
        return self.path / "raw"

    @property
    def loaded(self) -> Path:
        """What each raw file came to, as Parquet; can be deleted and made again from raw."""
        return self.path / "loaded"

    @property
    def geography(self) -> Path:
        """Boundaries, postcodes and UPRNs as installed from their publishers' files."""
        return self.path / "geography"

    @property
    def served(self) -> Path:
        """What browsers fetch as it is: outlines, context layers, tiles of a background map. Can be deleted and is made again."""
        return self.path / "served"

    @property
    def layouts(self) -> Path:
        """Layouts that people made, as JSON."""
        return self.path / "layouts"

    @property
    def decisions(self) -> Path:
        """What people decided and did: the only database written while they work."""
        return self.path / "decisions.sqlite"

    @property
    def current(self) -> Path:
        """Names the register to read."""
        return self.path / "current"


def home() -> Home:
    """The folder that TOUCHPOINT_HOME names, `./data` where it names none."""
    return Home(Path(os.environ.get("TOUCHPOINT_HOME", "data")).absolute())


@contextmanager
def writing(place: Home) -> Iterator[None]:
    """Holds the folder for one writer; readers are never kept waiting.

    Raises:
        StoreError: another process is loading or linking, or the folder cannot be written.
    """
    try:
        place.path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(place.path / ".writing", timeout=0)
        with lock:
            yield
    except Timeout as error:
        raise StoreError(
            f"Another load or link is running in {place.path}. Nothing was changed. Wait until it has finished and try again."
        ) from error
    except PermissionError as error:
        raise StoreError(
            f"{error.filename} cannot be written. Nothing was published. Check who owns the folder."
        ) from error
    except OSError as error:
        raise _in_words(error, place) from error
    except duckdb.Error as error:
        if "No space left" not in str(error):
            raise
        raise _in_words(OSError(errno.ENOSPC, str(error)), place) from error


def _in_words(error: OSError, place: Home) -> StoreError:
    if error.errno == errno.ENOSPC:
        return StoreError(
            f"The disk that holds {place.path} is full. The register is as it was. Free some space and try again."
        )
    return StoreError(f"{error.strerror or error} ({error.filename or place.path}). The register is as it was.")
