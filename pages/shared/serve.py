"""Runs the web server: `python -m pages.shared.serve [PORT]`, which `python -m pipeline serve` becomes.

Streamlit takes a folder named pages/ for its old way of declaring pages until the first page has run, and would answer the
first bookmark after a start with "page not found"; it is told beforehand that ours are declared in app.py.
"""

from __future__ import annotations

import importlib
import sys
import threading

from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import cli


def _warm() -> None:
    """Load what judges hot spots while nobody waits for it: two seconds that the first to ask would wait."""
    importlib.import_module("esda.getisord")
    importlib.import_module("libpysal.weights")


if __name__ == "__main__":
    warming = threading.Timer(10, _warm)  # not while the server itself starts
    warming.daemon = True
    warming.start()
    PagesManager.uses_pages_directory = False
    port = ["--server.port", sys.argv[1]] if len(sys.argv) > 1 else []
    cli.main(["run", "app.py", *port], prog_name="streamlit", standalone_mode=False)
