"""Bytes to tables: what partners send becomes RECORDS, TOUCH_POINTS and ISSUES. Reads no file, clock or network."""

from loaders.issues import LoadError
from loaders.load import Loaded, load
from loaders.spec import Spec
from loaders.specs import SPECS

__all__ = ["SPECS", "LoadError", "Loaded", "Spec", "load"]
