"""The parts of Hotspots that are drawn by themselves, by the keys of their fragments, and what each kind of click draws anew."""

from __future__ import annotations

PICTURE, SAID, CHOICES = "hotspots.picture", "hotspots.said", "hotspots.choices"
PLACE, BELOW, LISTS = "hotspots.place", "hotspots.below", "hotspots.lists"
BY_FILTER = (PICTURE, SAID, PLACE, BELOW, LISTS)
BY_CHOICE = (CHOICES, PICTURE, BELOW, LISTS)
"""The choices first: which there are depends on what is chosen, and the picture on what they say."""
BY_PLACE = (PICTURE, PLACE, BELOW, LISTS)
BY_PRINTER = (BELOW,)
