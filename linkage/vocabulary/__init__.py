"""Words the normalisation knows, as data: every list is a CSV file beside this one."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@cache
def words(name: str) -> tuple[str, ...]:
    """First column of a list: `words("counties")` -> ("BEDFORDSHIRE", ...)."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(row[0] for row in list(csv.reader(file))[1:] if row)


@cache
def mapping(name: str) -> dict[str, str]:
    """First column to second: `mapping("address_words")["STREET"]` -> "ST"."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {row[0]: row[1] for row in list(csv.reader(file))[1:] if row}


@cache
def rates(name: str) -> dict[str, float]:
    """First column to a number: `rates("word_rates")["CAFE"]` -> 0.03 of names hold the word."""
    return {word: float(value) for word, value in mapping(name).items()}


def alternation(items: tuple[str, ...]) -> str:
    """A regular expression that matches any of the items, longest first: ("LTD", "LTD CO") -> "LTD CO|LTD"."""
    ordered = sorted(items, key=lambda item: (-len(item), item))
    return "|".join(_escape(item) for item in ordered)


def _escape(item: str) -> str:
    return "".join("\\" + letter if letter in r"\/.@+*?()[]{}^$|" else letter for letter in item)
