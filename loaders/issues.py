"""What can be wrong with a row, in words for the data officer; each kind is one line here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Protocol

import numpy as np
import pandas as pd
import pyarrow as pa

from loaders import coerce
from tables import ISSUES, conform, empty


class LoadError(ValueError):
    """A file that cannot be loaded at all; the message says what was wrong, what was done (nothing) and what to do."""


@dataclass(frozen=True)
class Kind:
    """A kind of issue: sentence with {value}, what was done, what to do, and whether the row was left out."""

    problem: str
    action: str
    advice: str
    is_quarantined: bool = False


class Note(Protocol):
    """Writes down a remark about the things of a mask; `name` is the field it is about."""

    def __call__(self, code: str, mask: pd.Series, name: str, expected: str = "") -> None: ...


def notebook(things: pd.DataFrame, headings: Mapping[str, str]) -> tuple[Note, list[Remark]]:
    """A Note over the rows of `things` and the list it writes to."""
    remarks: list[Remark] = []

    def note(code: str, mask: pd.Series, name: str, expected: str = "") -> None:
        if mask.any():
            about = np.flatnonzero(mask.to_numpy(dtype=bool))
            values = things[name].to_numpy(dtype=object)[about]
            remarks.append(Remark(code, about, values, headings.get(name, name), expected))

    return note, remarks


_RESEND = "Correct it in the system it came from and send the file again, or add a correction."
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "DATE_MISSING": Kind("has no date", "row left out", _RESEND, True),
        "DATE_UNREADABLE": Kind("'{value}' is not a date written {expected}", "row left out", _RESEND, True),
        "DATE_ORDER_DOUBTFUL": Kind(
            "'{value}' may have day and month exchanged: others in the column are dates only if it is not written {expected}",
            "row left out",
            "Ask the partner which comes first, and choose that order in the layout.",
            True,
        ),
        "DATE_IMPLAUSIBLE": Kind(
            "'{value}' lies in the future or before 1990",
            "row left out",
            "Check the year at the source. " + _RESEND,
            True,
        ),
        "RATING_DATE_BAD": Kind(
            "'{value}' is not a usable date", "business kept, contact left out", "Check the date at the source."
        ),
        "NAME_AND_PLACE_MISSING": Kind(
            "has neither a name nor a place", "row left out", "Add a business name, address, postcode or UPRN.", True
        ),
        "CELLS_MISSING": Kind(
            "has {cells} where the headings have {expected}",
            "row left out",
            "Look for a line break or a missing delimiter; the row can be cut anew where it is shown whole.",
            True,
        ),
        "CELLS_EXTRA": Kind(
            "has {cells} where the headings have {expected}",
            "row left out",
            "Look for a delimiter inside a cell that is not quoted; the row can be cut anew where it is shown whole.",
            True,
        ),
        "NOT_A_RECORD": Kind(
            "is a total or a footer of the report ('{value}')", "row left out", "Nothing to do.", True
        ),
        "HEADINGS_AGAIN": Kind("is the line of headings again", "row left out", "Nothing to do.", True),
        "POSTCODE_UNREADABLE": Kind("'{value}' is not a postcode", "kept without a postcode", _RESEND),
        "POSTCODE_CORRECTED": Kind(
            "'{value}' has a letter and a digit mixed up",
            "read as a postcode after swapping O/0, I/1",
            "Correct it at the source.",
        ),
        "UPRN_UNREADABLE": Kind("'{value}' is not a UPRN (1 to 12 digits)", "kept without a UPRN", _RESEND),
        "COMPANY_NUMBER_UNREADABLE": Kind(
            "'{value}' is not a company number", "kept without a company number", _RESEND
        ),
        "PHONE_UNREADABLE": Kind("'{value}' is not a telephone number", "kept without a phone", _RESEND),
        "COORDINATES_UNREADABLE": Kind(
            "'{value}' is not a position in Great Britain", "kept without the position", _RESEND
        ),
        "COORDINATES_TURNED": Kind(
            "'{value}' and its pair stand in each other's place",
            "longitude and latitude exchanged",
            "Correct it at the source.",
        ),
        "RISK_CATEGORY_UNREADABLE": Kind(
            "'{value}' is not a category of risk (A to E)", "kept without the category", _RESEND
        ),
        "PRIVATE_PERSON": Kind("is about a private person, not a business", "row left out", "Nothing to do.", True),
        "NAME_WITHHELD": Kind(
            "names a person and no company or other body",
            "kept without that name",
            "Nothing to do; we have no need of it.",
        ),
        "NUMBER_UNREADABLE": Kind("'{value}' is not a number", "kept without the value", _RESEND),
        "TYPE_UNMAPPED": Kind(
            "'{value}' is not a kind of contact we know",
            "kept with the file's usual kind",
            "Say what the word stands for: change the layout on the page Load.",
        ),
        "ROLE_UNMAPPED": Kind(
            "'{value}' is not a role we know",
            "kept as 'not stated'",
            "Say what the word stands for: change the layout on the page Load.",
        ),
        "FUNCTION_UNMAPPED": Kind(
            "'{value}' is not a field of regulation we know",
            "kept with the file's usual field",
            "Say what the word stands for: change the layout on the page Load.",
        ),
        "OUTCOME_UNMAPPED": Kind(
            "'{value}' is not an outcome we know",
            "kept as not assessed",
            "Say what the word stands for: change the layout on the page Load, or add it to codes/outcomes.csv.",
        ),
        "ORGANISATION_UNKNOWN": Kind(
            "the file does not say which council it is from",
            "kept under 'Council not stated'; compared only with an earlier file that shares most of its rows",
            "Name it with --organisation, or in the report's title line.",
        ),
        "SHEET_SKIPPED": Kind(
            "{value} has no headings of a known layout",
            "not read",
            "Nothing to do if it holds no records.",
        ),
        "CHARACTERS_REPLACED": Kind(
            "{value} characters could not be decoded", "replaced by �", "Export the file as UTF-8."
        ),
        "ENCODINGS_MIXED": Kind(
            "{value} characters are written as Windows-1252 in a file that is otherwise UTF-8",
            "each read as it is written",
            "Nothing to do if names with accents look right.",
        ),
        "ZEROS_DROPPED": Kind("{value} zero bytes stand between the characters", "dropped", "Nothing to do."),
        "NAME_CLIMBS": Kind(
            "'{value}' points to a folder outside the archive",
            "read under its last part; nothing was written there",
            "Ask the sender why.",
        ),
        "FORMULAS_WITHOUT_RESULT": Kind(
            "{value}: a formula of which the workbook keeps no result",
            "read as empty",
            "Open the workbook in the spreadsheet program, save it and send it again.",
        ),
        "MACROS_NOT_RUN": Kind("the workbook carries macros", "only its cells were read", "Nothing to do."),
    }
)


@dataclass(frozen=True)
class Said:
    """An issue of one kind about some rows.

    Attributes:
        code: key of KINDS.
        rows: their numbers as a spreadsheet counts them.
        values: what stood there, for each of them; cut to 60 characters.
        column: heading in the partner's words; empty for the row as a whole.
        expected: what should have stood there.
    """

    code: str
    rows: np.ndarray
    values: Sequence[object] | np.ndarray
    column: str = ""
    expected: str = ""

    def problems(self) -> pa.Array:
        """What was wrong with each row, in words; the same words for the same value are put together once."""
        of, different = pd.factorize(np.asarray(self.values, dtype=object), use_na_sentinel=False)
        return pa.array([self._problem(value) for value in different], pa.large_string()).take(pa.array(of))

    def _problem(self, value: object) -> str:
        one = "" if pd.isna(value) else str(value)[:60]
        told = KINDS[self.code].problem.format(
            value=one, cells=f"{one} cell{'' if one == '1' else 's'}", expected=self.expected
        )
        return f"{self.column} {told}" if self.column else told


@dataclass(frozen=True)
class Remark:
    """An issue of one kind about some of the things that rows have in common (businesses, dates, outcomes).

    Attributes:
        code: key of KINDS.
        things: numbers of the things, rising.
        values: what stood there, for each of them.
        column: heading in the partner's words; empty for the row as a whole.
        expected: what should have stood there.
    """

    code: str
    things: np.ndarray
    values: np.ndarray
    column: str = ""
    expected: str = ""

    @property
    def is_quarantined(self) -> bool:
        return KINDS[self.code].is_quarantined

    def hits(self, group: np.ndarray) -> np.ndarray:
        """Which rows it is about; `group` is the number of each row's thing."""
        is_about = np.zeros(max(int(group.max(initial=-1)), int(self.things[-1])) + 1, dtype=bool)
        is_about[self.things] = True
        return is_about[group]

    def of_rows(self, group: np.ndarray, rows: np.ndarray) -> Said:
        """The same of each row whose thing the remark is about."""
        hit = np.flatnonzero(self.hits(group))
        values = self.values[np.searchsorted(self.things, group[hit])]
        return Said(self.code, rows[hit], values, self.column, self.expected)

    def moved(self, by: int) -> Remark:
        """The same about things whose numbers are higher."""
        return replace(self, things=self.things + by)


