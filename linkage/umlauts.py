"""Umlauts written out: where one record of a table writes JÄGER, the JAEGER of another is the same word."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_WORD = re.compile(r"[^\W\d_]+")
_WRITTEN_OUT = str.maketrans({"Ä": "AE", "Ö": "OE", "Ü": "UE"})
COLUMNS = ("name", "legal_name", "address")


def two_spellings(records: pd.DataFrame) -> dict[str, str]:
    """Words with Ä, Ö or Ü that names and addresses of these records hold: as they are written out, to as they are without their dots.

    >>> two_spellings(pd.DataFrame({"name": ["Gasthof Jäger"], "legal_name": [None], "address": ["Münchner Straße 7"]}))
    {'JAEGER': 'JAGER', 'MUENCHNER': 'MUNCHNER'}
    """
    found: set[str] = set()
    for column in COLUMNS:
        text = pa.array(records[column], pa.string(), from_pandas=True)
        has = pc.fill_null(pc.match_substring_regex(text, "[ÄÖÜäöü\u0308]"), False)
        for written in pc.unique(pc.filter(text, has)).to_pylist():
            found.update(_WORD.findall(unicodedata.normalize("NFC", written).upper()))
    pairs = {_plain(word.translate(_WRITTEN_OUT)): _plain(word) for word in sorted(found)}
    return {word: plain for word, plain in pairs.items() if word != plain}


def _plain(word: str) -> str:
    """Without accents, and as `steps` shortens a street's name."""
    bare = "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
    return re.sub(r"(?<=...)STRASSE$", "STR", bare)
