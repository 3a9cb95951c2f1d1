"""Four lists with recording errors, none complete: the errors of a keyboard, a scanner, an ear and a tired clerk, at most three in a record.

The rates are those of the generator of the FEBRL project (Christen and Pudjijono, 2009): so many changes in a record, of one field two at most,
kinds of errors by how an entry came about. The rows are real ones of the food register beside the project.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.benchmarks.linkage.datasets import Known
from tests.benchmarks.linkage.worlds import known, neighbourhood

KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890")
SCANNED = (
    ("0", "O"), ("1", "l"), ("1", "I"), ("5", "S"), ("8", "B"), ("6", "b"), ("2", "Z"), ("m", "rn"), ("w", "vv"), ("d", "cl"), ("n", "ri"), ("h", "li"), ("g", "q"),
    ("e", "c"), ("u", "v"), ("i", "l"), ("t", "f"), ("E", "F"), ("Q", "O"), ("H", "ll"),
)  # fmt: skip
HEARD = (
    ("ph", "f"), ("ck", "k"), ("c", "k"), ("s", "z"), ("y", "i"), ("ee", "ea"), ("ei", "ie"), ("ll", "l"), ("tt", "t"), ("ss", "s"), ("ou", "ow"), ("gh", "g"),
    ("wh", "w"), ("x", "ks"), ("qu", "kw"), ("ai", "ay"), ("er", "ar"), ("oo", "u"), ("mb", "m"), ("kn", "n"), ("wr", "r"), ("tio", "sho"), ("ae", "e"), ("ough", "uff"),
)  # fmt: skip
SHORT = (
    ("Street", "St"), ("Road", "Rd"), ("Avenue", "Av"), ("Lane", "La"), ("Close", "Cl"), ("Drive", "Dr"), ("Square", "Sq"), ("Centre", "Ctr"), ("Limited", "Ltd"),
    ("and", "&"), ("Saint", "St"), ("House", "Hse"), ("Restaurant", "Rest"), ("Company", "Co"), ("Industrial", "Ind"), ("Estate", "Est"),
)  # fmt: skip
CHANGES = (0.35, 0.3, 0.2, 0.15)
"""Share of the records with none, one, two and three changes."""
FIELDS = {"name": 0.4, "address": 0.35, "postcode": 0.15, "town": 0.1}
"""Which field a change falls on."""


def typed(text: str, rng: np.random.Generator) -> str:
    """A letter left out, put in, swapped with the next, or the key beside it."""
    at, kind = int(rng.integers(len(text))), rng.random()
    if kind < 0.25:
        return text[:at] + text[at + 1 :]
    if kind < 0.4:
        return text[:at] + _beside(text[at], rng) + text[at:]
    if kind < 0.6 and at + 1 < len(text):
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + _beside(text[at], rng) + text[at + 1 :]


def _beside(letter: str, rng: np.random.Generator) -> str:
    for keys in KEYBOARD:
        at = keys.find(letter.lower())
        if at >= 0:
            found = keys[min(max(at + (1 if rng.random() < 0.5 else -1), 0), len(keys) - 1)]
            return found.upper() if letter.isupper() else found
    return letter


def _taken_for(text: str, pairs: tuple[tuple[str, str], ...], rng: np.random.Generator, *, both: bool) -> str:
    """One place where something stands that is taken for something else; as it was where there is none."""
    ways = [*pairs, *((b, a) for a, b in pairs)] if both else list(pairs)
    for number in rng.permutation(len(ways)):
        one, other = ways[number]
        at = text.find(one)
        if at >= 0 and (at > 0 or not one.islower()):
            return text[:at] + other + text[at + len(one) :]
    return typed(text, rng)


def scanned(text: str, rng: np.random.Generator) -> str:
    return _taken_for(text, SCANNED, rng, both=True)


def heard(text: str, rng: np.random.Generator) -> str:
    return _taken_for(text, HEARD, rng, both=False)


def of_words(text: str, rng: np.random.Generator) -> str:
    """A word left out, shortened, swapped with the next, or grown together with it."""
    words, kind = text.split(), rng.random()
    if len(words) < 2:
        return typed(text, rng)
    at = int(rng.integers(len(words) - 1))
    if kind < 0.3:
        return " ".join(words[:at] + words[at + 1 :]) if rng.random() < 0.4 else " ".join(words[:-1])
    if kind < 0.45:
        return " ".join([*words[:at], words[at + 1], words[at], *words[at + 2 :]])
    if kind < 0.65:
        return " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]])
    for long, short in SHORT:
        if long in words:
            return " ".join(short if word == long else word for word in words)
    return " ".join(words[:-1])


KINDS: tuple[tuple[Callable[[str, np.random.Generator], str], float], ...] = (
    (typed, 0.45),
    (scanned, 0.15),
    (heard, 0.15),
    (of_words, 0.25),
)
MISSING = {"name": 0.0, "address": 0.03, "postcode": 0.25, "town": 0.4}
"""Share of the changes of a field that leave it empty."""


def recorded(fields: dict[str, str | None], rng: np.random.Generator) -> dict[str, str | None]:
    """A record as it was taken down: up to three changes, of one field two at most."""
    out, touched = dict(fields), dict.fromkeys(fields, 0)
    for _ in range(int(rng.choice(len(CHANGES), p=CHANGES))):
        field = str(rng.choice(list(FIELDS), p=list(FIELDS.values())))
        text = out[field]
        if not text or touched[field] == 2:
            continue
        touched[field] += 1
        if rng.random() < MISSING[field]:
            out[field] = None
        elif field == "postcode":
            out[field] = typed(text, rng).upper()
        else:
            out[field] = KINDS[int(rng.choice(len(KINDS), p=[share for _, share in KINDS]))][0](text, rng)
    return out


def make_slips(seed: int, count: int = 5800, sources: int = 4, share: float = 0.6) -> Known:
    """Partner lists of real food businesses, each of a part of them, taken down with errors."""
    rng = np.random.default_rng(seed)
    rows = []
    true = neighbourhood(count, rng)
    for n in range(sources):
        capitals, phrase = rng.random() < 0.5, (", ", " ")[int(rng.random() < 0.3)]
        for row in true[rng.random(len(true)) < share].itertuples(index=False):
            told = recorded(
                {
                    "name": row.name,
                    "address": phrase.join(row.lines),
                    "postcode": row.postcode,
                    "town": row.town if isinstance(row.town, str) else None,
                },
                rng,
            )
            name, address = (text.upper() if text and capitals else text for text in (told["name"], told["address"]))
            rows.append(
                (f"list{n}", name, address, told["town"], told["postcode"], None, np.nan, np.nan, None, row.entity)
            )
    return known(f"slips-{seed}", rows, tuple(f"list{n}" for n in range(sources)), rng)
