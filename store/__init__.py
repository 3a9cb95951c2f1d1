"""Everything that is kept: raw files, loaded tables, the register and what people decided. Alone opens databases."""
