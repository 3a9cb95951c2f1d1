"""The command line: `python -m pipeline VERB`. Exit status 0: done; 1: something was refused; 2: wrong use."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipeline.arguments import parser
from store.home import Home, StoreError, home

if TYPE_CHECKING:
    from pipeline.show import Show


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb."""
    options = parser().parse_args(arguments)
    from pipeline.show import Show

    show = Show(as_json=options.json)
    try:
        return VERBS[options.verb](home(), options, show)
    except _refusals() as error:
        show.error(str(error))
        return 1
    except (KeyboardInterrupt, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "interrupted" not in str(error).lower():
            raise
        show.error("Stopped. What was finished is kept; the register is as it was.")
        return 1


def _refusals() -> tuple[type[Exception], ...]:
    """Errors that say to a person why something was refused, of the layers that this verb has used: the others take seconds to import."""
    named = (("linkage", "LinkError"), ("loaders", "LoadError"), ("pipeline.assets", "AssetsError"))
    found = [getattr(sys.modules.get(layer), name, StoreError) for layer, name in named]
    return (StoreError, *found)


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

    show.proposals(propose(options.file, header=options.header))
    return 0


def _quarantine(place: Home, options: argparse.Namespace, show: Show) -> int:
    from pipeline.quarantine import quarantined
    from pipeline.retract import named

    [receipt] = named(place, options.file)
    rows = quarantined(place, receipt)
    rows.to_csv(options.out, index=False)
    show.facts({"rows": len(rows)}, f"Written to {options.out}")
    return 0


def _withdraw(place: Home, options: argparse.Namespace, show: Show) -> int:
    from pipeline.ingest import whoami
    from pipeline.retract import withdraw

    given = {
        "partner": options.partner,
        "organisation": options.organisation,
        "reason": options.reason,
        "destroy": options.destroy,
    }
    gone = withdraw(place, options.files, by=whoami(), **given)
    show.withdrawn([receipt.file_name for receipt in gone], destroyed=options.destroy)
    return _link_what_is_left(place, options, show)


def _retention(place: Home, options: argparse.Namespace, show: Show) -> int:
    from pipeline.ingest import whoami
    from pipeline.retract import retention

    today = dt.datetime.now(dt.UTC).date()
    show.expired(retention(place, as_of=today, by=whoami(), apply=options.apply), applied=options.apply)
    return _link_what_is_left(place, options, show) if options.apply else 0


def _sources(place: Home, _: argparse.Namespace, show: Show) -> int:
    from pipeline.source_verbs import listed

    show.lines("Sources", listed(place))
    return 0


def _terms(place: Home, options: argparse.Namespace, show: Show) -> int:
    from pipeline.source_verbs import terms

    show.lines("Terms", terms(place, options.source, vars(options)))
    return 0


def _link_what_is_left(place: Home, options: argparse.Namespace, show: Show) -> int:
    """Publish without what went; for machines silently, the verb's own JSON being the one document they are given."""
    from pipeline.ingest import whoami
    from pipeline.link import link
    from pipeline.retract import active

    if not active(place):
        return 0
    if not options.json:
        return _link(place, options, show)
    link(place, by=whoami())
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

    names = ("records", "out", "level", "once", "labels", "engine", "threshold", "explain", "linked", "keep")
    with show.progress() as progress:
        found = run(TableOptions(**{name: getattr(options, name) for name in names}), progress=progress)
    show.table_report(found)
    return 0


def _rebuild(place: Home, options: argparse.Namespace, show: Show) -> int:
    from pipeline.ingest import whoami
    from pipeline.link import rebuild, rebuild_as_of

    with show.progress() as progress:
        if options.as_of is not None:
            report = rebuild_as_of(place, options.as_of, by=whoami(), progress=progress)
        else:
            report = rebuild(place, by=whoami(), progress=progress)
    show.link_report(report)
    return 0


def _export(place: Home, options: argparse.Namespace, show: Show) -> int:
    from pipeline import export
    from pipeline.ingest import whoami
    from store.access import Scope
    from store.db import current_register

    asked, register = export.wanted(options), current_register(place)
    marking = export.marking_of(register) if register is not None else ""
    rows = export.run(place, asked, scope=Scope(whoami()), marking=marking)
    show.facts({"rows": rows}, f"Written to {asked.out}")
    return 0


def _share_back(place: Home, options: argparse.Namespace, show: Show) -> int:
    from pipeline.ingest import whoami
    from pipeline.share_back import write
    from store.access import Scope

    show.lines("Files", write(Scope(whoami()), place, options.out, organisations=options.organisation))
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
    "quarantine": _quarantine,
    "withdraw": _withdraw,
    "retention": _retention,
    "sources": _sources,
    "terms": _terms,
    "geography": _geography,
    "link": _link,
    "link-table": _link_table,
    "rebuild": _rebuild,
    "export": _export,
    "share-back": _share_back,
    "status": _status,
    "verify": _verify,
    "assets": _assets,
    "prepare": _prepare,
    "serve": _serve,
}

if __name__ == "__main__":
    sys.exit(main())
