"""The letters of a briefing: DejaVu Sans, which comes with Matplotlib; only the letters used go into a PDF."""

from __future__ import annotations

import unicodedata
from importlib.util import find_spec
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONT, BOLD = "DejaVu", "DejaVu-Bold"
MISSING = "\ufffd"
_FOLDER = Path(str(find_spec("matplotlib").origin)).parent / "mpl-data" / "fonts" / "ttf"  # type: ignore[union-attr]
for _name, _file in ((FONT, "DejaVuSans.ttf"), (BOLD, "DejaVuSans-Bold.ttf")):
    pdfmetrics.registerFont(TTFont(_name, str(_FOLDER / _file)))
pdfmetrics.registerFontFamily(FONT, normal=FONT, bold=BOLD, italic=FONT, boldItalic=BOLD)
PRINTED = frozenset(pdfmetrics.getFont(FONT).face.charToGlyph) & frozenset(pdfmetrics.getFont(BOLD).face.charToGlyph)
"""What both weights have: Latin, Greek, Cyrillic and more."""


def printable(text: str) -> str:
    """Text in the letters the font has; others as their plain letter, or as a sign that says a letter is missing.

    >>> printable("Łódź 店")
    'Łódź \ufffd'
    """
    return "".join(letter if ord(letter) in PRINTED and letter.isprintable() else _plain(letter) for letter in text)


def _plain(letter: str) -> str:
    if not letter.isprintable():
        return " "
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if ord(part) in PRINTED) or MISSING
