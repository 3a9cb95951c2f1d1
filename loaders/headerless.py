"""How a file without headings is known again: how many columns it has, and what the values of some of them look like."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from loaders.profile import Profile
from loaders.spec import Headerless

LEAST_SHARE = 0.9
_LOOKS = {
    "postcode": ("postcode", r"[A-Za-z]{1,2}[0-9][0-9A-Za-z]?\s*[0-9][A-Za-z]{2}"),
    "uprn": ("uprn", r"[0-9]{6,12}"),
    "phone": ("phone", r"[+(0-9][0-9() +-]{7,16}"),
    "email": ("email", r"[^@\s]+@[^@\s]+"),
    "company_number": ("company_number", r"[A-Za-z0-9]{2}[0-9]{5,6}"),
    "easting": ("easting", r"[0-9]{5,6}(?:\.[0-9]+)?"),
    "northing": ("northing", r"[0-9]{5,7}(?:\.[0-9]+)?"),
    "longitude": ("longitude", r"-?[0-9]\.[0-9]+"),
    "latitude": ("latitude", r"[4-6][0-9]\.[0-9]+"),
}
_PARTS = {
    "%d": "[0-9]{1,2}", "%m": "[0-9]{1,2}", "%Y": "[0-9]{4}", "%y": "[0-9]{2}", "%b": "[A-Za-z]{3,4}", "%B": "[A-Za-z]{3,9}", "%H": "[0-9]{1,2}", "%M": "[0-9]{2}",
    "%S": "[0-9]{2}",
}  # fmt: skip


def layout(
    container: str, names: Sequence[str], mapping: Mapping[str, str], profiles: Mapping[str, Profile]
) -> Headerless:
    """What a table without headings is known by.

    Args:
        container: as the reader names it.
        names: the columns' names, in order.
        mapping: column to field.
        profiles: column to what its values look like.
    Returns:
        With no probe where no mapped column has values of a form of their own: such a file cannot be told from others.
    """
    rules = {}
    for name, field in mapping.items():
        looks = profiles[name]
        kind, rule = _LOOKS.get(field, ("", ""))
        if field == "event_date" and looks.share("date") >= LEAST_SHARE and looks.date_formats:
            rules[name] = "|".join(dict.fromkeys(_as_rule(form) for form in looks.date_formats)) + "|"
        elif kind and looks.share(kind) >= LEAST_SHARE:
            rules[name] = f"{rule}|"
    return Headerless(delimiter_of(container), tuple(names), rules)


def delimiter_of(container: str) -> str:
    """The character between cells; empty for a workbook."""
    found = re.search(r"divided by ('.+')", container)
    return found.group(1)[1:-1].replace("\\t", "\t") if found else ""


def _as_rule(form: str) -> str:
    return "".join(_PARTS.get(part, re.escape(part)) for part in re.findall("%.|[^%]", form))
