"""Examples in docstrings are true."""

import doctest
import importlib

import pytest


@pytest.mark.parametrize("name", ["words", "places", "engine", "compare_places"])
def test_docstring_examples(name):
    found = doctest.testmod(importlib.import_module(f"linkage.{name}"))
    assert found.attempted > 0
    assert found.failed == 0
