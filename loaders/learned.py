"""Which field the words of a heading speak for, learned from every known heading: naive Bayes over words.

The rules read what somebody thought of; here any word that known headings have counts, in whatever company it stands.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

MOST = 0.86
"""A guess is never believed as far as a heading that is known, or a rule."""
SMOOTHING = 1.0
"""Headings' worth of what every field is thought to say of a word before any heading was seen."""

LEAST_HEADINGS = 6
"""Fields with fewer known headings are never guessed: one word would be all the evidence."""
EMPTY_WORDS = frozenset({"of", "the", "for", "on", "at", "by", "to", "in", "and", "or", "is"})


class Learned:
    """Words to fields.

    Attributes:
        fields: what a heading may stand for; the empty one is what we do not keep.
    """

    def __init__(self, headings: Sequence[str], fields: Sequence[str]) -> None:
        usual_fields = {field for field, often in Counter(fields).items() if often >= LEAST_HEADINGS}
        pairs = [(one, field) for one, field in zip(headings, fields, strict=True) if field in usual_fields]
        headings, fields = [one for one, _ in pairs], [field for _, field in pairs]
        self.fields = list(dict.fromkeys(fields))
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for heading, field in zip(headings, fields, strict=True):
            for word in set(heading.split()) - EMPTY_WORDS:
                counts[word][field] += 1
        often = Counter(fields)
        size = np.array([often[field] for field in self.fields])
        self._prior = np.log(np.sqrt(size))
        usual = {word: sum(of.values()) / len(headings) for word, of in counts.items()}
        self._words = {
            word: np.log(
                (np.array([of[field] for field in self.fields]) + SMOOTHING * usual[word]) / (size + SMOOTHING)
            )
            for word, of in counts.items()
        }
        self._tells = {word: np.log(len(headings) / sum(of.values())) for word, of in counts.items()}
        self._unknown = 0.6 * np.log(len(headings))

    def guess(self, heading: str) -> np.ndarray:
        """How surely a heading in plain words stands for each of `fields`, 0 to MOST; words nobody knows make it less sure."""
        said = dict.fromkeys(word for word in heading.split() if not word.isdigit() and word not in EMPTY_WORDS)
        known = [word for word in said if word in self._words]
        if not known:
            return np.zeros(len(self.fields))
        odds = self._prior + sum(self._words[word] for word in known)
        share = np.exp(odds - odds.max())
        tells = sum(self._tells[word] for word in known)
        heard = tells / (tells + self._unknown * (len(said) - len(known)))
        return MOST * np.sqrt(share / share.sum() * heard)
