"""JSON text taken value by value; only as much of it is in memory as the value at hand needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from loaders.issues import LoadError
from loaders.readers import values
from loaders.readers.raw import LONGEST_CELL, refused
from loaders.readers.text import Utf8, encoding_of

BLOCK_BYTES = 1 << 20
LONGEST_RECORD = 2 * LONGEST_CELL
DEEPEST_TABLE = 4
LISTED = 100
BLANKS = " \t\r\n\x1e"
"""0x1E begins each record of an RFC 8142 text sequence."""


class Json:
    """A stream of JSON.

    Attributes:
        records: how many records were taken so far, for messages.
    """

    def __init__(self, stream: BinaryIO) -> None:
        stream.seek(0)
        encoding = encoding_of(stream.read(4096))
        stream.seek(0)
        self.records = 0
        self._text = Utf8(stream, encoding)
        self._waiting = ""
        self._at = 0
        self._is_over = False

    def _more(self) -> bool:
        block = self._text.read(max(BLOCK_BYTES, len(self._waiting) - self._at))
        self._waiting = self._waiting[self._at :] + block.decode()
        self._at = 0
        self._is_over = not block
        return bool(block)

    def peek(self) -> str:
        """The next character that is not a blank, or nothing at the end."""
        while True:
            while self._at < len(self._waiting) and self._waiting[self._at] in BLANKS:
                self._at += 1
            if self._at < len(self._waiting):
                return self._waiting[self._at]
            if not self._more():
                return ""

    def take(self, expected: str) -> bool:
        """Step over a character if it is the next one."""
        if self.peek() != expected:
            return False
        self._at += 1
        return True

    def value(self) -> object:
        """The next value, whole.

        Raises:
            LoadError: broken, cut off, deeper than Python can follow, or longer than LONGEST_RECORD.
        """
        self.peek()
        while True:
            try:
                found, end = values.decoded(self._waiting, self._at)
            except RecursionError as error:
                raise refused("The JSON is nested too deep to be data.", "Ask the sender what it is.") from error
            except ValueError as error:
                if not self._may_go_on(error) or not self._more():
                    raise self.damaged(getattr(error, "msg", "")) from error
                continue
            if end < len(self._waiting) or self._is_over or not self._more():
                self._at = end
                return found

    def _may_go_on(self, error: ValueError) -> bool:
        """Whether the text only ends too early, and more of it may be read."""
        if len(self._waiting) - self._at > LONGEST_RECORD:
            raise refused(
                f"A record is longer than {LONGEST_RECORD >> 20} million characters.", "Ask the sender what is in it."
            )
        at = getattr(error, "pos", 0)
        return not self._is_over and (str(error).startswith("Unterminated") or at > len(self._waiting) - 16)

    def damaged(self, what: str) -> LoadError:
        return refused(
            f"The JSON is cut off or damaged after {self.records:,} records ({what}).",
            "Ask the partner to send it again.",
        )

    def array(self) -> Iterator[object]:
        """The elements of the array that comes next."""
        self.take("[")
        if self.take("]"):
            return
        while True:
            yield self.value()
            self.records += 1
            if self.take("]"):
                return
            if not self.take(","):
                raise self.damaged("a comma or bracket is missing")

    def lines(self) -> Iterator[object]:
        """Values one after the other to the end."""
        while self.peek():
            yield self.value()
            self.records += 1

    def walk(self, facts: dict[str, str], place: str = "", depth: int = 0) -> Iterator[tuple[str, object]]:
        """The elements of every array of objects inside the object that comes next, each with the array's place.

        Args:
            facts: takes up what stands beside the arrays: `{"meta": {"pages": 3}}` -> `meta/pages: 3`.
        """
        self.take("{")
        is_first = True
        while not self.take("}"):
            if not is_first and not self.take(","):
                raise self.damaged("a comma or bracket is missing")
            is_first = False
            key = self.value()
            if not isinstance(key, str) or not self.take(":"):
                raise self.damaged("a name is missing")
            here = f"{place}/{values.clean(key)}" if place else values.clean(key)
            following = self.peek()
            if following == "{" and depth < DEEPEST_TABLE:
                yield from self.walk(facts, here, depth + 1)
            elif following == "[":
                yield from self._listed(facts, here)
            elif written := values.text(self.value()):
                facts[here] = written

    def _listed(self, facts: dict[str, str], here: str) -> Iterator[tuple[str, object]]:
        beside: list[str] = []
        is_table = None
        for element in self.array():
            is_table = isinstance(element, dict) if is_table is None else is_table
            if is_table:
                yield here, element
            elif len(beside) < LISTED and not isinstance(element, list):
                beside.append(values.text(element))
        if any(beside):
            facts[here] = "; ".join(beside)
