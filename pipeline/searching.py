"""What the search looks through is worked out when a register is built, so that the first search after it need not wait."""

from __future__ import annotations

from pathlib import Path

from linkage.search_index import SearchIndex, pieces_of, prepared, search_index
from store import search
from store.write import Building


def add_search(register: Building) -> None:
    """Put the texts and the pieces of their words into a register that is being built."""
    texts = prepared(search.texts_of(register))
    search.keep(register, texts, pieces_of(texts["plain"].tolist()))


def index_of(register: Path) -> SearchIndex:
    """The index of a register: from what was kept, or made anew where nothing was."""
    kept = search.kept(register)
    return search_index(search.texts(register)) if kept is None else search_index(*kept)
