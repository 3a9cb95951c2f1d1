"""Text made safe for Markdown."""

from __future__ import annotations


def plain(text: str) -> str:
    """Text that may come from a file or an address, safe inside Markdown."""
    return "".join(f"\\{letter}" if letter in "\\`*_{}[]()#+-.!|<>$:~" else letter for letter in text)
