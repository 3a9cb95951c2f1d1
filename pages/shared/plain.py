"""Text made safe for Markdown."""

from __future__ import annotations

import re

from charts.one_line import unturned

_ADDRESS = re.compile(r"(?<=@)(?=[-\w]+\.)|(?<=://)|(?<=www)(?=\.)", re.IGNORECASE)


def plain(text: str) -> str:
    """Text that may come from a file or an address, safe inside Markdown.

    An address of the web or of somebody's mail is no link: a mark without width stands in it, which a backslash cannot do, for links
    are looked for when those are gone. A name that turns the direction of reading does not turn the figure behind it.
    """
    unlinked = _ADDRESS.sub("\u2060", unturned(text))
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()#+-.!|<>$:~" else letter for letter in unlinked)
