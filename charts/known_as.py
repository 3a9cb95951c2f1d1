"""What one business was ever called, and the records that call it so."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from charts import places

_KNOWN_BY = {
    "Name": "name", "Legal name": "legal_name", "Address": "address", "Postcode": "postcode", "UPRN": "uprn",
    "Company number": "company_number", "Telephone": "phone", "Email domain": "email_domain", "Partner's reference": "record_ref",
}  # fmt: skip


_NOT_SPELLING = re.compile(r"[^A-Z0-9]+")


def identity_table(records: pd.DataFrame) -> pd.DataFrame:
    """Everything the business was ever known by, once: what, who says so, since when and until when."""
    parts = []
    for kind, column in _KNOWN_BY.items():
        said: dict[str, list[tuple[str, str, pd.Timestamp, pd.Timestamp]]] = {}
        rows = records.loc[records[column].notna(), [column, "partner_org", "first_seen", "last_seen"]]
        for text, *rest in rows.itertuples(index=False, name=None):
            said.setdefault(_NOT_SPELLING.sub(" ", str(text).upper()).strip(), []).append((str(text), *rest))
        for same in said.values():
            spelt, who, since, until = zip(*same, strict=True)
            shown = min(spelt, key=lambda text: (text.isupper(), text))
            days = [day for day in since if pd.notna(day)], [day for day in until if pd.notna(day)]
            first, last = min(days[0], default=pd.NaT), max(days[1], default=pd.NaT)
            parts.append((kind, shown, ", ".join(sorted(set(who))), first, last, len(same)))
    table = pd.DataFrame(parts, columns=["What", "Known as", "Who says so", "Since", "Until", "Records"])
    return (
        table.assign(_kind=table["What"].map(list(_KNOWN_BY).index))
        .sort_values(["_kind", "Since"], kind="stable")
        .drop(columns="_kind")
        .reset_index(drop=True)
    )


def identity_in_words(identity: pd.DataFrame) -> pd.DataFrame:
    """`identity_table` ready to be read."""
    return identity.assign(**{name: identity[name].map(_day) for name in ("Since", "Until")})


def records_in_words(records: pd.DataFrame) -> pd.DataFrame:
    """Every record linked to the business in the partner's words, why it was linked, and where it stands; two things in a cell are two lines."""
    names = _pairs(records["name"].fillna(records["legal_name"]), records["legal_name"].where(records["name"].notna()))
    numbers = [
        _lines(f"UPRN {uprn}" if _is(uprn) else "", f"Company {company}" if _is(company) else "", phone)
        for uprn, company, phone in zip(records["uprn"], records["company_number"], records["phone"], strict=True)
    ]
    sure = records["match_probability"].map(lambda value: f"{value:.0%}" if pd.notna(value) else "")
    return pd.DataFrame(
        {
            "Organisation": records["partner_org"],
            "Name": names,
            "Address": _pairs(records["address"], records["postcode"]),
            "Numbers": numbers,
            "From, to": _pairs(records["first_seen"].map(_day), records["last_seen"].map(_day)),
            "Linked by": _pairs(records["method"], sure),
            "Doubts": places.in_words(records["flags"]),
            "File, row": _pairs(records["file_name"], records["source_row"]),
        }
    )


def _pairs(first: Sequence[object] | pd.Series, second: Sequence[object] | pd.Series) -> list[str]:
    return [_lines(one, other) for one, other in zip(first, second, strict=True)]


def _lines(*parts: object) -> str:
    """What there is of some texts, each once, one below the other; a line break in a text is a space."""
    return "\n".join(dict.fromkeys(" ".join(str(part).split()) for part in parts if _is(part)))


def _is(value: object) -> bool:
    return value is not None and value == value and value != ""


def _day(day: object) -> str:
    return f"{day:%-d\u00a0%b\u00a0%Y}" if isinstance(day, pd.Timestamp) else ""
