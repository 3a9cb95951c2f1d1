"""Tables to figures and maps. Pure: nothing is drawn, fetched or decided here; labels come from tables, colours from theme."""
