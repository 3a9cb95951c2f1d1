"""Work on many pairs by both processors: parts of it in a second process, results in memory that both see.

Threads do not help here: most of the work holds the interpreter's lock. A forked process shares what was prepared without copying it.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import mmap
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NoReturn, TypeVar

import numpy as np
import pyarrow as pa
from numpy.typing import DTypeLike

Part = TypeVar("Part")
CHUNK = 250_000
WORTH = 4
"""Parts from which a second process is worth starting."""
WORTH_TWO = 40_000
"""Pairs from which two processes look at them sooner than one."""
MANY_RECORDS = 50_000
"""Records from which freed memory is worth the half second that looking for it can take."""


def chunks(count: int) -> Iterator[slice]:
    """The pairs in parts of at most CHUNK, enough of them for two processes where that pays; one empty part where there are none."""
    parts = max(1, -(-count // CHUNK), WORTH if count >= WORTH_TWO else 0)
    ends = np.linspace(0, count, parts + 1).astype(np.int64)
    return (slice(int(a), int(b)) for a, b in pairwise(ends))


def shared(count: int, kind: DTypeLike) -> np.ndarray:
    """An array of zeros that a second process writes into as well."""
    size = np.dtype(kind).itemsize * count
    return np.frombuffer(mmap.mmap(-1, max(size, 1)), dtype=kind, count=count)


def both(work: Callable[[Part], None], parts: Sequence[Part]) -> None:
    """Do the work on every part, every other one in a second process; what it finds it writes into `shared` arrays.

    Where there is one processor, few parts, or no safe way to divide a process, all of it is done here.

    Raises:
        RuntimeError: the second process ended before its work was done; says how.
    """
    if len(parts) < WORTH or not can_fork():
        for part in parts:
            work(part)
        return
    reads, writes = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os.close(reads)
        _second(work, parts[1::2], writes)
    os.close(writes)
    try:
        for part in parts[::2]:
            work(part)
        with os.fdopen(reads, "rb") as pipe:
            said = pipe.read()
        _, status = os.waitpid(child, 0)
        child = 0
    finally:
        if child:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
    if status != 0:
        raise RuntimeError(said.decode("utf8", "replace") or f"the second process was ended (status {status})")


def can_fork() -> bool:
    """Whether there are two processors and a system on which a process with libraries in use can be divided."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def _second(work: Callable[[Part], None], parts: Sequence[Part], writes: int) -> NoReturn:
    """The second process; it leaves a stop from the keyboard to the first, ends when that is gone, and does not return."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        first = os.getppid()
        for part in parts:
            if os.getppid() != first:
                break
            work(part)
        else:
            status = 0
    finally:
        if status:  # told to the first process, which raises
            os.write(writes, traceback.format_exc()[-60_000:].encode())
        os._exit(status)


def alike(values: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Which pairs of rows have one value; found in parts, because two wide columns of many pairs take as much as all else."""
    out = np.empty(len(left), dtype=bool)
    for part in chunks(len(out)):
        out[part] = values[left[part]] == values[right[part]]
    return out


def give_back(records: int) -> None:
    """Return to the system what was freed: between stages of many records a process holds as much again as it uses."""
    if records < MANY_RECORDS:
        return
    gc.collect()
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
