"""Everything that is measured, one after the other: `make bench`. Each part runs alone too: python -m tests.benchmarks search, or
python -m tests.benchmarks.search with its own options."""

from __future__ import annotations

import subprocess
import sys

PARTS = (
    ["tests.benchmarks.path"],
    ["tests.benchmarks.ingest"],
    ["tests.benchmarks.companies"],
    ["tests.benchmarks.linkage"],
    ["tests.benchmarks.identities"],
    ["tests.benchmarks.search"],
    ["tests.benchmarks.maps"],
    ["tests.benchmarks.pages"],
)

if __name__ == "__main__":
    failed = 0
    asked = sys.argv[1:]
    for part in [part for part in PARTS if not asked or part[0].rsplit(".", 1)[-1] in asked]:
        print(f"\n# {' '.join(part)}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", *part], check=False).returncode
    sys.exit(failed)
