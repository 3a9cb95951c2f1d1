"""Make the invented county: python -m sample_data.make --out DIR [--seed 2026] [--businesses 2500] [--touch-points 15000]"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sample_data.files import council, cqc, fhrs, fire, geography, home_office, police, trading_standards, voa
from sample_data.stories import index_of_stories
from sample_data.truth import Truth
from sample_data.world import World, build_world

Progress = Callable[[str], None]
PARTNERS = (fhrs, fire, police, trading_standards, voa, council, cqc, home_office)
README = (
    "SYNTHETIC DATA\n"
    "Every business, person, address, postcode, telephone number and event in this folder is invented.\n"
    "Made by sample_data/make.py; seed {seed}, {businesses} businesses, {touch_points} touch-points asked for.\n"
    "stories.csv says what there is to find; truth.csv says which business every row is really about.\n"
)


@dataclass(frozen=True)
class FileCount:
    """One file: path below the folder, data rows, touch-points among them, rows spoiled on purpose."""

    file: str
    rows: int
    touch_points: int
    spoiled: int


@dataclass(frozen=True)
class Summary:
    """What was made; `other_files` have no rows that truth.csv answers for."""

    businesses: int
    premises: int
    touch_points: int
    files: tuple[FileCount, ...]
    other_files: tuple[str, ...]


def make(
    out: Path,
    *,
    seed: int = 2026,
    businesses: int = 2500,
    touch_points: int = 15000,
    progress: Progress | None = None,
) -> Summary:
    """Write the invented county's files; the same arguments always write the same bytes.

    Args:
        out: folder to write to; made if absent, files of the same name are replaced.
        seed: another seed is another county.
        businesses: how many businesses, each tenure counted once.
        touch_points: about how many contacts in all files together.
        progress: called with the name of each step before it begins.
    Returns:
        What was written; truth.csv appears last, so a folder that has it is whole.
    Raises:
        ValueError: too few businesses for the stories, or more than the invented postcodes can hold.
    """
    tell = progress or (lambda _: None)
    out.mkdir(parents=True, exist_ok=True)
    tell("inventing the county")
    world = build_world(seed, businesses, touch_points)
    tell("geography")
    others = geography.write(out, world)
    part = out / "truth.csv.part"
    with part.open("w", encoding="utf-8", newline="") as handle:
        truth = Truth(world.businesses, handle)
        for partner in PARTNERS:
            tell(partner.__name__.rpartition(".")[2].replace("_", " "))
            partner.write(out, world, truth)
    _write_guides(out, world, seed, businesses, touch_points)
    part.replace(out / "truth.csv")
    counts = tuple(FileCount(entry.file, entry.rows, entry.touch_points, entry.spoiled) for entry in truth.tallies)
    return Summary(
        len(world.businesses),
        len(world.premises),
        sum(entry.touch_points for entry in counts),
        counts,
        (*others, "truth.csv", "stories.csv", "README.md"),
    )


def _write_guides(out: Path, world: World, seed: int, businesses: int, touch_points: int) -> None:
    index_of_stories(world.businesses).to_csv(out / "stories.csv", index=False, lineterminator="\n")
    text = README.format(seed=seed, businesses=businesses, touch_points=touch_points)
    (out / "README.md").write_text(text, encoding="utf-8", newline="\n")


def _tell(step: str) -> None:
    sys.stderr.write(f"{step}\n")


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m sample_data.make", description="Make the invented county.")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--businesses", type=int, default=2500)
    parser.add_argument("--touch-points", type=int, default=15000)
    options = parser.parse_args(arguments)
    summary = make(
        options.out,
        seed=options.seed,
        businesses=options.businesses,
        touch_points=options.touch_points,
        progress=_tell,
    )
    for entry in summary.files:
        sys.stdout.write(f"{entry.rows:>9,} rows {entry.touch_points:>9,} touch-points  {entry.file}\n")
    sys.stdout.write(
        f"{summary.businesses:,} businesses, {summary.premises:,} premises, {summary.touch_points:,} touch-points\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
