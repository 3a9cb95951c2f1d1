"""Finds a Chromium or Chrome to test with; as a program, installs Debian's where it is missing and we are root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def path() -> str | None:
    """The browser that CHROMIUM names, or the first that is installed, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    found = next((where for name in NAMES if (where := shutil.which(name))), None)
    return found or (MAC if Path(MAC).exists() else None)


def main() -> int:
    """0 when there is a browser in the end."""
    if path():
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing Debian's chromium for the browser tests", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=False, **quiet)
    if path():
        return 0
    print(
        "The browser tests need Chromium or Chrome and found none. Install one (Debian: apt install chromium), "
        "or name it: CHROMIUM=/path/to/chrome make test. Everything but the browser tests: make unit",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
