"""What a person may see. Every read takes a Scope first and filters in SQL; hiding a menu entry is not protection."""

from __future__ import annotations

from dataclasses import dataclass


class AccessDenied(PermissionError):
    """The person's scope does not cover what was asked for."""


@dataclass(frozen=True)
class Scope:
    """Who is asking, and for which rows.

    Attributes:
        user: name written to the audit log.
        partners: partner codes whose contacts may be seen; None for all.
        districts: district codes whose businesses may be seen; None for all.
        may_export: may take rows out of the product.
    """

    user: str
    partners: tuple[str, ...] | None = None
    districts: tuple[str, ...] | None = None
    may_export: bool = True

    def covers(self, partner: str) -> bool:
        """Whether a partner's files may be looked into, loaded and taken back by this person."""
        return self.partners is None or partner in self.partners

    def sql(self, *, partner: str = "partner", district: str = "district") -> tuple[str, list[object]]:
        """A condition over the two columns, and its parameters; never empty."""
        conditions = ["true"]
        values: list[object] = []
        for column, allowed in ((partner, self.partners), (district, self.districts)):
            if allowed is not None:
                conditions.append(f"{column}::varchar in ({', '.join('?' * len(allowed))})" if allowed else "false")
                values.extend(allowed)
        return " and ".join(conditions), values


def businesses_as_seen(
    scope: Scope, only: tuple[str, ...] = (), records: tuple[str, ...] = ()
) -> tuple[str, list[object]]:
    """BUSINESSES as the person may see them, and its parameters.

    For people who see some partners only: the businesses those partners (or the rating list) have a record of or a contact
    with, and of each only what these records say.

    Args:
        only, records: ids of some businesses and of all records linked to them, where nobody else is asked for: these are found by
            index then. Without them every record is read.
    """
    few = f"where business_id in ({_marks(only)})" if only else ""
    if scope.partners is None:
        return f"select * from businesses {few}", [*only]
    marks = _marks(scope.partners)
    own = "false"
    if marks:
        own = f"partner in ({marks}) or record_id in (select record_id from met where partner::varchar in ({marks}))"
    linked = f"where record_id in ({_marks(records)})" if only else ""
    sql = _OWN.format(own=own, few=few, linked=linked, met="materialized" if only else "not materialized")
    return sql, [*only, *only, *records, *scope.partners, *scope.partners, *records]


def _marks(values: tuple[str, ...]) -> str:
    return ", ".join("?" * len(values))


# What is found by index is found first, and only then asked for its partner: asked for both, DuckDB reads everything.
_OWN = """
with met as {met} (select record_id, partner from touch_points {few})
select b.* replace (s.name as name, null::varchar as other_names, s.address as address, s.postcode as postcode,
    s.company_number as company_number, s.records as records)
from (select * from businesses {few}) b join (
    select l.business_id, coalesce(min(r.name), min(r.legal_name) filter (r.own), case when bool_or(r.own) then '(no name)' end) as name,
        arg_max(r.address, (length(r.address), r.record_id)) as address, arg_max(r.postcode, (coalesce(length(r.address), 0), r.record_id)) as postcode,
        min(r.company_number) as company_number, count(*) as records
    from (select * from links {linked}) l join (select *, {own} as own from records {linked}) r using (record_id)
    where r.own or r.source in (select source from sources where partner = 'VOA') group by 1
) s using (business_id)
"""
