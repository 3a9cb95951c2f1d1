"""More record sets with known answers, each of another kind: real rows of the food register rewritten by other hands, American guides,
agencies and visits, practices of doctors, and worlds whose every trait is drawn at random.

The wider the worlds the model is trained on, the less it leans on the traits of one of them.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from functools import cache

import numpy as np
import pandas as pd

from tests.benchmarks.linkage.datasets import SHARED, Known, as_records, person
from tests.benchmarks.linkage.generate import SURNAMES, US_CITIES, US_STREETS, pool
from tests.benchmarks.linkage.hands import Hand, address_by, habits, name_by, phone_by

COLUMNS = ("source", "name", "address", "town", "postcode", "phone", "longitude", "latitude", "first_seen", "entity")
PARTNER: Hand = {
    "typo": 0.15, "drop_word": 0.15, "the": 0.3, "short": 0.3, "and": 0.6, "possessive": 0.3, "joined": 0.06, "kind": 0.12, "company": 0.2, "legal": 0.3,
    "owner": 0.05, "upper": 1.0, "one_word": 0.05, "drop_line": 0.5, "building": 0.1, "short_street": 0.8, "wrong_number": 0.04, "range": 0.06, "letter": 0.04,
    "no_number": 0.08, "street_typo": 0.12, "no_comma": 0.6, "no_postcode": 0.15, "wrong_postcode": 0.06,
}  # fmt: skip


@cache
def food_register() -> pd.DataFrame:
    """Rows of the food register of ten councils with a postcode: entity, name, lines, town, postcode, longitude, latitude."""
    rows = []
    for file in sorted((SHARED / "fhrs" / "2020-08-10").glob("*.xml")):
        for entry in ET.parse(file).getroot().iter("EstablishmentDetail"):
            lines = [entry.findtext(f"AddressLine{n}") for n in (1, 2, 3, 4)]
            held = tuple(line.strip() for line in lines if line and line.strip() and line.strip() != "Essex")
            lon, lat = entry.findtext("Geocode/Longitude"), entry.findtext("Geocode/Latitude")
            rows.append((f"f{entry.findtext('FHRSID')}", entry.findtext("BusinessName"), held, held[-1] if len(held) > 1 else None,
                         entry.findtext("PostCode"), float(lon or "nan"), float(lat or "nan")))  # fmt: skip
    frame = pd.DataFrame(rows, columns=["entity", "name", "lines", "town", "postcode", "longitude", "latitude"])
    return frame.dropna(subset=["name", "postcode"])[lambda f: f["lines"].map(len) > 0].reset_index(drop=True)


def neighbourhood(count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Real rows whose postcodes follow one another, so that neighbours stay neighbours."""
    frame = food_register().sort_values(["postcode", "entity"])
    start = int(rng.integers(0, max(1, len(frame) - count)))
    return frame.iloc[start : start + count].reset_index(drop=True)


def known(name: str, rows: list[tuple], once: tuple[str, ...], rng: np.random.Generator) -> Known:
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame = frame.iloc[rng.permutation(len(frame))].reset_index(drop=True)
    frame["record_id"] = [f"{name}-{n:07d}" for n in range(len(frame))]
    frame["first_seen"] = pd.to_datetime(frame["first_seen"])
    return Known(name, as_records(frame.drop(columns="entity")), frame.set_index("record_id")["entity"], once)


def _code(code: str | None, hand: Hand, rng: np.random.Generator) -> str | None:
    if code is None or rng.random() < hand.get("no_postcode", 0.0):
        return None
    if rng.random() < hand.get("wrong_postcode", 0.0):
        at = int(rng.integers(len(code)))
        letter = "ABDEFGHJLN"[int(rng.integers(10))] if code[at].isalpha() else str(int(rng.integers(10)))
        return code[:at] + letter + code[at + 1 :] if code[at] != " " else code
    return code


