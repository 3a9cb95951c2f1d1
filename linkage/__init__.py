"""Record linkage: which records are about the same business, and at which premises. Tables in, tables out."""

from linkage.engine import DEFAULT_THRESHOLD, Linked, LinkError, link

__all__ = ["DEFAULT_THRESHOLD", "LinkError", "Linked", "link"]
