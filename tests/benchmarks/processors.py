"""Processor time by who took it, as the kernel counts it (/proc, Linux): the server, the browsers' processes, the measuring itself."""

from __future__ import annotations

import os
from pathlib import Path

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
SERVER, PAGES, SCREEN, BROWSER, MEASURING = (
    "server",
    "pages in the browser",
    "putting them on the screen",
    "the rest of the browser",
    "measuring",
)
EVERYBODY = (PAGES, SCREEN, BROWSER, SERVER, MEASURING)
_OF_CHROMIUM = {"renderer": PAGES, "gpu-process": SCREEN}


def taken(server: int) -> dict[tuple[str, str], float]:
    """Seconds each of our processes has taken so far, by who it is and its number.

    Args:
        server: number of the server's process.
    """
    parents, words, seconds = {}, {}, {}
    for path in Path("/proc").iterdir():
        if not path.name.isdigit():
            continue
        number = int(path.name)
        try:
            words[number] = (path / "cmdline").read_bytes().decode("utf8", "replace").replace("\0", " ").split(" ")
            fields = (path / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        parents[number], seconds[number] = int(fields[1]), (int(fields[11]) + int(fields[12])) * _TICK_S
    ours = (number for number in seconds if _is_ours(number, parents))
    return {(_who(number, words[number], server), str(number)): seconds[number] for number in ours}


def _is_ours(number: int, parents: dict[int, int]) -> bool:
    """Whether this process began it, or one that it began."""
    while number and number != os.getpid():
        number = parents.get(number, 0)
    return bool(number)


def _who(number: int, words: list[str], server: int) -> str:
    if number == server:
        return SERVER
    if "chrom" not in words[0]:
        return MEASURING
    kind = next((word.removeprefix("--type=") for word in words if word.startswith("--type=")), "")
    return _OF_CHROMIUM.get(kind, BROWSER)


def between(before: dict[tuple[str, str], float], after: dict[tuple[str, str], float]) -> dict[str, float]:
    """Seconds each took meanwhile."""
    sums: dict[str, float] = {}
    for (who, number), seconds in after.items():
        sums[who] = sums.get(who, 0.0) + seconds - before.get((who, number), 0.0)
    return sums
