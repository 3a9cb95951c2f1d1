"""What the command line understands."""

from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

from pipeline import export_options


def parser() -> argparse.ArgumentParser:
    """A parser whose result names the verb in `verb`."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="for machines: JSON on standard output, no progress")
    main = argparse.ArgumentParser(
        prog="python -m pipeline", description="Load partners' files, link them, publish a register."
    )
    verbs = main.add_subparsers(dest="verb", required=True, metavar="VERB")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return verbs.add_parser(name, help=text, description=text, parents=[shared])

    _loading(add("ingest", "keep each raw file, recognise its layout, load it"))
    _suggesting(add("suggest", "the mapping we would propose for a file nobody declared"))
    quarantine = add("quarantine", "write the rows of a loaded file that were left out, with the reasons")
    quarantine.add_argument("file", metavar="FILE", help="its name, or the beginning of its SHA-256")
    quarantine.add_argument("--out", type=Path, required=True, metavar="ROWS.csv")
    _withdrawing(add("withdraw", "take loads back and publish a register without them"))
    retention = add("retention", "what the sources' retention rules say is to go")
    retention.add_argument("--apply", action="store_true", help="destroy it and publish a register without it")
    add("sources", "whose data is held, under which terms, until when")
    _terms(add("terms", "the terms of a source: change some, or show them and what counted before"))
    geography = add("geography", "install boundaries, postcode centroids and UPRNs from their publishers' files")
    geography.add_argument("folder", type=Path, metavar="FOLDER")
    add("link", "link all records, build and publish a register")
    _linking_a_table(add("link-table", "link any table of businesses (CSV) without loading it"))
    export_options.add_arguments(add("export", "write touch-points or businesses for Excel, Power BI, R, QGIS or SPSS"))
    sharing = add("share-back", "write each partner suggested corrections in their own columns and references")
    sharing.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="a CSV file for each source")
    sharing.add_argument("--organisation", nargs="+", default=[], metavar="NAME", help="only for these; all otherwise")
    rebuild = add("rebuild", "make everything again from raw files and decisions alone")
    rebuild.add_argument(
        "--as-of", type=dt.date.fromisoformat, metavar="DATE", help="as it was then, beside the published register"
    )
    add("status", "what is loaded and published")
    add("verify", "check raw files and the audit log")
    add("assets", "put the map library's files in place")
    add("prepare", "map assets, and the sample county where nothing is loaded")
    serve = add("serve", "prepare, then serve the app on http://localhost:8501")
    serve.add_argument("--port", type=int, metavar="N", help="another port than 8501")
    return main


def _suggesting(suggest: argparse.ArgumentParser) -> None:
    suggest.add_argument("file", type=Path, metavar="FILE")
    suggest.add_argument(
        "--header", type=_line, metavar="LINE", help="the line of the headings, or 'none'; found if not given"
    )


def _line(text: str) -> int:
    """`"none"` -> 0, `"3"` -> 3."""
    if text.lower() == "none":
        return 0
    if text.isdigit() and int(text):
        return int(text)
    raise argparse.ArgumentTypeError(f"'{text}' is neither a line number from 1 nor 'none'")


def _loading(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files, or folders of files")
    verb.add_argument("--spec", default="", metavar="NAME", help="the layout, where the file does not tell")
    verb.add_argument(
        "--organisation", default="", metavar="NAME", help="the body the file is from, where it does not say"
    )
    verb.add_argument("--agreement", default="", metavar="REF", help="reference of the sharing agreement")


def _withdrawing(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("files", nargs="*", metavar="FILE", help="names of loaded files, or beginnings of their SHA-256")
    verb.add_argument("--partner", default="", metavar="CODE", help="every file of this partner")
    verb.add_argument("--organisation", default="", metavar="NAME", help="every file of this body, such as one council")
    verb.add_argument("--reason", required=True, help="why; kept in the audit log")
    verb.add_argument("--destroy", action="store_true", help="also delete the raw files; the receipts stay")


def _terms(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("source", metavar="SOURCE", help="name of the layout, as `sources` lists it")
    verb.add_argument(
        "--owner", metavar="WHO", help="who answers for the data at the partner; empty text takes it away"
    )
    verb.add_argument("--agreement", metavar="REF", help="reference of the sharing agreement")
    verb.add_argument("--expires", dest="agreement_expires", metavar="YYYY-MM-DD", help="last day of the agreement")
    verb.add_argument("--regime", dest="legal_regime", metavar="CODE", help="UK_GDPR, DPA_PART3 or NOT_PERSONAL")
    verb.add_argument("--retain-years", metavar="N", help="contacts older than this are in no register")
    verb.add_argument("--sensitivity", metavar="CODE", help="OPEN, OFFICIAL or OFFICIAL_SENSITIVE")
    verb.add_argument("--count-only", choices=("yes", "no"), help="others see that a contact exists, not what it was")


def _linking_a_table(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "records",
        type=Path,
        metavar="RECORDS.csv",
        help="record_id, name; optional source, address, town, postcode, phone, company_number, uprn, lat, lon, category, date",
    )
    verb.add_argument(
        "--out", type=Path, required=True, metavar="CLUSTERS.csv", help="record_id, cluster_id, match_probability"
    )
    verb.add_argument("--level", choices=("business", "premises"), default="business")
    verb.add_argument(
        "--once",
        nargs="*",
        action="extend",
        default=[],
        metavar="SOURCE",
        help="sources that list a business once; all for every source",
    )
    verb.add_argument("--labels", type=Path, metavar="ANSWERS.csv", help="record_id_l, record_id_r, same (1 or 0)")
    verb.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb")
    verb.add_argument("--threshold", type=float, metavar="P", help="match probability from which records are joined")
    verb.add_argument("--explain", type=Path, metavar="PAIRS.csv", help="write the pairs with their reasons")
    verb.add_argument(
        "--linked", type=Path, metavar="EARLIER.csv", help="clusters written before: only records not in it are linked"
    )
    verb.add_argument(
        "--keep",
        type=Path,
        metavar="KEPT.arrow",
        help="what was read of each record, kept here for the next run with --linked",
    )