def joined(remarks: Iterable[Remark]) -> list[Remark]:
    """Remarks of one kind about one column made one; those that come later are about things of higher numbers."""
    kinds: dict[tuple[str, str, str], list[Remark]] = {}
    for remark in remarks:
        kinds.setdefault((remark.code, remark.column, remark.expected), []).append(remark)
    return [
        replace(
            alike[0],
            things=np.concatenate([one.things for one in alike]),
            values=np.concatenate([one.values for one in alike]),
        )
        for alike in kinds.values()
    ]


def issues(said: Iterable[Said]) -> pd.DataFrame:
    """ISSUES, one for each row that something is said of."""
    said = [one for one in said if len(one.rows)]
    if not said:
        return empty(ISSUES)
    kinds = [KINDS[one.code] for one in said]
    words = {
        "column": [one.column or None for one in said],
        "action": [kind.action for kind in kinds],
        "advice": [kind.advice for kind in kinds],
        "code": [one.code for one in said],
    }
    times = np.repeat(np.arange(len(said)), [len(one.rows) for one in said])
    spread = {name: pa.array(each, pa.large_string()).take(pa.array(times)) for name, each in words.items()}
    texts = {**spread, "problem": pa.concat_arrays([one.problems() for one in said])}
    columns: dict[str, object] = {name: coerce.series(text, pd.RangeIndex(len(times))) for name, text in texts.items()}
    columns["row"] = np.concatenate([one.rows for one in said])
    columns["is_quarantined"] = np.asarray([kind.is_quarantined for kind in kinds])[times]
    return conform(pd.DataFrame(columns), ISSUES)


def file_issue(code: str, value: object = "") -> pd.DataFrame:
    """ISSUES with one line about the file as a whole."""
    frame = issues([Said(code, np.asarray([0]), [value])])
    return frame.assign(row=frame["row"].mask(frame["row"] == 0))


OF_FACTS = {
    "characters replaced": "CHARACTERS_REPLACED",
    "encodings mixed": "ENCODINGS_MIXED",
    "zeros dropped": "ZEROS_DROPPED",
    "climbs": "NAME_CLIMBS",
    "macros": "MACROS_NOT_RUN",
    "formulas": "FORMULAS_WITHOUT_RESULT",
}


def noticed(facts: Mapping[str, str]) -> list[pd.DataFrame]:
    """ISSUES about a file as a whole from what its reader noticed while reading it."""
    return [file_issue(code, facts[name]) for name, code in OF_FACTS.items() if name in facts]
