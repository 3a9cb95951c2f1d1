"""How well one column suits one field: the likeness of its heading, held against its values."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from loaders.profile import Profile
from loaders.spec import ADDRESS_FIELDS

MOST_DISTINCT = 0.7
LEAST_PLACES = 0.3
FEW_DIFFERENT = 0.35
"""Share of different values below which a column under a word for premises has kinds of premises and not their names."""
# Fields whose values have a form of their own: what has not that form is not it, whatever the heading says.
FORMED = {
    "postcode": "postcode", "company_number": "company_number", "phone": "phone", "email": "email", "easting": "easting",
    "northing": "northing", "longitude": "longitude", "latitude": "latitude", "lon_lat": "lon_lat", "event_date": "date",
    "incorporated": "date", "dissolved": "date", "accounts_due": "date", "value_gbp": "number", "management_score": "number", "risk_category": "risk letter",
}  # fmt: skip
# Fields that values alone can give away, and how far that is believed.
TELLING = {
    "postcode": 0.85, "email": 0.85, "phone": 0.75, "lon_lat": 0.85, "latitude": 0.75, "longitude": 0.7, "company_number": 0.55, "role": 0.75, "outcome": 0.65,
    "function": 0.65, "type": 0.55, "status": 0.55, "district": 0.55, "event_date": 0.55, "uprn": 0.6,
    "address_1": 0.6, "legal_name": 0.6, "name": 0.45,
}  # fmt: skip


TOWNS, TRADES, BODIES = 0.62, 0.7, 0.6
"""How far a column of towns, of names that say a trade or a company's form, or of councils and other bodies gives itself away."""
CODES = frozenset({"outcome", "type", "status", "role", "function"})
ABOUT_PLACES = frozenset({"town", "district", "partner_org", "register_part", *ADDRESS_FIELDS})


def score(said: float, looks: Profile, field: str) -> float:
    """0 to 1 for one column and one field: the heading's likeness, held against the values."""
    if looks.filled == 0:
        return 0.85 * said
    said *= 0.92 + 0.08 * looks.filled
    form = FORMED.get(field)
    if form:
        fits = max(looks.share(form), looks.share("money")) if form == "number" else looks.share(form)
        believed = said * (0.35 + 0.65 * min(1.0, fits / 0.6)) if fits >= 0.05 else 0.2 * said
    else:
        fits = fitness(looks, field)
        believed = said * _against(looks, field) * (0.82 + 0.18 * fits if fits >= 0.15 else 0.45)
    return max(believed, _told(looks, field, fits))


def _told(looks: Profile, field: str, fits: float) -> float:
    """What the values alone say, whatever the heading."""
    if field == "value_gbp":
        return max(0.7 * looks.share("money"), 0.45 * looks.share("two decimals"))
    if field == "category":
        return 0.65 * looks.share("sector") * (looks.distinct < MOST_DISTINCT)
    if field == "company_number":
        return TELLING[field] * looks.share("company number by itself")
    if field == "uprn":
        return TELLING[field] * looks.share("uprn by itself")
    if field == "town":
        return TOWNS * looks.share("town")
    if field == "partner_org":
        return BODIES * looks.share("council") * (looks.share("comma") < LEAST_PLACES)
    if field == "name" and looks.distinct >= MOST_DISTINCT and looks.share("road") < LEAST_PLACES:
        return max(
            TELLING[field] * fits * (fits >= 0.6), TRADES * looks.share("trade name") * (1 - looks.share("firm"))
        )
    if fits < 0.6 or (field == "event_date" and looks.share("number") > 0.9):
        return 0.0
    return TELLING.get(field, 0.0) * fits


def _against(looks: Profile, field: str) -> float:
    """What a field's values are not: dates, links, a telephone, or merely yes and no."""
    is_dates = looks.share("date") > 0.8 and looks.share("number") < 0.5
    if is_dates or looks.share("yes or no") > 0.9 or looks.share("link") > 0.8:
        return 0.5
    if field not in ABOUT_PLACES and looks.share("town") > 0.8:
        return 0.4
    if field in CODES and _are_names_or_places(looks):
        return 0.35
    if field in CODES and _are_of_another_kind(looks, field):
        return 0.6
    is_place = max(looks.share("road"), looks.share("comma"), looks.share("part of a building"))
    if field == ADDRESS_FIELDS[0] and is_place < LEAST_PLACES:
        return 0.65
    if field in ("name", "legal_name") and _are_addresses_or_codes(looks):
        return 0.4
    is_kinds = field == "category" and looks.share("type") > 0.5
    if is_kinds or (field in ("name", "legal_name") and looks.share("person") > 0.8):
        return 0.5
    if field == "category_code" and looks.share("two decimals") > 0.8:
        return 0.5
    is_reference = field in ("record_ref", "touch_point_ref")
    return 0.5 if is_reference and looks.share("phone") > 0.9 and looks.share("short number") < 0.5 else 1.0


