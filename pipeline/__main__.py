"""The command line: `python -m pipeline VERB`. Exit status 0: done; 1: something was refused; 2: wrong use."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from store.home import Home, StoreError, home

if TYPE_CHECKING:
    from pipeline.show import Show


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb."""
    options = _parser().parse_args(arguments)
    from linkage import LinkError
    from loaders import LoadError
    from pipeline.assets import AssetsError
    from pipeline.show import Show

    show = Show(as_json=options.json)
    try:
        return VERBS[options.verb](home(), options, show)
    except (AssetsError, LinkError, LoadError, StoreError) as error:
        show.error(str(error))
        return 1
    except KeyboardInterrupt:
        show.error("Stopped. What was finished is kept; the register is as it was.")
        return 1


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="for machines: JSON on standard output, no progress")
    parser = argparse.ArgumentParser(
        prog="python -m pipeline", description="Load partners' files, link them, publish a register."
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return verbs.add_parser(name, help=text, description=text, parents=[shared])

    ingest = add("ingest", "keep each raw file, recognise its layout, load it")
    ingest.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files, or folders of files")
    ingest.add_argument("--spec", default="", metavar="NAME", help="the layout, where the file does not tell")
    ingest.add_argument(
        "--organisation", default="", metavar="NAME", help="the body the file is from, where it does not say"
    )
    ingest.add_argument("--agreement", default="", metavar="REF", help="reference of the sharing agreement")
    suggest = add("suggest", "the mapping we would propose for a file nobody declared")
    suggest.add_argument("file", type=Path, metavar="FILE")
    geography = add("geography", "install boundaries, postcode centroids and UPRNs from their publishers' files")
    geography.add_argument("folder", type=Path, metavar="FOLDER")
    add("link", "link all records, build and publish a register")
    table = add("link-table", "link any table of businesses (CSV) without loading it")
    table.add_argument(
        "records",
        type=Path,
        metavar="RECORDS.csv",
        help="record_id, name; optional source, address, town, postcode, phone, company_number, uprn, lat, lon, category, date",
    )
    table.add_argument(
        "--out", type=Path, required=True, metavar="CLUSTERS.csv", help="record_id, cluster_id, match_probability"
    )
    table.add_argument("--level", choices=("business", "premises"), default="business")
    table.add_argument("--once", nargs="*", default=[], metavar="SOURCE", help="sources that list a business once")
    table.add_argument("--labels", type=Path, metavar="ANSWERS.csv", help="record_id_l, record_id_r, same (1 or 0)")
    table.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb")
    table.add_argument("--threshold", type=float, metavar="P", help="match probability from which records are joined")
    table.add_argument("--explain", type=Path, metavar="PAIRS.csv", help="write the pairs with their reasons")
    add("rebuild", "make everything again from raw files and decisions alone")
    add("status", "what is loaded and published")
    add("verify", "check raw files and the audit log")
    add("assets", "put the map library's files in place")
    add("prepare", "map assets, and the sample county where nothing is loaded")
    serve = add("serve", "prepare, then serve the app on http://localhost:8501")
    serve.add_argument("--port", type=int, metavar="N", help="another port than 8501")
    return parser


def _ingest(place: Home, options: argparse.Namespace, show: Show) -> int:
    from pipeline.ingest import ingest, whoami

    with show.progress() as progress:
        reports = ingest(
            place,
            options.files,
            by=whoami(),
            agreement=options.agreement,
            spec_name=options.spec,
            organisation=options.organisation,
            progress=progress,
        )
    show.load_report(reports)
    return 1 if any(report.error for report in reports) else 0


def _suggest(_place: Home, options: argparse.Namespace, show: Show) -> int:
    from pipeline.suggest import propose

    show.proposals(propose(options.file))
    return 0


def _geography(place: Home, options: argparse.Namespace, show: Show) -> int:
    from pipeline.geography import install

    with show.progress() as progress:
        counts = install(place, options.folder, progress=progress)
    show.facts(counts, "Installed")
    return 0


def _link(place: Home, _: argparse.Namespace, show: Show) -> int:
    from pipeline.ingest import whoami
    from pipeline.link import link

    with show.progress() as progress:
        report = link(place, by=whoami(), progress=progress)
    show.link_report(report)
    return 0


def _link_table(_place: Home, options: argparse.Namespace, show: Show) -> int:
    from pipeline.link_table import TableOptions, run

    names = ("records", "out", "level", "once", "labels", "engine", "threshold", "explain")
    with show.progress() as progress:
        found = run(TableOptions(**{name: getattr(options, name) for name in names}), progress=progress)
    show.table_report(found)
    return 0


def _rebuild(place: Home, _: argparse.Namespace, show: Show) -> int:
    from pipeline.ingest import whoami
    from pipeline.link import rebuild

    with show.progress() as progress:
        report = rebuild(place, by=whoami(), progress=progress)
    show.link_report(report)
    return 0


def _status(place: Home, _: argparse.Namespace, show: Show) -> int:
    from pipeline.status import status

    show.status(status(place))
    return 0


def _verify(place: Home, _: argparse.Namespace, show: Show) -> int:
    from pipeline.status import verify

    faults = verify(place)
    show.faults(faults)
    return 1 if faults else 0


def _assets(_place: Home, _: argparse.Namespace, show: Show) -> int:
    from pipeline.assets import install

    show.facts({"map files": install()}, "In place")
    return 0


def _prepare(place: Home, _: argparse.Namespace, show: Show) -> int:
    from pipeline.start import prepare

    with show.progress() as progress:
        prepare(place, progress=progress)
    return 0


def _serve(place: Home, options: argparse.Namespace, show: Show) -> int:
    from pipeline.start import serve

    _prepare(place, options, show)
    serve(place, options.port)
    return 0


VERBS = {
    "ingest": _ingest,
    "suggest": _suggest,
    "geography": _geography,
    "link": _link,
    "link-table": _link_table,
    "rebuild": _rebuild,
    "status": _status,
    "verify": _verify,
    "assets": _assets,
    "prepare": _prepare,
    "serve": _serve,
}

if __name__ == "__main__":
    sys.exit(main())
