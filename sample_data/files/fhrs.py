"""Food Standards Agency: food hygiene ratings, one XML file for each council and date, laid out as the published ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd

from sample_data.appearance import Appearance, Style, appear
from sample_data.food import EXEMPT_TYPES
from sample_data.geography import TO_DEGREES
from sample_data.randomness import stream
from sample_data.settings import SNAPSHOTS, date_texts, day_of
from sample_data.truth import Cells, Row, Spoiler, Truth, every_for, spoil
from sample_data.vocabulary import table
from sample_data.world import World

STYLE = Style(legal=0.04, both=0.04, short=0.04, slips=0.01, bad_postcode=0.015)
LATE_SHARE = 0.65
"""Where a council leaves AddressLine1 empty, it does so in this share of its rows."""
DATES = date_texts("%Y-%m-%d")
NAMESPACE = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
COMMENT = "<!-- SYNTHETIC: every business, address, postcode and rating in this file is invented -->"
SPOILERS = (
    Spoiler("impossible rating date", lambda cells: _swap(cells, "RatingDate", "2025-02-31")),
    Spoiler("rating date in the future", lambda cells: _swap(cells, "RatingDate", "2031-05-06")),
    Spoiler("no business name", lambda cells: _swap(cells, "BusinessName", "")),
    Spoiler("rating that does not exist", lambda cells: _swap(cells, "RatingValue", "9")),
)


class Establishment(NamedTuple):
    """One establishment as a snapshot shows it; `rating` is its number or the word for having none."""

    business: int
    fhrs_id: int
    reference: str
    name: str
    food_type: str
    food_type_id: int
    lines: tuple[str, ...]
    postcode: str
    rating: str
    rated_on: str
    scores: tuple[int, ...]
    is_pending: bool
    point: tuple[str, str] | None
    is_new_rating: bool


@dataclass(frozen=True)
class Council:
    """The authority whose file it is."""

    code: str
    name: str
    fhrs_code: int
    slug: str
    starts_late: bool

    @property
    def elements(self) -> str:
        """The four elements that say which authority it is; websites and mailboxes are invented."""
        return (
            f"<LocalAuthorityCode>{self.fhrs_code}</LocalAuthorityCode>"
            f"<LocalAuthorityName>{self.name}</LocalAuthorityName>"
            f"<LocalAuthorityWebSite>http://www.{self.slug}.example</LocalAuthorityWebSite>"
            f"<LocalAuthorityEmailAddress>food@{self.slug}.example</LocalAuthorityEmailAddress>"
        )


def write(out: Path, world: World, truth: Truth) -> list[str]:
    """Write fhrs/FHRS<code>en-GB_<council>_<date>.xml for every council and both dates; returns the paths below `out`."""
    look = appear(world.seed, "fhrs", world.businesses, STYLE)
    points = _postcode_points(world.postcodes)
    late = stream(world.seed, "fhrs addresses").random(len(world.businesses)) < LATE_SHARE
    files = []
    for turn, when in enumerate(SNAPSHOTS):
        shown = _as_shown(world, turn, look)
        for number, council in enumerate(_councils()):
            here = shown[shown["district"] == council.code]
            rows = _rows(here, look, points, council, late)
            spoilers = (SPOILERS[(number + turn) % len(SPOILERS)],)
            file = f"fhrs/FHRS{council.fhrs_code}en-GB_{council.slug}_{when:%Y-%m-%d}.xml"
            broken = spoil(rows, spoilers, every=every_for(len(here), spoilers), ref_cell=1)
            _write_xml(out / file, [row.cells[1] for row in truth.follow(broken, file, first=1)], when)
            files.append(file)
    return files


def _councils() -> list[Council]:
    columns = ["code", "name", "fhrs_code", "slug", "first_line_empty"]
    rows = table("districts")[columns].itertuples(index=False, name=None)
    return [Council(code, name, number, slug, empty == "yes") for code, name, number, slug, empty in rows]


def _as_shown(world: World, turn: int, look: Appearance) -> pd.DataFrame:
    """A snapshot with what the files need of each business, in the order of the published files: by name."""
    shown = world.snapshots[turn].copy()
    row = shown["business"].to_numpy()
    columns = ["district", "legal_name", "premises_ref", "food_type", "food_type_id", "postcode", "opened", "fhrs_id"]
    for column in columns:
        shown[column] = world.businesses[column].to_numpy()[row]
    shown["fhrs_id"] += shown["is_second"].astype(int)
    shown["name"] = [look.name[position] for position in row]
    shown["is_new_rating"] = shown["rating"].notna()
    if turn:
        before = world.snapshots[turn - 1][["business", "is_second", "day"]].assign(was="yes")
        shown["is_new_rating"] &= shown.merge(before, how="left", on=["business", "is_second", "day"])["was"].isna()
    is_exempt = shown["food_type_id"].isin(EXEMPT_TYPES) & (shown["opened"] <= day_of(SNAPSHOTS[turn]) - 250)
    waits = np.where(shown["is_pending"], "AwaitingPublication", "AwaitingInspection")
    unrated = np.where(is_exempt, "Exempt", waits)
    shown["value"] = np.where(shown["rating"].notna(), shown["rating"].map("{:.0f}".format), unrated)
    rated = shown["day"].where(shown["rating"].notna(), (shown["opened"] + 60).where(unrated == "Exempt", 99_999))
    shown["date"] = [DATES[int(day)] for day in rated]
    return shown.sort_values(["name", "business", "is_second"], kind="stable")


def _postcode_points(postcodes: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """The point of each postcode, in degrees with the publisher's fourteen decimals."""
    east, north = TO_DEGREES.transform(postcodes["easting"].to_numpy(), postcodes["northing"].to_numpy())
    texts = ((f"{lon:.6f}00000000", f"{lat:.6f}00000000") for lon, lat in zip(east, north, strict=True))
    return dict(zip(postcodes["postcode"], texts, strict=True))


