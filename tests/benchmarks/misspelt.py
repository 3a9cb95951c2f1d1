"""Names as people type them from memory: each with one or two slips of the finger, the ear or the memory."""

from __future__ import annotations

import random
import re

import pandas as pd

KEYS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry",
    "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
EAR = (
    ("ph", "f"),
    ("ck", "k"),
    ("ee", "ea"),
    ("ie", "ei"),
    ("ai", "ay"),
    ("ll", "l"),
    ("tt", "t"),
    ("y", "i"),
    ("c", "k"),
    ("s", "z"),
    ("er", "a"),
    ("our", "or"),
)
SLIPS = ("swap", "drop", "double", "key", "ear", "join", "split", "forget", "key", "drop")


def slip(text: str, kind: str, by: random.Random) -> str:
    """One slip; the text as it was where the slip does not apply."""
    at = [place for place, letter in enumerate(text) if letter.isalpha() and place > 0]
    words = text.split()
    if kind == "join" and len(words) > 1:
        return text.replace(" ", "", 1)
    if kind == "forget" and len(words) > 2:
        words.pop(by.randrange(1, len(words)))
        return " ".join(words)
    if kind == "ear":
        heard = [(a, b) for a, b in EAR if a in text]
        return text.replace(*by.choice(heard), 1) if heard else text
    if not at:
        return text
    place = by.choice(at)
    letter, rest = text[place], text[place + 1 :]
    return {
        "swap": text[:place] + rest[:1] + letter + rest[1:],
        "drop": text[:place] + rest,
        "double": text[:place] + letter + letter + rest,
        "key": text[:place] + by.choice(KEYS.get(letter, letter)) + rest,
        "split": text[:place] + " " + letter + rest,
    }.get(kind, text)


def misspelt(names: pd.DataFrame, count: int, *, seed: int = 7) -> pd.DataFrame:
    """`business_id`, `name`, `typed`: names drawn at random, with one slip, two where they are longer than 12 letters.

    Where more than three businesses bear a name, no list of three can hold the one that was meant: people then say where it
    is, the town, and the street where the town has more than three, and so does this.

    Args:
        names: `business_id`, `name`, `address`.
    """
    by = random.Random(seed)
    bearers: dict[str, list[tuple[str, ...]]] = {}
    for row in names.itertuples():
        bearers.setdefault(row.name.upper(), []).append(where(row.address))
    rows = []
    for row in names.sample(n=min(count, len(names)), random_state=seed).itertuples():
        typed = row.name.lower()
        while typed == row.name.lower():
            for _ in range(2 if len(row.name) > 12 else 1):
                typed = slip(typed, by.choice(SLIPS), by)
        others, place = bearers[row.name.upper()], where(row.address)
        said = 0
        while said < len(place) and sum(other[:said] == place[:said] for other in others) > 3:
            said += 1
        typed = " ".join([typed, *reversed(place[:said])])
        rows.append(
            {
                "business_id": row.business_id,
                "name": row.name,
                "typed": typed,
                "bearers": sum(other[:said] == place[:said] for other in others),
            }
        )
    return pd.DataFrame(rows)


def where(address: object) -> tuple[str, ...]:
    """The words of an address from the town backwards, without postcode and county."""
    if not isinstance(address, str):
        return ()
    words = re.sub(r"\b[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}\b|[,.]", " ", address.upper()).split()
    return tuple(word.lower() for word in reversed(words) if word != "ESSEX")
