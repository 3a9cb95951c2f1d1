"""What a person asked to see: a value that every page shares and every read understands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields

from store import areas


@dataclass(frozen=True)
class Filters:
    """The shared filters; an empty tuple or None means everything.

    Attributes:
        severities: "0" to "4", and "none" for contacts without a severity.
        date_from, date_to: both inclusive.
        area: code of an area as `store.areas` reads it.
    """

    sectors: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    area: str = ""

    @property
    def is_everything(self) -> bool:
        return self == Filters()

    def about_contacts(self) -> bool:
        """Whether any filter is about what happened rather than about the business."""
        return bool(self.partners or self.classes or self.severities or self.roles or self.date_from or self.date_to)

    def sql(self) -> tuple[str, list[object]]:
        """A condition over the columns of `touch_points` in the register, and its parameters."""
        conditions = ["true"]
        values: list[object] = []
        columns = {
            "sectors": "sector",
            "partners": "partner",
            "districts": "district",
            "classes": "touch_point_class",
            "roles": "role",
        }
        for name, column in columns.items():
            wanted = getattr(self, name)
            if wanted:
                conditions.append(f"{column}::varchar in ({', '.join('?' * len(wanted))})")
                values.extend(wanted)
        if self.severities:  # numbers are compared in a fifth of the time of words
            levels = [int(level) for level in self.severities if level.isdecimal()]
            either = [f"severity in ({', '.join('?' * len(levels))})"] if levels else []
            either += ["severity is null"] if "none" in self.severities else []
            conditions.append(f"({' or '.join(either) or 'false'})")
            values.extend(levels)
        for bound, sign in ((self.date_from, ">="), (self.date_to, "<=")):
            if bound is not None:
                conditions.append(f"event_date {sign} ?::date")
                values.append(bound)
        chosen = areas.read(self.area)
        if chosen is not None:
            inside, more = chosen.sql()
            conditions.append(inside)
            values.extend(more)
        return " and ".join(conditions), values

    def of_business(self) -> Filters:
        """Only what is about the business: its sector, district and area."""
        return Filters(sectors=self.sectors, districts=self.districts, area=self.area)

    def described(self) -> dict[str, object]:
        """The filters that are set, for the audit log and for file headers."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name)}