def _are_names_or_places(looks: Profile) -> bool:
    is_names = looks.share("trade name") > 0.6 and looks.distinct >= MOST_DISTINCT
    return is_names or max(looks.share("road"), looks.share("postcode")) > 0.6


def _are_of_another_kind(looks: Profile, field: str) -> bool:
    """Words of ours for something else than this field, or the letters of a risk category."""
    others = max(looks.share(other) for other in CODES - {field})
    return looks.share("risk letter") > 0.8 or (others > 0.8 and looks.share(field) < 0.4)


def _are_addresses_or_codes(looks: Profile) -> bool:
    """Roads, or several parts divided by commas with numbers in them, or codes; and no companies."""
    is_place = max(looks.share("road"), looks.share("comma")) > 0.8 and looks.share("digits") > 0.4
    return (is_place or looks.share("code") > 0.8) and looks.share("firm") < LEAST_PLACES


def fitness(looks: Profile, field: str) -> float:
    """How well values without a form of their own suit a field, 0 to 1."""
    return _FITNESS[field](looks) if field in _FITNESS else 0.5


def _text(looks: Profile) -> float:
    return looks.share("letters") * (1 - looks.share("date"))


def _one_of_ours(field: str) -> Callable[[Profile], float]:
    return lambda looks: max(looks.share(field), 0.6 * (1 - looks.distinct) * _text(looks))


def _coded(field: str) -> Callable[[Profile], float]:
    """Words of ours, or few different ones; bare figures may be grades, but a column of words beside them is likelier."""

    def own(looks: Profile) -> float:
        if looks.share(field) > 0.2:
            return looks.share(field)
        return (0.55 - 0.4 * looks.distinct) * (1 - 0.4 * looks.share("short number"))

    return own


def _name(looks: Profile) -> float:
    is_other = max(0.9 * looks.share("road"), looks.share("postcode"), looks.share("outcome"), looks.share("type"))
    return _text(looks) * (1 - is_other) * (0.6 + 0.4 * looks.distinct)


def _legal_name(looks: Profile) -> float:
    firm = looks.share("firm")
    return _text(looks) * (0.4 + 0.6 * firm) * (1 - 0.8 * looks.share("road") * (1 - firm))


def _address(own: Callable[[Profile], float]) -> Callable[[Profile], float]:
    return lambda looks: max(
        looks.share("road"), 0.6 * looks.share("comma"), own(looks), 0.8 * looks.share("part of a building")
    )


def _reference(looks: Profile) -> float:
    written = max(looks.share("code"), looks.share("short number"), looks.share("uprn"))
    return written * (1 - looks.share("decimal"))


def _town(looks: Profile) -> float:
    return max(looks.share("town"), _text(looks) * (1 - looks.share("digits")) * (1 - 0.5 * looks.distinct))


_FITNESS: Mapping[str, Callable[[Profile], float]] = {
    **{field: _one_of_ours(field) for field in ("role", "function", "status", "district")},
    **{field: _coded(field) for field in ("outcome", "type")},
    **{field: _address(lambda looks: 0.6 * _text(looks)) for field in ADDRESS_FIELDS},
    ADDRESS_FIELDS[0]: _address(lambda looks: (0.2 + 0.1 * looks.share("digits")) * _text(looks)),
    "name": _name,
    "legal_name": _legal_name,
    "uprn": lambda looks: max(looks.share("uprn"), 0.4 * looks.share("short number")),
    "touch_point_ref": lambda looks: _reference(looks) * looks.distinct,
    "record_ref": lambda looks: _reference(looks) * (0.5 + 0.5 * looks.distinct),
    "category_code": lambda looks: max(looks.share("code"), 1 - looks.share("letters")),
    "category": lambda looks: _text(looks) * (1 - 0.5 * looks.distinct),
    "summary": lambda looks: _text(looks) * (0.4 + 0.6 * looks.distinct),
    "town": _town,
}
