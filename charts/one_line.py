"""Text from a file in one line, its letters in the order in which they stand."""

from __future__ import annotations

import re

_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of whatever follows: a name that ends without turning back would write the 155 behind it as 551."""


def unturned(text: str) -> str:
    """The text without marks that turn the direction of what follows; letters of right-to-left scripts turn by themselves."""
    return _TURNING.sub("", text)


def one_line(text: str) -> str:
    """The same with one space for every break, tabulator and other stretch of white."""
    return " ".join(unturned(text).split())
