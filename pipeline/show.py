"""What the command line prints: tables and a progress bar for people, JSON for machines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

if TYPE_CHECKING:  # what one verb prints is not imported for the others
    from pipeline.ingest import FileReport, Progress
    from pipeline.link import LinkReport
    from pipeline.retract import Expired
    from pipeline.suggest import Proposal

ISSUES_SHOWN = 8


def _console(*, stderr: bool) -> Console:
    """As wide as the terminal; wide enough for whole lines where the output goes to a file."""
    console = Console(stderr=stderr, soft_wrap=True)
    return console if console.is_terminal else Console(stderr=stderr, soft_wrap=True, width=160)


@dataclass(frozen=True)
class Show:
    """Where messages go: standard output is for results, standard error for progress and complaints."""

    as_json: bool
    out: Console = field(default_factory=lambda: _console(stderr=False))
    err: Console = field(default_factory=lambda: _console(stderr=True))

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """A function that takes a text and a share from 0 to 1."""
        if self.as_json:
            yield lambda _text, _share: None
            return
        if not self.err.is_terminal:
            yield self._lines()
            return
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TimeElapsedColumn(),
        )
        with Bar(*columns, console=self.err, transient=True) as bar:
            task = bar.add_task("Starting", total=1.0)
            yield lambda text, share: bar.update(task, description=_plain(text[:50]), completed=share)

    def _lines(self) -> Progress:
        said = [""]

        def say(text: str, share: float) -> None:
            if text != said[0]:
                self.err.print(f"{share:>4.0%} {_plain(text)}")
                said[0] = text

        return say

    def json(self, value: object) -> None:
        print(json.dumps(value, indent=1, ensure_ascii=False, default=str))  # noqa: T201

    def error(self, message: str) -> None:
        if self.as_json:
            self.json({"error": message})
        else:
            self.err.print(f"[red]{_plain(message)}[/red]")

    def facts(self, values: dict[str, int], title: str) -> None:
        if self.as_json:
            self.json(values)
        else:
            self.out.print(f"{title}: " + ", ".join(f"{count:,} {name}" for name, count in values.items()))

    def lines(self, title: str, lines: Sequence[dict[str, Any]]) -> None:
        """A line for each of several things, the first fact in bold, what is not known left out; JSON names them by the title."""
        if self.as_json:
            self.json({title.lower(): list(lines)})
            return
        for line in lines:
            first, *others = line.items()
            said = ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in others if value not in (None, ""))
            self.out.print(f"[bold]{_plain(str(first[1]))}[/bold]  {_plain(said)}")
        if not lines:
            self.out.print(f"{title}: none.")

    def load_report(self, reports: Sequence[FileReport]) -> None:
        """Every file with where its rows went; read = kept + quarantined + unchanged."""
        if self.as_json:
            self.json({"files": [_as_json(report) for report in reports]})
            return
        table = Table(title="Load report", caption="read = kept + quarantined + unchanged")
        for name in ("File", "Layout", "State"):
            table.add_column(name)
        for name in ("Read", "Kept", "Quarantined", "Unchanged"):
            table.add_column(name, justify="right")
        for report in reports:
            numbers = (report.read, report.kept, report.quarantined, report.unchanged)
            table.add_row(_plain(_name(report)), report.spec or "none", report.state, *(f"{n:,}" for n in numbers))
        totals = [
            sum(getattr(report, name) for report in reports) for name in ("read", "kept", "quarantined", "unchanged")
        ]
        table.add_row(_counted(len(reports), "file"), "", "", *(f"{total:,}" for total in totals), style="bold")
        self.out.print(table)
        for report in reports:
            self._explain(report)

    def _explain(self, report: FileReport) -> None:
        if report.error:
            self.err.print(f"[red]{_plain(report.error)}[/red]")
        found = report.issues
        if found.empty:
            return
        self.out.print(f"\n{_plain(_name(report))}: {_counted(len(found), 'remark')}")
        alike = found.groupby(["is_quarantined", "problem", "action", "advice"], sort=False, dropna=False)["row"]
        groups = sorted(alike, key=lambda item: (not item[0][0], -len(item[1])))
        for (_, problem, action, advice), rows in groups[:ISSUES_SHOWN]:
            self.out.print(f"  {_rows(rows)}{_plain(problem)}: {action}. {advice}")
        if len(groups) > ISSUES_SHOWN:
            self.out.print(f"  and {_counted(len(groups) - ISSUES_SHOWN, 'other kind')} (all of them with --json)")

    def link_report(self, report: LinkReport) -> None:
        values = {name: getattr(report, name) for name in ("records", "businesses", "premises", "touch_points")}
        if self.as_json:
            self.json({"register": report.register.name, "is_new": report.is_new, **values})
            return
        verb = "Published" if report.is_new else "Nothing has changed; still"
        if report.register.name.startswith("asof"):
            verb = "Built beside the published register:"
        self.out.print(
            f"{verb} {report.register.name}: " + ", ".join(f"{n:,} {k.replace('_', '-')}" for k, n in values.items())
        )

    def proposals(self, found: Sequence[Proposal]) -> None:
        """For machines the first table's columns alone; for people every table."""
        if self.as_json:
            columns = found[0].suggested.columns if found else {}
            self.json(
                {name: {"field": c.field, "confidence": c.confidence, "why": c.why} for name, c in columns.items()}
            )
            return
        for one in found:
            where = f"headings on line {one.header}" if one.header else "no line of headings"
            table = Table(title=f"{one.table or 'Table'}: {where}, {one.rows:,} rows looked at")
            for name in ("Column", "Field", "Confidence", "Why"):
                table.add_column(name)
            for name, c in one.suggested.columns.items():
                table.add_row(_plain(name), c.field or "not stored", f"{c.confidence:.0%}", _plain(c.why))
            self.out.print(table)
            if one.suggested.date_formats:
                self.out.print(f"Dates read as: {' or '.join(one.suggested.date_formats[:3])}")

    def withdrawn(self, files: Sequence[str], *, destroyed: bool) -> None:
        if self.as_json:
            self.json({"withdrawn": list(files), "destroyed": destroyed})
            return
        self.out.print(f"Withdrawn{' and destroyed' if destroyed else ''}: " + _plain(", ".join(files)))

    def expired(self, found: Sequence[Expired], *, applied: bool) -> None:
        """What each source's rule says, whether or not it was carried out."""
        lines = [
            {
                "source": one.source,
                "retain_years": one.retain_years,
                "left_out_before": one.before,
                "contacts_left_out": one.contacts,
                "files_destroyed" if applied else "files_to_destroy": [receipt.file_name for receipt in one.files],
            }
            for one in found
        ]
        if self.as_json:
            self.json({"retention": lines})
            return
        for line in lines:
            self.out.print(_plain(", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in line.items())))
        if not lines:
            self.out.print("No source has a retention rule.")

    def table_report(self, found: dict[str, Any]) -> None:
        if self.as_json:
            self.json(found)
            return
        clusters = "premises" if found["level"] == "premises" else "businesses"
        self.out.print(
            f"{found['records']:,} records, {found['clusters']:,} {clusters}; {found['joined']:,} records share one. Written to {escape(found['out'])}"
        )
        for note in found["notes"]:
            self.out.print(f"  {_plain(str(note))}")

    def status(self, values: dict[str, Any]) -> None:
        if self.as_json:
            self.json(values)
            return
        for name, value in values.items():
            if name != "by_source":
                self.out.print(
                    f"{name.replace('_', ' ')}: {value:,}"
                    if isinstance(value, int)
                    else f"{name.replace('_', ' ')}: {value}"
                )
        lines = values.get("by_source") or []
        if lines:
            table = Table(title="Sources")
            for name in lines[0]:
                table.add_column(name.replace("_", " ").replace(" pct", " %"))
            for line in lines:
                table.add_row(
                    *(f"{value:,}" if isinstance(value, int) else str(value or "") for value in line.values())
                )
            self.out.print(table)

    def faults(self, faults: list[str]) -> None:
        if self.as_json:
            self.json({"faults": faults})
            return
        for fault in faults:
            self.err.print(f"[red]{_plain(fault)}[/red]")
        self.out.print("Everything is as it should be." if not faults else f"{len(faults)} faults.")


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _plain(text: str) -> str:
    """Text that may come from a file, safe for the terminal: neither rich's markup nor control characters act."""
    return escape("".join(letter if letter.isprintable() or letter == "\n" else "\ufffd" for letter in text))


def _name(report: FileReport) -> str:
    return Path(report.file).name


def _rows(rows: pd.Series) -> str:
    """`"Row 3: "`, `"Rows 3, 8, 9 and 120 more: "`, or nothing for the file as a whole."""
    numbers = [int(row) for row in rows.dropna()]
    if not numbers:
        return ""
    more = f" and {len(numbers) - 3:,} more" if len(numbers) > 3 else ""
    return f"Row{'s' if len(numbers) > 1 else ''} {', '.join(str(n) for n in numbers[:3])}{more}: "


def _as_json(report: FileReport) -> dict[str, Any]:
    names = ("file", "spec", "read", "kept", "quarantined", "unchanged", "error", "state", "sha256", "why", "seconds")
    issues = [
        {"row": None if issue.row != issue.row or str(issue.row) == "<NA>" else int(issue.row), "column": issue.column if isinstance(issue.column, str) else None,
         "problem": issue.problem, "action": issue.action, "advice": issue.advice, "code": issue.code}
        for issue in report.issues.itertuples()
    ]  # fmt: skip
    return {name: getattr(report, name) for name in names} | {"error": report.error or None, "issues": issues}
