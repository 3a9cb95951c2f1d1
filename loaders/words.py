"""What a partner's word for an outcome, a kind of contact, a role or a field of regulation probably is in our codes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

import codes

LEAST_LIKENESS = 78.0
SURELY = 90.0
LEAST_SPELT = 86.0
LEAST_LETTERS = 4
INSIDE, SHORT = 0.75, 0.7
MOSTLY = 0.6
_ENDINGS = frozenset(
    [
        "s",
        "es",
        "e",
        "ed",
        "d",
        "ing",
        "ion",
        "ions",
        "ation",
        "er",
        "or",
        "al",
        "y",
        "t",
        "te",
        "nt",
        "ance",
        "ant",
        "ent",
        "ory",
        "ive",
    ]
) | {""}
_EMPTY = frozenset(["a", "an", "the", "of", "and", "or", "on", "in", "to", "by", "for", "with", "at", "is", "was", "s"])
CODED = ("outcome", "type", "role", "function")


@dataclass(frozen=True)
class Likely:
    """A code for a word.

    Attributes:
        code: our code, or empty where no known word is like it.
        likeness: 0 to 1.
        known: the known word it is like.
    """

    code: str
    likeness: float
    known: str


@lru_cache(maxsize=20_000)
def likely(word: str, field: str) -> Likely:
    """The code of the known word that a partner's word is most like.

    A word is the known one misspelt, or has it inside (`Enforcement notice served`), or is short for it (`NFA`). One that says
    no is never like one that does not: `Not compliant` is not `compliant`.

    Args:
        word: as the partner writes it.
        field: one of CODED.
    Source:
        78 in 100: "No further acton" still finds "no further action", "Closed" does not find "closure order".
    """
    known, plain = _known(field), " ".join(word.lower().split())
    if plain in known:
        return Likely(known[plain], 1.0, plain)
    says_no = _says_no(plain)
    forms = _forms(field, says_no, len(_pieces(plain)))
    found = process.extractOne(_form(plain), forms, scorer=fuzz.token_sort_ratio, score_cutoff=LEAST_LIKENESS)
    found = None if found and _is_another(plain, found[2]) else found
    own = _inside(plain, tuple(_labels(field)), field) if found and found[1] < SURELY else None
    if found and not own:
        return Likely(known[found[2]], round(found[1] / 100, 2), found[2])
    return (
        own
        or _inside(plain, _agreeing(field, says_no), field)
        or _denied(plain, field)
        or _short(plain, known)
        or Likely("", 0.0, "")
    )


@cache
def _agreeing(field: str, says_no: bool) -> tuple[str, ...]:
    """The known words that say no, or those that do not."""
    return tuple(one for one in _known(field) if _says_no(one) == says_no)


@cache
def _forms(field: str, says_no: bool, pieces: int) -> Mapping[str, str]:
    """Of those, the ones of so many words, to how they are compared."""
    return {one: _form(one) for one in _agreeing(field, says_no) if len(_pieces(one)) == pieces}


def _denied(plain: str, field: str) -> Likely | None:
    """`Not compliant`, `Unsatisfactory`: what a satisfactory word with a no before it says is that improvement is needed."""
    if field != "outcome" or not _says_no(plain):
        return None
    without = " ".join(re.sub(r"\b(?:not|non|un(?=satisf|compl))", " ", plain.replace("-", " ")).split())
    said = _known(field).get(without)
    return Likely("MATERIAL", SHORT, f"not {without}") if said == "COMPLIANT" else None


def _inside(plain: str, agreeing: tuple[str, ...], field: str) -> Likely | None:
    """The known word that says most of those all of whose words stand in this one, our own words first; none where two say as much
    otherwise. A word that says nothing of how it went ("issued") has to be most of what is said."""
    known, said = _known(field), frozenset().union(*(_alike(piece, field) for piece in _pieces(plain)))
    having = _having(agreeing)
    inside = {one for piece in said for one in having.get(piece, ()) if said.issuperset(_pieces(one))}
    inside = {
        one
        for one in inside
        if known[one] not in ("NOT_ASSESSED", "NOT_APPLICABLE") or _says(one) >= MOSTLY * _says(plain)
    }
    inside = (inside & _labels(field)) or inside
    most = max((_says(one) for one in inside), default=0)
    best = sorted(one for one in inside if _says(one) == most)
    if most < LEAST_LETTERS or len({known[one] for one in best}) != 1:
        return None
    return Likely(known[best[0]], INSIDE, best[0])


@cache
def _having(words: tuple[str, ...]) -> Mapping[str, list[str]]:
    """The words that have each piece."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for one in words:
        for piece in _pieces(one):
            found[piece].append(one)
    return found


def _says(known: str) -> int:
    return sum(len(piece) for piece in _pieces(known))


