"""The headings people give their columns, read as ours: `Zip Code` is postcode, `Address Line 1` and `2` are the address."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Collection
from pathlib import Path
from typing import IO

import pandas as pd

from linkage.vocabulary import mapping

_STREETS = "street|street_name|road|locality|strasse|strassenname|straat|rue|voie|calle|via|rua|ulica|gata"
_LINE = re.compile(rf"^(?:address|addr|add|adresse|direccion)_?(?:line_?)?([1-6])$|^({_STREETS})$")
_HOUSE = (
    "house_number", "street_number", "building_number", "house_no", "hausnummer", "hausnr", "hnr", "huisnummer", "numero", "numero_voie", "civico",
)  # fmt: skip
TELLING = ("address", "postcode", "town", "phone", "company_number", "uprn", "lat")
"""Columns of which at least one should stand beside the name."""
DELIMITERS = ",;\t|"


def plain(heading: object) -> str:
    """A heading in small letters without accents, with an underscore for whatever else is between its words.

    >>> plain(" Zip Code "), plain("BusinessName"), plain("Address-Line 1"), plain("Téléphone"), plain("Straße")
    ('zip_code', 'businessname', 'address_line_1', 'telephone', 'strasse')
    """
    apart = unicodedata.normalize("NFD", str(heading).strip().lower().replace("ß", "ss"))
    return re.sub(r"[^0-9a-z]+", "_", re.sub(r"[\u0300-\u036f]", "", apart)).strip("_")


def recognised(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The table under the headings that linkage reads, and a sentence on what was taken for what.

    A heading of ours is left as it is; another one stands in only for a column that the table does not have. Address lines are
    joined where there is no address.
    """
    out = table.set_axis([plain(column) for column in table.columns], axis=1)
    out = out.loc[:, ~out.columns.duplicated()]
    given = dict(zip(out.columns, (str(c) for c in table.columns), strict=False))
    taken: dict[str, str] = {}
    for heading, column in mapping("headings").items():
        if heading in out and column not in out:
            out = out.rename(columns={heading: column})
            taken[column] = given[heading]
    lines = sorted((c for c in out if _LINE.match(c)), key=_place_of_line)
    house = [c for c in _HOUSE if c in out][:1] if lines else []
    if lines and "address" not in out:
        parts = out[lines].fillna("").astype("str").apply(lambda column: column.str.strip())
        if house:
            parts[lines[0]] = (out[house[0]].fillna("").astype("str").str.strip() + " " + parts[lines[0]]).str.strip()
        joined = parts.agg(lambda row: ", ".join(part for part in row if part), axis=1)
        out["address"] = joined.where(joined != "")
        taken["address"] = " + ".join(given[c] for c in [*house, *lines])
    told = [f"{heading} as {column}" for column, heading in taken.items()]
    return out, [f"Columns read: {', '.join(told)}."] if told else []


def names_alone(table: pd.DataFrame) -> list[str]:
    """A sentence where nothing but the name is known under a heading that linkage reads, with the headings that were passed over."""
    if table.empty or any(column in table for column in TELLING):
        return []
    passed = [str(column) for column in table if column not in ("record_id", "source", "name", "legal_name")]
    told = f" Columns passed over: {', '.join(passed)}; rename those that say where a business is." if passed else ""
    return [f"Names alone were compared: there is no column of {', '.join(TELLING[:4])} or another contact.{told}"]


def listed_once(names: Collection[str], table: pd.DataFrame) -> list[str]:
    """The sources meant: `all` is every source, and names may be joined by commas; what is none stays as it is.

    >>> listed_once(["a,b"], pd.DataFrame({"source": ["a", "b", "c"]}))
    ['a', 'b']
    """
    known = sorted(map(str, table["source"].dropna().unique())) if "source" in table else ["table"]
    out: list[str] = []
    for name in names:
        if name == "all" and name not in known:
            out += known
        elif name in known:
            out.append(name)
        else:
            out += [part.strip() for part in name.split(",") if part.strip()]
    return list(dict.fromkeys(out))


def one_list(once: Collection[str], table: pd.DataFrame) -> list[str]:
    """A sentence where all records are of one list and it lists a business once: nothing is left to join."""
    sources = set(table["source"].fillna("").astype("str")) if "source" in table else {"table"}
    if len(sources) != 1 or not sources <= set(once):
        return []
    told = "all records are of one list" if "source" not in table else f"all records are of {next(iter(sources))}"
    return [f"No two records were joined: {told}, and --once says that it lists a business once."]


def _place_of_line(heading: str) -> tuple[int, bool]:
    """Numbered lines by their number, then the street, then the locality."""
    number = re.search(r"\d", heading)
    return int(number[0]) if number else 9, heading == "locality"


def delimiter(file: IO[bytes] | str) -> str:
    """What separates the cells of a CSV file, by its first line: comma, semicolon, tab or bar."""
    if isinstance(file, str):
        with Path(file).open("rb") as opened:
            first = opened.readline(100_000)
    else:
        first = file.readline(100_000)
        file.seek(0)
    text = first.decode("utf-8-sig", errors="replace")
    counts = {mark: len(next(csv.reader([text], delimiter=mark), [])) for mark in DELIMITERS}
    return max(counts, key=lambda mark: (counts[mark], -DELIMITERS.index(mark)))
