"""Where a postcode is, as the businesses in it say. Scope first."""

from __future__ import annotations

from pathlib import Path

from store.access import Scope
from store.conditions import places
from store.db import cursor
from store.filters import Filters


def centre_of(scope: Scope, register: Path, postcode: str) -> tuple[float, float] | None:
    """Longitude and latitude in the middle of the businesses of a postcode or of its beginning; None where there are none."""
    area, values = places(scope, Filters())
    wanted = "".join(postcode.upper().split())
    if not wanted:
        return None
    row = cursor(register).execute(
        f"select avg(longitude), avg(latitude) from businesses where starts_with(replace(postcode, ' ', ''), ?) and longitude is not null and {area}",
        [wanted, *values],
    )
    found = row.fetchone()
    return (float(found[0]), float(found[1])) if found and found[0] is not None else None
