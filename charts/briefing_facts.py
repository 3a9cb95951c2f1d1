"""Everything a briefing says, as its writer is handed it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from charts.briefing_drawings import Ring


@dataclass(frozen=True)
class Facts:
    """Everything a briefing says.

    Attributes:
        number, marking, issued_by, issued_at: of the document.
        as_of: the last day any partner's contacts reach.
        register: name of the register it was read from.
        business: BUSINESS_LIST row with company_number, premises_id, is_listed, position.
        touch_points, records, tenures, indicators, companies, shared: as the profile reads them.
        gaps: sentences.
        outlines: rings of longitude and latitude around the business; others: positions of others of its sector.
        attribution: what the licences of the geography ask to be shown.
    """

    number: str
    marking: str
    issued_by: str
    issued_at: dt.datetime
    as_of: dt.date
    register: str
    business: Mapping[str, Any]
    touch_points: pd.DataFrame
    records: pd.DataFrame
    tenures: pd.DataFrame
    indicators: pd.DataFrame
    companies: pd.DataFrame
    shared: pd.DataFrame
    gaps: Sequence[str] = ()
    outlines: Sequence[Ring] = ()
    others: Sequence[tuple[float, float]] = field(default=())
    attribution: str = ""