def written(true: pd.DataFrame, source: str, hand: Hand, rng: np.random.Generator, *, us: bool = False, phones: float = 0.0,
            form: int = 0, wrong_phone: float = 0.05, town: float = 1.0, date: str | None = None, placed: float = 0.0) -> list[tuple]:  # fmt: skip
    """The rows of one source: every business of `true` once, as this hand writes it."""
    rows = []
    for row in true.itertuples(index=False):
        lines = row.lines if rng.random() >= hand.get("no_town", 0.0) or len(row.lines) < 2 else row.lines[:-1]
        phone = None
        if rng.random() < phones:
            digits = row.phone if rng.random() >= wrong_phone else str(rng.integers(2 * 10**9, 9 * 10**9))
            phone = phone_by(digits, form)
        here = rng.random() < placed
        rows.append((
            source, name_by(row.name, hand, rng, us=us), address_by(lines, hand, rng), row.town if rng.random() < town else None, _code(row.postcode, hand, rng),
            phone, row.longitude if here else np.nan, row.latitude if here else np.nan, date, row.entity,
        ))  # fmt: skip
    return rows


def with_phones(true: pd.DataFrame, rng: np.random.Generator, shared: float = 0.05) -> pd.DataFrame:
    """A phone number each; some share that of a business before them."""
    phone = np.array([str(n) for n in rng.integers(2 * 10**9, 9 * 10**9, len(true))], dtype=object)
    same = np.flatnonzero(rng.random(len(true)) < shared)
    phone[same] = phone[np.maximum(same - 1, 0)]
    return true.assign(phone=phone)


def flats_above(true: pd.DataFrame, share: float, rng: np.random.Generator) -> pd.DataFrame:
    """The same businesses and, above some of them, somebody who lives there."""
    above = true[(rng.random(len(true)) < share) & true["lines"].map(lambda lines: lines[0][:1].isdigit())].copy()
    above["lines"] = [
        (f"{('Flat Above ', 'Flat 1, ', 'First Floor Flat, ', 'Flat A ')[int(rng.integers(4))]}{lines[0]}", *lines[1:])
        for lines in above["lines"]
    ]
    above["name"], above["entity"] = [person(rng) for _ in range(len(above))], above["entity"] + "-flat"
    return pd.concat([true, above], ignore_index=True)


def make_food_lists(
    count: int = 3000, seed: int = 1, *, sources: int = 4, share: float = 0.45, phones: float = 0.0
) -> Known:
    """Several partner lists of real food businesses, with recording errors, none complete."""
    rng = np.random.default_rng(seed)
    true = with_phones(neighbourhood(count, rng), rng)
    rows = []
    for n in range(sources):
        hand = habits(rng, PARTNER, 0.1) | {"no_town": float(rng.random() < 0.3), "upper": float(rng.random() < 0.4)}
        rows += written(
            true[rng.random(len(true)) < share],
            f"list{n}",
            hand,
            rng,
            phones=phones if n else 0.0,
            town=float(rng.random() < 0.6),
        )
    return known(f"food-lists-{seed}", rows, tuple(f"list{n}" for n in range(sources)), rng)


def make_food_years(
    count: int = 5000, seed: int = 2, *, renamed: float = 0.33, replaced: float = 0.05, edited: float = 0.12
) -> Known:
    """The food register at two dates: entries keep their address as written; some are renamed, edited, closed, or followed by a new entry at the place."""
    rng = np.random.default_rng(seed)
    true = neighbourhood(count, rng)
    chance = rng.random(len(true))
    late = true[chance > 0.12].copy()
    names = food_register()["name"].to_numpy(dtype=object)
    fresh = rng.random(len(late))
    new = fresh < renamed
    late.loc[new, "name"] = rng.choice(names, int(new.sum()))
    gone = (fresh >= renamed) & (fresh < renamed + replaced)
    late.loc[gone, "name"], late.loc[gone, "entity"] = (
        rng.choice(names, int(gone.sum())),
        [f"n{k}" for k in range(int(gone.sum()))],
    )
    early = true[(chance > 0.12) | (rng.random(len(true)) < 0.6)]
    touched = rng.random(len(late)) < edited
    hand = habits(rng, PARTNER, 0.3) | {"upper": 0.0, "owner": 0.0, "no_postcode": 0.02}
    rows = written(early, "reg2016", {}, rng, date="2016-05-01") + written(
        late[~touched], "reg2021", {}, rng, date="2021-05-01", placed=1.0
    )
    rows += written(late[touched], "reg2021", hand, rng, date="2021-05-01", placed=1.0)
    return known(f"food-years-{seed}", rows, ("reg2016", "reg2021"), rng)


