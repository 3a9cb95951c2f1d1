"""The code lists everybody shares: partners, districts, sectors, outcomes, severities. Knowledge is in the CSV files beside this.

Imports nothing of ours, as tables does; a partner who disagrees with a code edits one line of one CSV.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parent
COUNCIL_UNKNOWN = "Council not stated"
"""The organisation of a row of which neither its file nor the person who loaded it says whose it is."""


class Labels(dict[str, str]):
    """Code to label. A code that the list lacks is its own label: a register may be older, or newer, than the list.

    >>> Labels({"PUB": "Pub and club"})["MARINA"]
    'MARINA'
    """

    def __missing__(self, code: str) -> str:
        return code


@cache
def table(name: str) -> pd.DataFrame:
    """One code list, every value as text, blanks as empty text; `name` is the file's name without `.csv`."""
    return pd.read_csv(FOLDER / f"{name}.csv", dtype="str", keep_default_na=False)


@cache
def labels(name: str) -> Labels:
    """Code to label, in the file's order; the code is the file's first column."""
    frame = table(name)
    return Labels(zip(frame.iloc[:, 0], frame["label"], strict=True))


@cache
def classes_of_types() -> dict[str, str]:
    """Touch-point type to its class."""
    frame = table("touch_point_types")
    return dict(zip(frame["type"], frame["touch_point_class"], strict=True))


@cache
def outcome_codes(scheme: str) -> dict[str, str]:
    """The words (lower case) of a scheme, or of several divided by blanks, to an outcome code; the first scheme counts.

    Source: severity tables agreed with partners; each line of codes/outcomes.csv names where it was read.
    """
    of_severity = {row.severity: row.outcome for row in table("severities").itertuples() if row.severity}
    found: dict[str, str] = {}
    outcomes = table("outcomes")
    for name in reversed(scheme.split()):
        rows = outcomes[outcomes["scheme"] == name].itertuples()
        found |= {row.raw: of_severity.get(row.severity, row.severity) for row in rows}
    return found


@cache
def outcome_schemes_of_functions() -> dict[str, str]:
    """Field of regulation to the schemes of codes/outcomes.csv that its bodies use, divided by blanks; empty where none."""
    frame = table("functions")
    return dict(zip(frame["function"], frame["outcome_scheme"], strict=True))


@cache
def severity_of_outcomes() -> dict[str, int]:
    """Outcome code to severity 0 to 4; outcomes without a severity are absent."""
    return {row.outcome: int(row.severity) for row in table("severities").itertuples() if row.severity}
