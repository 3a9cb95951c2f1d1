"""A briefing about one business as a PDF: marked on each page, numbered, dated, with sources and caveats; made without a browser."""

from __future__ import annotations

import io
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, SimpleDocTemplate

from charts import briefing_drawings as drawings
from charts import briefing_parts as parts
from charts.briefing_facts import Facts
from charts.briefing_letters import BOLD, FONT, printable

__all__ = ["Facts", "briefing"]


def briefing(facts: Facts) -> bytes:
    """The PDF."""
    out = io.BytesIO()
    name = printable(str(facts.business["name"]))[:90]
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=18 * mm, rightMargin=18 * mm, topMargin=22 * mm, bottomMargin=20 * mm, lang="en-GB",
        title=f"{facts.number} {name}", author=printable(facts.issued_by), subject=facts.marking, invariant=1,
    )  # fmt: skip
    document.build(_story(facts), canvasmaker=lambda *given, **more: _Marked(facts, *given, **more))
    return out.getvalue()


class _Marked(Canvas):
    """Draws the marking, number and "page n of m" when the number of pages is known."""

    def __init__(self, facts: Facts, *given: Any, **more: Any) -> None:  # noqa: ANN401 - of the library
        super().__init__(*given, **more)
        self._facts, self._pages = facts, []  # type: ignore[var-annotated]

    def showPage(self) -> None:  # noqa: N802 - the library's name
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            self._frame(number)
            super().showPage()
        super().save()

    def _frame(self, number: int) -> None:
        width, height = A4
        self.setFont(BOLD, 9)
        self.setFillColor(HexColor("#7A1230") if "SENSITIVE" in self._facts.marking else HexColor("#0B4A5E"))
        for y in (height - 12 * mm, 8 * mm):
            self.drawCentredString(width / 2, y, printable(self._facts.marking))
        self.setFont(FONT, 7)
        self.setFillColor(drawings.SOFT)
        self.drawString(
            18 * mm, 13 * mm, f"{self._facts.number}  ·  {self._facts.issued_at:%d %B %Y %H:%M} UTC  ·  Touchpoint"
        )
        self.drawRightString(width - 18 * mm, 13 * mm, f"Page {number} of {len(self._pages)}")


def _story(facts: Facts) -> list[Flowable]:
    return [
        *parts.opening(facts), *parts.figures(facts), *parts.standing_out(facts), *parts.pictures(facts), *parts.identity(facts), *parts.contacts(facts), *parts.sources(facts),
    ]  # fmt: skip
