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

    def sql(self, *, partner: str = "partner", district: str = "district") -> tuple[str, list[object]]:
        """A condition over the two columns, and its parameters; never empty."""
        conditions = ["true"]
        values: list[object] = []
        for column, allowed in ((partner, self.partners), (district, self.districts)):
            if allowed is not None:
                conditions.append(f"{column}::varchar in ({', '.join('?' * len(allowed))})" if allowed else "false")
                values.extend(allowed)
        return " and ".join(conditions), values
