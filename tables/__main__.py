"""`python -m tables` writes docs/data_dictionary.md."""

from pathlib import Path

import tables
from tables.dictionary import data_dictionary

declared = [found for found in vars(tables).values() if isinstance(found, tables.Table)]
declared.sort(key=lambda table: table.name)
target = Path(__file__).resolve().parents[1] / "docs" / "data_dictionary.md"
target.write_text(data_dictionary(declared), "utf8")
print(f"{len(declared)} tables in {target.name}")  # noqa: T201 - a command for people