# ---- practices of doctors


def make_practices(
    count: int = 3000, seed: int = 3, *, moved: float = 0.16, renamed: float = 0.42, sharing: float = 0.3
) -> Known:
    """A register of doctors' practices at two dates, only the rows that changed: in name, in how the address is written, or in place."""
    rng = np.random.default_rng(seed)
    _, streets, places = pool()
    street_of = rng.choice(streets, count)
    at = rng.integers(0, min(len(places), max(10, count // 12)), count)
    towns, codes = [places[i][0] for i in at], [places[i][1] for i in at]
    rows_true: list[dict] = []
    named: set[tuple[str, str]] = set()
    for n in range(count):
        if rows_true and rng.random() < sharing:
            host = rows_true[int(rng.integers(max(0, len(rows_true) - 40), len(rows_true)))]
            place = {k: host[k] for k in ("lines", "town", "postcode", "house")}
        else:
            house = _house(street_of[n], towns[n], rng)
            number = "" if rng.random() < 0.4 else f"{rng.integers(1, 300)} "
            lines = tuple(p for p in (house if rng.random() < 0.75 else "", f"{number}{street_of[n]}", towns[n]) if p)
            place = {"lines": lines, "town": towns[n], "postcode": _some_code(codes[n], rng), "house": house}
        name = _practice(place, street_of[n], rng)
        while rows_true and (name, place["postcode"]) in named:
            name = _practice(place, street_of[n], rng)
        named.add((name, place["postcode"]))
        rows_true.append({"entity": f"p{n}", "name": name, "longitude": np.nan, "latitude": np.nan} | place)
    true = with_phones(pd.DataFrame(rows_true), rng)
    late = true.copy()
    kind = rng.random(count)
    for n in range(count):
        row = rows_true[n]
        if kind[n] < moved:
            house = _house(str(rng.choice(streets)), row["town"], rng)
            late.at[n, "lines"] = (house, f"{rng.integers(1, 300)} {rng.choice(streets)}", row["town"])[
                int(rng.random() < 0.4) :
            ]
            late.at[n, "postcode"] = _some_code(row["postcode"].split()[0], rng)
            if rng.random() < 0.15:
                late.at[n, "name"] = _practice(late.loc[n], street_of[n], rng)
        elif kind[n] < moved + renamed:
            late.at[n, "name"] = _renamed(row, street_of[n], rng)
    rewritten = kind >= moved + renamed
    upper: Hand = {"upper": 1.0}
    hand: Hand = upper | {
        "short_street": 0.4,
        "drop_line": 0.25,
        "street_typo": 0.15,
        "no_number": 0.15,
        "short": 0.3,
        "building": 0.1,
        "range": 0.05,
        "wrong_postcode": 0.1,
    }
    both = rng.random(count)
    rows = written(true[both < 0.95], "gp2016", upper, rng, date="2016-05-01")
    rows += written(late[~rewritten & (both > 0.05)], "gp2019", upper, rng, date="2019-05-01", phones=1.0, form=3)
    rows += written(
        late[rewritten & (both > 0.05)], "gp2019", hand | {"short": 0.0}, rng, date="2019-05-01", phones=1.0, form=3
    )
    return known(f"practices-{seed}", rows, ("gp2016", "gp2019"), rng)


def _some_code(district: str, rng: np.random.Generator) -> str:
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    return f"{district} {rng.integers(1, 9)}{letters[int(rng.integers(20))]}{letters[int(rng.integers(20))]}"


def _house(street: str, town: str, rng: np.random.Generator) -> str:
    stem = street.rsplit(" ", 1)[0]
    forms = ("The Surgery", "The Health Centre", "The Medical Centre", f"{stem} Surgery", f"{town} Health Centre", f"{street} Surgery", f"{stem} Medical Centre",
             f"{town} Medical Centre", f"{stem} House", "Primary Care Centre", f"{town} Clinic")  # fmt: skip
    return forms[int(rng.integers(len(forms)))]


def _practice(place: object, street: str, rng: np.random.Generator) -> str:
    stem, town = street.rsplit(" ", 1)[0], place["town"]  # type: ignore[index]
    one, two = (SURNAMES[int(n)] for n in rng.integers(0, len(SURNAMES), 2))
    initials = "".join("ABCDGHJKMNPRST"[int(n)] for n in rng.integers(0, 14, 2))
    forms = (f"Dr {initials} {one}", f"Dr {one} & Partners", f"Drs {one} & {two}", f"Dr {initials} {one}'s Practice", f"{stem} Surgery", f"{town} Medical Practice", f"{street} Surgery",
             f"{town} Health Centre", f"{stem} Medical Centre", f"The {stem} Practice", f"{town} Group Practice", f"{stem} Medical Group", "The Surgery", "The Health Centre",
             f"{one} & Partners", f"{town} Surgery", f"{stem} Family Practice", f"{town} Walk-in Centre")  # fmt: skip
    if rng.random() < 0.3:
        return place["house"]  # type: ignore[index]
    return forms[int(rng.integers(len(forms)))]


def _renamed(row: dict, street: str, rng: np.random.Generator) -> str:
    """A new name: a partner replaced, a word changed, or another name altogether."""
    words = row["name"].split()
    chance = rng.random()
    if chance < 0.25 and len(words) > 1:
        swap = {
            "Surgery": "Medical Practice",
            "Practice": "Surgery",
            "Centre": "Group",
            "Group": "Partnership",
            "Medical": "Family",
            "Health": "Medical",
        }
        return " ".join(swap.get(word, word) for word in words)
    if chance < 0.4 and row["name"].startswith("Dr"):
        return row["name"].split("&")[0].strip() + f" & {SURNAMES[int(rng.integers(len(SURNAMES)))]}"
    return name_by(row["name"], {"drop_word": 0.6, "kind": 0.4}, rng) if chance < 0.55 else _practice(row, street, rng)


# ---- America


def american(
    count: int,
    rng: np.random.Generator,
    *,
    cities: int = 6,
    sharing: float = 0.03,
    brands: float = 0.05,
    names: np.ndarray | None = None,
) -> pd.DataFrame:
    """American businesses: `123 N. Main St.`, a city, a ZIP code, a phone of ten digits; some share a building, some a brand."""
    english, _, _ = pool()
    chosen = [US_CITIES[int(n)] for n in rng.integers(0, len(US_CITIES), cities)]
    given = rng.choice(np.array(english, dtype=object), count) if names is None else names
    brand = rng.choice(np.array(english, dtype=object), max(2, int(count * brands / 6)))
    streets = [f"{rng.choice(['', '', 'N. ', 'S. ', 'W. ', 'E. '])}{body} {rng.choice(['St.', 'Ave.', 'Blvd.', 'Rd.', 'Dr.', 'Pl.', 'Way'])}"
               for body in [*rng.choice(US_STREETS, max(10, count // 20)), *[_nth(int(n)) for n in rng.integers(2, 110, max(4, count // 60))]]]  # fmt: skip
    rows: list[dict] = []
    for n in range(count):
        name = given[n] if rng.random() >= brands else str(rng.choice(brand))
        if rows and rng.random() < sharing:
            host = rows[int(rng.integers(len(rows)))]
            keep = {k: host[k] for k in ("lines", "town", "postcode", "longitude", "latitude")}
            row = keep | {"phone": host["phone"] if rng.random() < 0.35 else _us_phone(host["phone"][:3], rng)}
        else:
            city, zip3, area = chosen[int(rng.integers(cities))]
            k = int(rng.integers(len(streets)))
            row = {"lines": (f"{rng.integers(1, 9900)} {streets[k]}", city), "town": city, "postcode": f"{zip3}{k % 40:02d}", "phone": _us_phone(area, rng),
                   "longitude": -87.7 + float(rng.normal(0, 0.1)), "latitude": 41.9 + float(rng.normal(0, 0.1))}  # fmt: skip
        rows.append(row | {"entity": f"u{n}", "name": name})
    return pd.DataFrame(rows)


def _nth(n: int) -> str:
    return f"{n}{'th' if 10 <= n % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


def _us_phone(area: str, rng: np.random.Generator) -> str:
    return f"{area}{rng.integers(200, 999)}{rng.integers(0, 9999):04d}"


def make_guides(seed: int = 4, count: int = 750, overlap: float = 0.15) -> Known:
    """Two short restaurant guides: city or quarter, phone, no ZIP code; cross streets in the address, a city or a hotel in the name."""
    rng = np.random.default_rng(seed)
    true = american(count, rng, cities=5, sharing=0.05)
    true["postcode"] = None
    side = np.array(["one"] * int(count * (0.5 - overlap / 2)) + ["both"] * int(count * overlap))
    side = np.concatenate([side, np.full(count - len(side), "other")])
    true = true.iloc[rng.permutation(count)].reset_index(drop=True)
    quarter = {
        city: [
            f"{w} {e}"
            for w, e in zip(rng.choice(US_STREETS, 5), ("Hills", "Village", "Park", "Heights", "Beach"), strict=True)
        ]
        for city in set(true["town"])
    }
    one = written(
        true[side != "other"],
        "guide_a",
        {"lower": 1.0, "no_town": 1.0},
        rng,
        us=True,
        phones=1.0,
        wrong_phone=0.0,
        form=1,
    )
    hand: Hand = {
        "lower": 1.0, "no_town": 1.0, "typo": 0.04, "drop_word": 0.1, "the": 0.12, "and": 0.4, "possessive": 0.15, "kind": 0.1, "short": 0.2, "short_street": 0.3,
        "wrong_number": 0.05, "street_typo": 0.05, "one_word": 0.03, "joined": 0.03,
    }  # fmt: skip
    other = written(true[side != "one"], "guide_b", hand, rng, us=True, phones=1.0, wrong_phone=0.04, form=0)
    for n, row in enumerate(other):
        name, address, town = row[1], row[2], row[3]
        if rng.random() < 0.2:
            address += f" {rng.choice(['between', 'at', 'near', 'off'])} {_nth(int(rng.integers(2, 90)))} {rng.choice(['st.', 'ave.', 'and broadway', 'sts.'])}"
        if rng.random() < 0.2:
            address = address.replace(" n. ", " ").replace(" s. ", " ").replace(" w. ", " ").replace(" e. ", " ")
        if rng.random() < 0.06:
            name = f"{name} ({town})" if rng.random() < 0.5 else f"{name} at the {rng.choice(US_STREETS).lower()}"
        if rng.random() < 0.3:
            town = str(rng.choice(quarter[town])).lower() if rng.random() < 0.7 else town + " city"
        other[n] = (row[0], name, address, town, *row[4:])
    return known(f"guides-{seed}", one + other, ("guide_a", "guide_b"), rng)


@cache
def _words() -> np.ndarray:
    return np.array(sorted({w for name in pool()[0] for w in name.split() if len(w) > 3 and w.isalpha()}), dtype=object)


OPERATORS = ("Catholic Charities", "Family Services", "Salvation Army", "YMCA", "Boys & Girls Club", "Public Schools", "Community Action Agency", "Settlement House", "City Colleges", "Lutheran Social Services", "Urban League", "Children's Home Society")  # fmt: skip
SITES = ("Child Care Center", "Day Care", "Early Learning Center", "Learning Academy", "Preschool", "Montessori School", "Head Start", "Elementary School", "Child Development Center", "Nursery School", "Center", "Family Center", "Academy", "Church")  # fmt: skip


def make_agencies(seed: int = 5, count: int = 700, sources: int = 9, *, one_city: bool = True) -> Known:
    """Lists of several agencies that name a site once or many times: by its own name, its operator's or its programme's."""
    rng = np.random.default_rng(seed)
    words = _words()
    names = []
    for _ in range(count):
        one, two = (str(words[int(k)]).title() for k in rng.integers(0, len(words), 2))
        stem = (
            one,
            f"{one} {two}",
            f"St. {person(rng).split()[0]}",
            person(rng),
            US_STREETS[int(rng.integers(len(US_STREETS)))],
        )[int(rng.integers(5))]
        names.append(f"{stem} {rng.choice(SITES)}")
    true = american(
        count,
        rng,
        cities=1 if one_city else 4,
        sharing=float(rng.choice([0.01, 0.03])),
        brands=0.02,
        names=np.array(names, dtype=object),
    )
    operator = np.array(
        [
            (*OPERATORS, person(rng), str(words[int(rng.integers(len(words)))]).title())[
                int(rng.integers(len(OPERATORS) + 2))
            ]
            for _ in range(max(4, count // 12))
        ],
        dtype=object,
    )
    owner = rng.integers(0, len(operator), count)
    run = rng.random(count) < rng.uniform(0.2, 0.6)
    head = [_us_phone("312", rng) for _ in operator]
    rows: list[tuple] = []
    listed = rng.random((sources, count)) < rng.uniform(0.1, 0.5, (sources, 1))
    ceilings: Hand = {"typo": 0.15, "drop_word": 0.15, "short": 0.7, "and": 0.5, "the": 0.1, "possessive": 0.3, "legal": 0.15, "kind": 0.05, "upper": 1.0, "short_street": 0.7, "wrong_number": 0.04, "street_typo": 0.08, "wrong_postcode": 0.06}  # fmt: skip
    for s in range(sources):
        hand = habits(rng, ceilings, 0.1) | {"no_town": 1.0, "upper": float(rng.random() < 0.3)}
        form, phones, codes = (
            int(rng.choice([0, 2, 3, 5])),
            float(rng.choice([0.0, 0.7, 0.97])),
            float(rng.choice([0.0, 0.95, 1.0], p=[0.15, 0.35, 0.5])),
        )
        style, often = rng.dirichlet([3.0, 1.0, 1.0, 0.5, 0.8]), rng.random() < 0.4
        for n in np.flatnonzero(listed[s]):
            row = true.iloc[n]
            for _ in range(int(min(18, rng.geometric(0.45))) if often and rng.random() < 0.5 else 1):
                kind = int(rng.choice(5, p=style)) if run[n] else int(rng.choice([0, 4], p=[0.85, 0.15]))
                boss = str(operator[owner[n]])
                name = (
                    row["name"],
                    f"{boss} - {row['name']}",
                    f"{boss} {row['name'].split()[0]}",
                    boss,
                    f"{row['name']} {rng.choice(['I', 'II', 'Head Start', 'Preschool', 'Program', 'Site'])}",
                )[kind]
                at = row["phone"] if not (run[n] and rng.random() < 0.15) else head[owner[n]]
                at = at if rng.random() > 0.05 else _us_phone("312", rng)
                street = row["lines"][0] if rng.random() > 0.12 else row["lines"][0].rsplit(" ", 1)[0]
                rows.append((f"agency{s}", name_by(name, hand, rng, us=True), address_by((street,), hand, rng), None,
                             _code(row["postcode"], hand, rng) if rng.random() < codes else None, phone_by(at, form) if rng.random() < phones else None,
                             np.nan, np.nan, None, row["entity"]))  # fmt: skip
    return known(f"agencies-{seed}", rows, (), rng)


def make_visits(seed: int = 6, count: int = 250, *, us: bool = True) -> Known:
    """Repeated visits to the same premises, one source: the same entry again, now and then written anew."""
    rng = np.random.default_rng(seed)
    true = (
        american(count, rng, cities=int(rng.integers(1, 5)), sharing=0.04, brands=float(rng.choice([0.0, 0.03, 0.1])))
        if us
        else with_phones(neighbourhood(count, rng), rng)
    )
    again: Hand = habits(
        rng,
        {"typo": 0.06, "legal": 0.1, "possessive": 0.1, "branch": 0.03, "short_street": 0.2, "upper": 0.4, "and": 0.1},
    ) | {"no_town": float(us)}
    rows = []
    phones = float(rng.choice([0.0, 0.8]))
    for n in range(len(true)):
        part = true.iloc[[n]].copy()
        for visit in range(int(rng.integers(1, 9))):
            hand = again if rng.random() < 0.25 else {"no_town": float(us)}
            rows += written(
                part,
                "inspections",
                hand,
                rng,
                us=us,
                phones=phones,
                wrong_phone=0.02,
                form=2,
                date=f"20{10 + visit}-03-01",
            )
    return known(f"visits-{seed}", rows, (), rng)


# ---- any world


def make_world(seed: int) -> Known:
    """A world whose traits are drawn at random: whose businesses, how many lists, which columns, what habits, once or often."""
    rng = np.random.default_rng(seed)
    us = rng.random() < 0.5
    count = int(rng.choice([150, 400, 900, 1500]))
    base = (
        american(
            count,
            rng,
            cities=int(rng.integers(1, 8)),
            sharing=float(rng.choice([0.0, 0.05, 0.2, 0.4])),
            brands=float(rng.choice([0.0, 0.1, 0.3])),
        )
        if us
        else with_phones(neighbourhood(count, rng), rng)
    )
    if rng.random() < 0.25:
        base["postcode"] = [None if us else code.split()[0] for code in base["postcode"]]
    once = rng.random() < 0.6
    base = flats_above(base, 0.06, rng)
    sources = int(rng.choice([2, 2, 3, 4, 6])) if once else int(rng.choice([1, 1, 2, 4, 9]))
    ceiling = {habit: min(1.0, most * float(rng.choice([0.2, 0.7, 1.5]))) for habit, most in PARTNER.items()}
    renamed = rng.random() < 0.25
    names = np.array(pool()[0], dtype=object)
    rows: list[tuple] = []
    for s in range(sources):
        hand = habits(rng, ceiling) | {
            "upper": float(rng.random() < 0.3),
            "no_town": float(rng.random() < 0.4),
            "no_postcode": float(rng.choice([0.0, 0.0, 0.1, 1.0])),
        }
        part = base[rng.random(len(base)) < rng.choice([0.2, 0.5, 0.8, 1.0])].copy()
        if s and renamed:
            new = rng.random(len(part)) < 0.2
            part.loc[new, "name"] = rng.choice(names, int(new.sum()))
        if not once:
            part = part.loc[
                part.index.repeat(np.minimum(rng.geometric(float(rng.choice([0.35, 0.6, 0.9])), len(part)), 15))
            ]
        rows += written(part, f"list{s}", hand, rng, us=us, phones=float(rng.choice([0.0, 0.0, 0.5, 0.95])), form=int(rng.integers(0, 4)),
                        wrong_phone=float(rng.choice([0.01, 0.1])), town=float(rng.choice([0.0, 0.5, 1.0])), placed=float(rng.choice([0.0, 0.0, 0.9])))  # fmt: skip
    return known(f"world-{seed}", rows, tuple(sorted({row[0] for row in rows})) if once else (), rng)
