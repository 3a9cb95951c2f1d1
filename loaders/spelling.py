"""A heading taken apart into whole words: capitals, digits and words run together divided, short forms written out.

Some short forms are listed; the rest are told from the words of the trade: `locn` can only be `location`, `ident` only
`identified`. Where several words come into question each makes a reading of the heading, the likelier first.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import islice, product

from rapidfuzz import fuzz, process

import codes
from loaders.rules import every_word
from loaders.vocabulary import abbreviations, declared_headings, known_headings, welsh

MOST_READINGS = 6
MOST_CHOICES = 3
LEAST_MISSPELT = 84
_RARE = 3
_ENDINGS = ("ations", "ation", "ions", "ion", "ing", "ed", "es", "er", "t", "s", "e", "d", "")
_VOWELS = frozenset("aeiou")
_WELSH_EMPTY = frozenset({"a", "ar", "i", "n", "o", "r", "y", "yr"})


@cache
def words(heading: str) -> tuple[str, ...]:
    """`"PREMADDR1"` -> `("premises", "address", "1")`: the likeliest reading of a heading."""
    return readings(heading)[0]


@cache
def readings(heading: str) -> tuple[tuple[str, ...], ...]:
    """What a heading may say, likeliest first: `"Prov Nm"` -> `(("provider", "name"), ("provision", "name"), ...)`."""
    told = re.sub(
        r"\((?:\w+\W+){2,}\w+\)", " ", _plain(heading)
    )  # "(for office use only)", but not "(£)" or "(dd/mm/yy)"
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=[0-9])|(?<=[A-Z])(?=[A-Z][a-z]{2})", " ", told)
    spaced = re.sub(r"\b([xy])(?=co?.?ord)", r"\1 ", _short_for_as(spaced.lower()))
    parts = re.findall(r"[a-z]+|[0-9]+|£", spaced)
    acronyms = _acronyms(told)
    joined = "".join(parts)
    if joined in abbreviations():
        return (tuple(abbreviations()[joined].split()),)
    if any(part in welsh() for part in parts):
        parts = [part for part in parts if part not in _WELSH_EMPTY]
    choices = [
        choice
        for part in parts
        for piece in _parts(part)
        for choice in [((piece,),) if piece in acronyms else _choices(piece)]
    ]
    found = (tuple(word for piece in one for word in piece) for one in product(*choices))
    return tuple(dict.fromkeys(islice(found, MOST_READINGS))) or ((),)


def _acronyms(heading: str) -> frozenset[str]:
    """Capitals among small letters stand for a name, not for a word cut short: `VTS No`; but for those we know."""
    found = re.findall(r"\b[A-Z]{2,5}\b", heading) if re.search("[a-z]", heading) else []
    return frozenset(one.lower() for one in found) - abbreviations().keys() - _lexicon()


def _plain(heading: str) -> str:
    """Without accents: `Ffôn` -> `Ffon`."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", heading) if not unicodedata.combining(sign))


def _short_for_as(text: str) -> str:
    """`t/a`, `t/as` and `d.b.a.` are words of their own."""
    return re.sub(r"\bd[./]b[./]a\b", "dba", re.sub(r"\bt\W?/\W?as?\b", "trading as", text))


@cache
def _choices(word: str) -> tuple[tuple[str, ...], ...]:
    """What one piece may be, written out, likeliest first."""
    if word in abbreviations():
        return (tuple(abbreviations()[word].split()),)
    if word in _lexicon() or len(word) < 3 or word.isdigit():
        return ((word,),)
    if word.endswith("s") and word[:-1] in _lexicon():
        return ((word[:-1],),)
    near = (_other_form(word) or _near(word)) if len(word) >= 5 else None
    if near:
        return ((near,),)
    long = short_for(word) or (short_for(word[:-1]) if word.endswith("s") else ())
    return tuple((one,) for one in long) or ((word,),)


def _other_form(word: str) -> str | None:
    """`complained` for `complaint`: the word of the trade with the same stem."""
    stem = next((word.removesuffix(end) for end in _ENDINGS if word.endswith(end)), "")
    same = [one for one in _sorted_lexicon() if one.startswith(stem) and one[len(stem) :] in _ENDINGS]
    return max(same, key=_often().__getitem__, default=None) if len(stem) >= 5 else None


def _near(word: str) -> str | None:
    found = process.extractOne(word, _sorted_lexicon(), scorer=fuzz.ratio, score_cutoff=LEAST_MISSPELT)
    return str(found[0]) if found else None


@cache
def short_for(word: str) -> tuple[str, ...]:
    """Words of the trade that a short form may stand for, likeliest first: the beginning of a word, or its bones (`svc`).

    >>> short_for("locn")
    ('location',)
    """
    often = _often()
    found = [(kind, -often[long], len(long), long) for long in _sorted_lexicon() if (kind := _shortens(word, long))]
    found = [one for one in found if len(word) > 3 or -one[1] >= _RARE or word == _bones(one[3])]
    return tuple(long for _, _, _, long in sorted(found)[:MOST_CHOICES])


def _shortens(short: str, long: str) -> int:
    """1 for the beginning of a word, 2 for its beginning and its end (`classn`), 3 for its consonants (`svc`), 0 for neither."""
    if len(long) < len(short) + 2 or long[0] != short[0]:
        return 0
    if long.startswith(short):
        return 1
    shared = next(at for at in range(len(short)) if short[at] != long[at])
    if shared >= max(3, len(short) - 2) and _within(short[shared:], long[-4:]):
        return 2
    is_bones = not _VOWELS & set(short[1:]) and len(short) * 2 >= len(_bones(long))
    return 3 if is_bones and _within(short, long) and short[-1] in long[-3:] else 0


def _bones(word: str) -> str:
    return word[0] + "".join(sign for sign in word[1:] if sign not in _VOWELS)


def _within(short: str, long: str) -> bool:
    """Whether the letters stand in the word in that order."""
    letters = iter(long)
    return all(sign in letters for sign in short)


@cache
def _often() -> Mapping[str, int]:
    """How many known headings have each word."""
    return Counter(word for heading, _ in (*known_headings(), *declared_headings()) for word in _listed(heading))


def _listed(heading: str) -> Iterable[str]:
    for word in re.findall(r"[a-z]+", heading.lower()):
        yield from abbreviations().get(word, word).split()


@cache
def _lexicon() -> frozenset[str]:
    """Every word a rule asks for or a known heading has."""
    known = {word for heading, _ in known_headings() for word in _listed(heading) if len(word) > 3}
    plain = {word for word in every_word() if "_" not in word} | _words_of_codes()
    return frozenset(plain | (known - abbreviations().keys()))


def _words_of_codes() -> set[str]:
    """Words that findings are written with, which are never short for another."""
    said = [*codes.table("outcomes")["raw"], *codes.labels("touch_point_types").values()]
    return {word for one in said for word in re.findall("[a-z]{4,}", one.lower())} - abbreviations().keys()


@cache
def _sorted_lexicon() -> list[str]:
    return sorted(_lexicon())


@cache
def _parts(word: str) -> tuple[str, ...]:
    """Words run together taken apart where that leaves no rest: `inspdate` -> `("insp", "date")`."""
    known = _lexicon() | abbreviations().keys()
    if word in known or len(word) < 6:
        return (word,)
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 14), end):
            before, part = best[start], word[start:end]
            if before is None or not ((part in known and len(part) >= 3) or part in ("of", "no", "dt", "id")):
                continue
            if best[end] is None or len(before) + 1 < len(best[end] or ()):
                best[end] = (*before, part)
    return best[-1] or (word,)