def _rows(
    shown: pd.DataFrame, look: Appearance, points: dict[str, tuple[str, str]], council: Council, late: np.ndarray
) -> Iterator[Row]:
    for entry in shown.itertuples(index=False):
        row = int(entry.business)
        lines = look.lines[row] + (("Essex",) if row % 2 else ())
        scores = (entry.hygiene, entry.structural, entry.confidence)
        rated = entry.rating == entry.rating
        establishment = Establishment(
            business=row,
            fhrs_id=entry.fhrs_id,
            reference=entry.premises_ref + ("/2" if entry.is_second else ""),
            name=_edited(entry.name, entry.legal_name) if entry.name_turn else entry.name,
            food_type=entry.food_type,
            food_type_id=entry.food_type_id,
            lines=(("",) if council.starts_late and late[row] else ()) + lines if entry.has_place else (),
            postcode=look.postcode[row] if entry.has_place else "",
            rating=entry.value,
            rated_on=entry.date,
            scores=tuple(int(score) for score in scores) if rated else (),
            is_pending=bool(entry.is_pending),
            point=points[entry.postcode] if entry.has_geocode else None,
            is_new_rating=bool(entry.is_new_rating),
        )
        counts = int(establishment.is_new_rating)
        yield Row(["", _element(establishment, council)], str(entry.fhrs_id), row, touch_points=counts)


def _edited(name: str, legal_name: str) -> str:
    return f"{legal_name} t/a {name}" if legal_name not in name else name.upper()


def _element(entry: Establishment, council: Council) -> str:
    lines = "".join(
        f"<AddressLine{number}>{escape(line)}</AddressLine{number}>"
        for number, line in enumerate(entry.lines[:4], start=1)
        if line
    )
    postcode = f"<PostCode>{entry.postcode}</PostCode>" if entry.postcode else ""
    rated_on = f"<RatingDate>{entry.rated_on}</RatingDate>" if entry.rated_on else '<RatingDate xsi:nil="true" />'
    return (
        f"<EstablishmentDetail><FHRSID>{entry.fhrs_id}</FHRSID>"
        f"<LocalAuthorityBusinessID>{escape(entry.reference)}</LocalAuthorityBusinessID>"
        f"<BusinessName>{escape(entry.name)}</BusinessName><BusinessType>{escape(entry.food_type)}</BusinessType>"
        f"<BusinessTypeID>{entry.food_type_id}</BusinessTypeID>{lines}{postcode}"
        f"<RatingValue>{entry.rating}</RatingValue><RatingKey>fhrs_{entry.rating.lower()}_en-GB</RatingKey>{rated_on}"
        f"{council.elements}{_scores(entry.scores)}<SchemeType>FHRS</SchemeType>"
        f"<NewRatingPending>{entry.is_pending}</NewRatingPending>{_geocode(entry.point)}</EstablishmentDetail>"
    )


def _scores(scores: tuple[int, ...]) -> str:
    if not scores:
        return "<Scores />"
    hygiene, structural, confidence = scores
    return (
        f"<Scores><Hygiene>{hygiene}</Hygiene><Structural>{structural}</Structural>"
        f"<ConfidenceInManagement>{confidence}</ConfidenceInManagement></Scores>"
    )


def _geocode(point: tuple[str, str] | None) -> str:
    if point is None:
        return "<Geocode />"
    return f"<Geocode><Longitude>{point[0]}</Longitude><Latitude>{point[1]}</Latitude></Geocode>"


def _swap(cells: Cells, element: str, value: str) -> Cells:
    """The element's text replaced; a nil element is written in full."""
    text = cells[1].replace(f'<{element} xsi:nil="true" />', f"<{element}></{element}>")
    before, _, rest = text.partition(f"<{element}>")
    return ["", f"{before}<{element}>{value}</{element}>{rest.partition(f'</{element}>')[2]}"]


def _write_xml(path: Path, establishments: list[str], when: date) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    head = (
        f'<?xml version="1.0"?>{COMMENT}<FHRSEstablishment {NAMESPACE}><Header><ExtractDate>{when}</ExtractDate>'
        f"<ItemCount>{len(establishments)}</ItemCount><ReturnCode>Success</ReturnCode></Header><EstablishmentCollection>"
    )
    with path.open("w", encoding="utf-8", newline="") as handle:
        handle.write(head)
        handle.writelines(establishments)
        handle.write("</EstablishmentCollection></FHRSEstablishment>")