def _short(plain: str, known: Mapping[str, str]) -> Likely | None:
    """The known word this is short for: the beginnings of its words one after the other; none where it may be two."""
    if not re.fullmatch("[a-z]{2,6}", plain):
        return None
    found = sorted((one for one in known if _begins(plain, _pieces(one))), key=len)
    return Likely(known[found[0]], SHORT, found[0]) if len({known[one] for one in found}) == 1 else None


def _begins(letters: str, pieces: Sequence[str]) -> bool:
    if not pieces or not letters:
        return not pieces and not letters
    return any(
        letters[:size] == pieces[0][:size] and _begins(letters[size:], pieces[1:])
        for size in range(1, min(len(letters), len(pieces[0])) + 1)
    )


@cache
def _pieces(text: str) -> tuple[str, ...]:
    return tuple(piece for piece in re.findall(r"[a-z]+", text.lower()) if piece not in _EMPTY)


@cache
def _alike(one: str, field: str) -> frozenset[str]:
    """Of all words that stand in known words, those that are this one, another form of it, or that it begins: `sampling` and
    `sample`, `appl` and `application`."""
    others = _whole_words()
    return frozenset(
        asked
        for asked in _by_first_letter(field).get(one[:1], ())
        if one == asked
        or (one not in NO_FORM and _one_stem(one, asked) and not (one in others and asked.startswith(one)))
        or (one not in others | NO_FORM and fuzz.ratio(one, asked) >= LEAST_SPELT)
    )


NO_FORM = frozenset({"goods"})
"""Words that are no form of a shorter one: `good` is an outcome, `goods` are what somebody sells."""


def _is_another(plain: str, known: str) -> bool:
    """Whether a word has a piece that the known one lacks and that is a word by itself: `Complaints` is not `compliant` misspelt."""
    others, theirs = _whole_words() | NO_FORM, set(_pieces(known))
    own = {piece if piece in others else piece.removesuffix("s") for piece in _pieces(plain)} - theirs
    return any(
        piece in others and not any(_one_stem(piece, one) for one in theirs - NO_FORM) for piece in own - NO_FORM
    ) or (bool(own & NO_FORM))


@cache
def _whole_words() -> frozenset[str]:
    """Every word that stands in a known word of any field: it is none other misspelt (`compliant`, `complaint`), nor short for one
    (`plan`, `planning`)."""
    return frozenset().union(*(pieces for field in CODED for pieces in _by_first_letter(field).values()))


@cache
def _by_first_letter(field: str) -> Mapping[str, frozenset[str]]:
    """Every word that stands in a known word, by its first letter."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for known in _known(field):
        for piece in _pieces(known):
            found[piece[0]].add(piece)
    return {letter: frozenset(pieces) for letter, pieces in found.items()}


def _one_stem(one: str, other: str) -> bool:
    """`sampling` and `sample`, `prosecuted` and `prosecution`; or one is the beginning of the other."""
    shared = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    is_form = one[shared:] in _ENDINGS and other[shared:] in _ENDINGS
    return shared >= 4 and (is_form or shared in (len(one), len(other)))


@cache
def _form(text: str) -> str:
    """`"Non-compliant"` and `"not compliant"` alike."""
    return " ".join(re.sub(r"\b(?:not|non|nil|never|without)\b", "no", " ".join(re.findall("[a-z0-9]+", text))).split())


@cache
def _says_no(text: str) -> bool:
    return bool(
        re.search(
            r"\b(?:(?:no|not|non|nil|never|without)\b|un(?=satisf|compl|safe|author|licen)|in(?=adequ|suff))",
            text.lower(),
        )
    )


_TABLES = {"type": "touch_point_types", "role": "roles", "function": "functions"}


@cache
def _labels(field: str) -> frozenset[str]:
    """Our own words (lower case) for the codes of a field; outcomes have none that partners use."""
    return (
        frozenset(label.lower() for label in codes.labels(_TABLES[field]).values()) if field in _TABLES else frozenset()
    )


@cache
def _known(field: str) -> Mapping[str, str]:
    """Every word that a layout or a code list has for a field (lower case), to our code; our own labels come first."""
    from loaders.specs import SPECS

    if field == "outcome":
        rows = codes.table("severities")
        labels = {row.label.lower(): row.outcome for row in rows.itertuples()}
        schemes = " ".join(dict.fromkeys(codes.table("outcomes")["scheme"]))
        words = {word: code for word, code in codes.outcome_codes(schemes).items() if not word.isdigit()}
        declared: dict[str, str] = {}
        for spec in SPECS:
            declared = {**spec.outcomes, **declared}
        return {**words, **declared, **labels}
    table, attribute = _TABLES[field], f"{field}s"
    words = {}
    for spec in SPECS:
        words = {**getattr(spec, attribute), **words}
    return {**words, **{label.lower(): code for code, label in codes.labels(table).items()}}
