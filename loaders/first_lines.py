"""Which of a table's first lines has the headings, or whether none has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from loaders.headings import likeness

LINES_SEARCHED = 20
LEAST_KNOWN = 0.5
CLEARLY_HEADINGS = 0.6
"""How much of each cell a line below data has to be like known headings to be taken for the headings."""
_DATA = re.compile(
    r"(?i)[a-z]{1,2}[0-9][0-9a-z]?\s*[0-9][a-z]{2}|\d{1,4}[-/.](?:\d{1,2}|[a-z]{3})[-/.]\d{2,4}(?:[ t,].*)?|[^@\s]+@[^@\s]+\.[a-z]+|"
    r"\+?0?\d[\d ()-]{8,}|-?\d+\.\d{2,}|£\s?[\d,.]+|\d{5,}"
)
"""A postcode, a date, an e-mail address, a telephone, a long or broken number: nobody's heading."""


def header_line(head: Sequence[Sequence[str]]) -> int:
    """The line of the headings: the one whose cells are most like headings we know, or else the first that is filled as far as the
    widest and has no data in it.

    Returns:
        From 0; -1 where the first such line is a row already.
    """
    lines = [[cell.strip() for cell in line] for line in head[:LINES_SEARCHED]]
    widest = max((sum(bool(cell) for cell in line) for line in lines), default=0)
    whole = [number for number, line in enumerate(lines) if sum(map(bool, line)) >= max(1, widest * 0.8)]
    starts = whole[0] if whole and _is_data(lines[whole[0]]) else len(lines)
    wordy = {
        number: cells
        for number, line in enumerate(lines)
        if len(cells := [cell for cell in line if cell]) >= max(2, widest / 2) and not _is_data(line)
    }
    like = likeness(sorted({cell for cells in wordy.values() for cell in cells} | {""})).max(axis=1)
    best, found = 0.0, -1
    for number, said in wordy.items():
        cells = list(dict.fromkeys(said))  # "Premises | Premises | Visit" names groups of columns
        known = float(like[cells].sum())
        if number > starts and known < CLEARLY_HEADINGS * len(cells):
            continue
        if known > best + LEAST_KNOWN:
            best, found = known, number
    if found >= 0:
        return found
    return -1 if starts < len(lines) else next(iter(whole), 0)


def _is_data(line: Sequence[str]) -> bool:
    found = sum(_DATA.fullmatch(cell) is not None for cell in line)
    return found > 0 and found * 8 >= sum(map(bool, line))


def width(head: Sequence[Sequence[str]]) -> int:
    """How many columns a table without headings has: as most of its first lines."""
    often = Counter(len(line) for line in head if any(cell.strip() for cell in line))
    return max(often, key=lambda count: (often[count], count), default=0)


def columns(head: Sequence[Sequence[str]], header: int) -> list[str]:
    """Names for columns that have none: `column 1`, `column 2`, ...; nothing where there is a line of headings."""
    return [f"column {number}" for number in range(1, width(head) + 1)] if header < 0 else []
