"""The data dictionary: every declared table as Markdown, made from the declarations so that it cannot be out of date."""

from __future__ import annotations

from collections.abc import Iterable

from tables.columns import Column, Table

TYPES = {"text": "text", "integer": "whole number", "number": "number", "date": "date", "flag": "yes or no"}
INTRODUCTION = """# Data dictionary

Every table between stages and behind a page, as `tables/` declares it. Made by `python -m tables`; change the declarations, not this file.
"Personal" marks what may identify a person, a sole trader above all.
"""


def data_dictionary(tables: Iterable[Table]) -> str:
    """All tables as one Markdown text, in the order given."""
    return "\n".join([INTRODUCTION, *(_table(table) for table in tables)])


def _table(table: Table) -> str:
    lines = [f"## {table.name}", ""]
    if table.note:
        lines += [table.note, ""]
    if table.key:
        lines += [f"Unique together: {', '.join(f'`{name}`' for name in table.key)}.", ""]
    lines += ["| column | label | type | unit | always there | personal | meaning |", "|---|---|---|---|---|---|---|"]
    return "\n".join([*lines, *(_column(column) for column in table), ""])


def _column(column: Column) -> str:
    cells = (
        f"`{column.name}`",
        column.label,
        TYPES[column.dtype],
        column.unit,
        "yes" if column.required else "",
        "yes" if column.personal else "",
        column.note,
    )
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
