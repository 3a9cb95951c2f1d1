"""Everything that is measured, one after the other: `make bench`. Each part runs alone too (python -m tests.benchmarks.path)."""

from __future__ import annotations

import subprocess
import sys

PARTS = (["tests.benchmarks.path"], ["tests.benchmarks.linkage"])

if __name__ == "__main__":
    failed = 0
    for part in PARTS:
        print(f"\n# {' '.join(part)}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", *part], check=False).returncode
    sys.exit(failed)
