"""Generated record sets: real words from public lists put together anew, then written down by several hands.

Each `make_*` returns a Known whose shape resembles one kind of data in LINKAGE.md's table. Seeded: the same seed, the same rows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd

from tests.benchmarks.linkage.datasets import SHARED, Known, as_records

STREET_TYPES = ("Street", "Road", "Avenue", "Lane", "Drive", "Close", "Place", "Way")
SHORT = {
    "Street": "St",
    "Road": "Rd",
    "Avenue": "Ave",
    "Lane": "Ln",
    "Drive": "Dr",
    "Boulevard": "Blvd",
    "North": "N",
    "South": "S",
    "West": "W",
    "East": "E",
}
US_STREETS = ["Main", "Oak", "Maple", "Cedar", "Elm", "Washington", "Lincoln", "Jefferson", "Madison", "Monroe", "Jackson", "Sunset", "Wilshire", "Peachtree", "Broadway", "Clark", "Halsted", "Ashland", "Western", "Damen", "Kedzie", "Cicero", "Pulaski", "Archer", "Michigan", "Wabash", "State", "Dearborn", "Park", "Lexington", "Bleecker", "Houston", "Canal", "Spring", "Prince", "Mercer", "Melrose", "Beverly", "Ventura", "Cahuenga", "Highland", "Fairfax", "Pico", "Olympic", "Figueroa", "Piedmont", "Roswell", "Ponce", "Cobb", "Marietta", "Lake", "Hill", "Forest", "River", "Mill", "Church"]  # fmt: skip
US_CITIES = (
    ("los angeles", "900", "213"),
    ("new york", "100", "212"),
    ("chicago", "606", "312"),
    ("atlanta", "303", "404"),
    ("las vegas", "891", "702"),
    ("san francisco", "941", "415"),
    ("brooklyn", "112", "718"),
    ("santa monica", "904", "310"),
)
US_KINDS = (
    "Restaurant",
    "Grill",
    "Cafe",
    "Deli",
    "Bistro",
    "Diner",
    "Bar & Grill",
    "Trattoria",
    "Steakhouse",
    "Kitchen",
    "House",
    "Pizza",
    "",
)
SURNAMES = [
    "Smith",
    "Jones",
    "Taylor",
    "Brown",
    "Williams",
    "Wilson",
    "Johnson",
    "Davies",
    "Patel",
    "Robinson",
    "Wright",
    "Thompson",
    "Evans",
    "Walker",
    "White",
    "Roberts",
    "Green",
    "Hall",
    "Wood",
    "Khan",
    "Ali",
    "Singh",
    "Begum",
    "Hussain",
    "Cooper",
    "Ward",
    "Turner",
    "Hill",
    "Moore",
    "Clark",
    "Lee",
    "King",
    "Baker",
    "Harris",
    "Morgan",
    "Allen",
    "Price",
    "Kaur",
    "Shah",
    "Hunt",
    "Reid",
    "Fox",
    "Grant",
    "Webb",
    "Gill",
    "Ford",
    "Stone",
    "Nash",
    "Frost",
    "Hale",
]


@cache
def pool() -> tuple[list[str], list[str], list[tuple[str, str]]]:
    """Names, streets and (town, postcode district) of the published Eat Out to Help Out list."""
    frame = pd.read_csv(next((SHARED / "others" / "hmrc").glob("*.csv")), dtype=str)
    names = sorted(frame["Name"].dropna().str.strip().unique())
    lines = pd.concat([frame["Line 1"], frame["Line 2"]]).dropna()
    streets = lines.str.extract(
        r"^(?:\d+[A-Za-z]?(?:-\d+)?,? )?([A-Z][A-Za-z' ]+ (?:Street|Road|Lane|Avenue|Hill|Way|Place|Square|Row|Parade|Gate))$"
    )[0]
    code = frame["Postcode"].str.upper().str.extract(r"^([A-Z]{1,2}\d[A-Z\d]?) ?\d[A-Z]{2}$")[0]
    places = pd.DataFrame({"town": frame["Town"].str.strip(), "code": code}).dropna().drop_duplicates()
    return names, sorted(streets.dropna().unique()), list(places.itertuples(index=False, name=None))


def businesses(
    count: int, rng: np.random.Generator, *, us: bool = False, brands: float = 0.12, shared_building: float = 0.1
) -> pd.DataFrame:
    """True businesses: name, number, street, town, postcode, phone; some are branches of brands, some share a building."""
    names, streets, places = pool()
    words = sorted({w for n in names for w in n.split() if len(w) > 3 and w.isalpha()})
    name = np.array(rng.choice(names, count), dtype=object)
    mixed = rng.random(count) < (0.5 if not us else 0.3)
    first = rng.choice(words, count)
    second = rng.choice(words, count)
    kinds = rng.choice(US_KINDS, count)
    for i in np.flatnonzero(mixed):
        name[i] = f"{first[i]} {second[i]} {kinds[i]}".strip()
    brand = rng.random(count) < brands
    brand_names = rng.choice(names, max(3, count // 200))
    name[brand] = rng.choice(brand_names, int(brand.sum()))
    town_count = max(3, min(len(places), count // 150))
    if us:
        at = rng.integers(0, len(US_CITIES), count)
        town = np.array([US_CITIES[i][0] for i in at], dtype=object)
        zip3 = np.array([US_CITIES[i][1] for i in at], dtype=object)
        area = np.array([US_CITIES[i][2] for i in at], dtype=object)
        street_count = max(20, count // 25)
        side = rng.choice(["", "", "N. ", "S. ", "W. ", "E. "], street_count)
        bodies = rng.choice(US_STREETS, street_count)
        nth = rng.random(street_count) < 0.15
        bodies = np.where(nth, [f"{n}th" for n in rng.integers(4, 99, street_count)], bodies)
        types = rng.choice(["St.", "Ave.", "Blvd.", "Rd.", "Dr.", "Pl.", "St.", "Ave."], street_count)
        street_pool = np.array([f"{a}{b} {c}" for a, b, c in zip(side, bodies, types, strict=True)], dtype=object)
        s = rng.integers(0, street_count, count)
        street = street_pool[s]
        code = np.array(
            [f"{z}{(hash_number(t, int(k)) % 40):02d}" for z, t, k in zip(zip3, town, s // 4, strict=True)],
            dtype=object,
        )
        number = rng.integers(1, 9900, count)
        phone = np.array([f"{a}-{rng.integers(200, 999)}-{rng.integers(0, 9999):04d}" for a in area], dtype=object)
    else:
        chosen = [places[i] for i in rng.choice(len(places), town_count, replace=False)]
        at = rng.integers(0, town_count, count)
        town = np.array([chosen[i][0] for i in at], dtype=object)
        district = np.array([chosen[i][1] for i in at], dtype=object)
        per_town = max(8, count // town_count // 6)
        s = rng.integers(0, per_town, count)
        offset = (at * 7919) % len(streets)
        street = np.array([streets[(o + k * 31) % len(streets)] for o, k in zip(offset, s, strict=True)], dtype=object)
        block = rng.integers(0, 3, count)
        letters = "ABDEFGHJLNPQRSTUWXYZ"
        code = np.array(
            [
                f"{d} {(k * 3 + b) % 9 + 1}{letters[(k * 7 + b) % 20]}{letters[(k * 3 + b * 11) % 20]}"
                for d, k, b in zip(district, s, block, strict=True)
            ],
            dtype=object,
        )
        number = block * 40 + rng.integers(1, 40, count)
        phone = np.array([f"01{200 + a % 700} {rng.integers(200000, 999999)}" for a in at], dtype=object)
    frame = pd.DataFrame(
        {
            "name": name,
            "number": number.astype(str),
            "street": street,
            "town": town,
            "postcode": code,
            "phone": phone,
            "unit": "",
        }
    )
    own = np.flatnonzero(rng.random(count) < shared_building)
    host = rng.integers(0, count, len(own))
    for column in ("number", "street", "town", "postcode"):
        values = frame[column].to_numpy(dtype=object).copy()
        values[own] = values[host]
        frame[column] = values
    frame.loc[own, "unit"] = [f"Unit {n}" for n in rng.integers(1, 30, len(own))]
    frame.loc[own[rng.random(len(own)) < 0.4], "unit"] = ""
    frame["entity"] = [f"e{i:07d}" for i in range(count)]
    return frame


def hash_number(text: str, more: int) -> int:
    return sum(ord(c) * 31**i for i, c in enumerate(text)) + more * 7


def typo(text: str, rng: np.random.Generator) -> str:
    """One slip of the pen: a letter dropped, doubled, changed or swapped with the next."""
    if len(text) < 4:
        return text
    at = int(rng.integers(1, len(text) - 1))
    kind = int(rng.integers(4))
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at] + text[at:]
    if kind == 2:
        return text[:at] + "abcdefghijklmnopqrstuvwxyz"[int(rng.integers(26))] + text[at + 1 :]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def write_name(name: str, rng: np.random.Generator, hand: dict[str, float]) -> str:
    """A name as a hand writes it; `hand` gives the chance of each habit."""

    def does(habit: str) -> bool:
        return rng.random() < hand.get(habit, 0.0)

    words = name.split()
    if does("owner"):
        return f"{'ABCDGHJKMNPRST'[int(rng.integers(14))]} {SURNAMES[int(rng.integers(len(SURNAMES)))]}"
    if does("drop_word") and len(words) > 2:
        words = words[:-1] if rng.random() < 0.7 else words[1:]
    out = " ".join(words)
    if does("typo"):
        out = typo(out, rng)
    if does("and"):
        out = out.replace(" and ", " & ") if " and " in out else out.replace(" & ", " and ")
    if does("trading_as"):
        out = f"{SURNAMES[int(rng.integers(len(SURNAMES)))]} {rng.choice(['Ltd', 'Limited', 'Enterprises Ltd', 'Leisure Ltd'])} {rng.choice(['t/a', 'trading as', 'T/A'])} {out}"
    elif does("legal"):
        out += rng.choice([" Ltd", " Limited", " LTD.", " Inc", " LLC"])
    if does("suffix"):
        out += rng.choice([" Restaurant", " Cafe", " & Bar", " Shop", " Centre", " Services"])
    if does("place_in_name"):
        out += " - " + rng.choice(["High Street", "Town Centre", "Station", "Main Branch"])
    return out.upper() if does("upper") else out


def write_address(row: object, rng: np.random.Generator, hand: dict[str, float]) -> tuple[str, str | None, str | None]:  # noqa: C901  a list of independent habits
    """Address, town and postcode as a hand writes them."""

    def does(habit: str) -> bool:
        return rng.random() < hand.get(habit, 0.0)

    number, street, town, code, unit = row.number, row.street, row.town, row.postcode, row.unit
    if does("wrong_number"):
        number = str(int(rng.integers(1, 150)))
    if does("range"):
        number = f"{number}-{int(number) + 2}"
    elif does("letter"):
        number = number + "AB"[int(rng.integers(2))]
    if does("no_number"):
        number = ""
    if does("short"):
        street = " ".join(SHORT.get(w, w) for w in street.split())
    if does("street_typo"):
        street = typo(street, rng)
    if does("no_unit"):
        unit = ""
    parts = [unit, f"{number}{',' if does('comma') else ''} {street}".strip()]
    if does("building"):
        parts.insert(
            0,
            rng.choice(
                [
                    "The Old Bakery",
                    "Crown House",
                    "The Coach House",
                    "Market Buildings",
                    "Victoria House",
                    "The Cottage",
                ]
            ),
        )
    if not does("no_town"):
        parts.append(town)
    address = (", " if rng.random() >= hand.get("no_comma", 0.0) else " ").join(p for p in parts if p)
    if does("upper"):
        address = address.upper()
    if does("wrong_postcode"):
        code = typo(code, rng).upper()
    return address, (None if does("no_town_column") else town), (None if does("no_postcode") else code)


CLEAN: dict[str, float] = {}
CARELESS = {
    "typo": 0.15, "drop_word": 0.12, "and": 0.3, "trading_as": 0.1, "legal": 0.15, "owner": 0.02, "suffix": 0.06, "short": 0.4, "comma": 0.3,
    "street_typo": 0.1, "no_postcode": 0.08, "wrong_postcode": 0.04, "building": 0.08, "no_number": 0.05, "wrong_number": 0.02, "range": 0.05, "letter": 0.03,
    "no_unit": 0.3, "no_town": 0.2, "upper": 0.4, "no_comma": 0.3, "place_in_name": 0.04,
}  # fmt: skip


def write(
    true: pd.DataFrame,
    source: str,
    rng: np.random.Generator,
    hand: dict[str, float],
    *,
    phone: float = 0.0,
    date: str | None = None,
) -> pd.DataFrame:
    """The records of one source."""
    rows = []
    for row in true.itertuples(index=False):
        address, town, code = write_address(row, rng, hand)
        digits = row.phone if rng.random() < phone else None
        if digits and rng.random() < 0.06:
            digits = digits[:-4] + f"{rng.integers(0, 9999):04d}"
        rows.append(
            (
                f"{source}-{row.entity}",
                source,
                write_name(row.name, rng, hand),
                address,
                town,
                code,
                digits,
                date,
                row.entity,
            )
        )
    return pd.DataFrame(
        rows, columns=["record_id", "source", "name", "address", "town", "postcode", "phone", "first_seen", "entity"]
    )


def known(name: str, parts: list[pd.DataFrame], once: tuple[str, ...], seed: int) -> Known:
    frame = pd.concat(parts, ignore_index=True).sample(frac=1, random_state=seed).reset_index(drop=True)
    frame["record_id"] = [f"{name}-{i:07d}" for i in range(len(frame))]
    frame["first_seen"] = pd.to_datetime(frame["first_seen"])
    return Known(name, as_records(frame.drop(columns="entity")), frame.set_index("record_id")["entity"], once)


def make_lists(
    count: int = 6000, seed: int = 1, *, us: bool = False, sources: int = 4, share: float = 0.45, phone: float = 0.0
) -> Known:
    """Several partner lists with recording errors, none complete."""
    rng = np.random.default_rng(seed)
    true = businesses(count, rng, us=us)
    parts = []
    for i in range(sources):
        hand = {habit: min(1.0, chance * float(rng.uniform(0.3, 1.7))) for habit, chance in CARELESS.items()}
        for habit in ("no_town_column", "no_town", "upper"):
            hand[habit] = float(rng.choice([0.0, 1.0], p=[0.6, 0.4]))
        parts.append(write(true[rng.random(count) < share], f"list{i}", rng, hand, phone=phone if i else 0.0))
    return known(f"lists{'-us' if us else ''}-{seed}", parts, tuple(f"list{i}" for i in range(sources)), seed)


def make_register(
    count: int = 8000, seed: int = 2, *, renamed: float = 0.1, gone: float = 0.15, edited: float = 0.15
) -> Known:
    """One register at two dates: entries keep their address as written; some are renamed, gone, new or edited."""
    rng = np.random.default_rng(seed)
    true = businesses(count, rng, shared_building=0.06)
    old = true[rng.random(count) > gone]
    late = true[rng.random(count) > gone].copy()
    other = businesses(count, rng)["name"].to_numpy(dtype=object)
    new_name = rng.random(len(late)) < renamed
    late.loc[new_name, "name"] = other[: int(new_name.sum())]
    old_rows = write(old, "reg2016", rng, {"upper": 0.0}, date="2016-05-01")
    new_rows = write(late, "reg2021", rng, {}, date="2021-05-01", phone=1.0)
    touched = np.flatnonzero(rng.random(len(new_rows)) < edited)
    hand = {
        "short": 0.5,
        "comma": 0.5,
        "building": 0.2,
        "typo": 0.2,
        "legal": 0.4,
        "street_typo": 0.1,
        "wrong_postcode": 0.05,
        "drop_word": 0.2,
        "no_unit": 0.3,
    }
    again = write(late.iloc[touched], "reg2021", rng, hand, date="2021-05-01", phone=1.0)
    new_rows.iloc[touched] = again.to_numpy()
    return known(f"register-{int(renamed * 100)}", [old_rows, new_rows], ("reg2016", "reg2021"), seed)


def make_changed(count: int = 4000, seed: int = 3) -> Known:
    """A health register at two dates, only the rows that changed: a new name at one address, or one name at a new address; shared buildings."""
    rng = np.random.default_rng(seed)
    true = businesses(count, rng, brands=0.02, shared_building=0.45)
    forms: tuple[Callable[[str, str], str], ...] = (
        lambda s, t: f"Dr {s} & Partners", lambda s, t: f"{t} Medical Centre", lambda s, t: f"The Surgery ({s})", lambda s, t: f"{t} Surgery",
        lambda s, t: f"{s} Practice", lambda s, t: f"{t} Health Centre", lambda s, t: f"Dr {s}'s Practice", lambda s, t: f"{t} Group Practice",
    )  # fmt: skip

    def named(at: int) -> str:
        form = forms[int(rng.integers(len(forms)))]
        return form(SURNAMES[int(rng.integers(len(SURNAMES)))], true["street"].iloc[at].rsplit(" ", 1)[0])

    true["name"] = [named(i) for i in range(count)]
    late = true.copy()
    moved = rng.random(count) < 0.55
    elsewhere = businesses(count, rng, shared_building=0.3)
    near = true.groupby("town").cumcount()
    for column in ("number", "street", "unit"):
        late.loc[moved, column] = elsewhere.loc[moved, column]
    late.loc[moved, "postcode"] = [
        c.rsplit(" ", 1)[0] + " " + rng.choice(["1AB", "2DE", "3FG", "4HJ", "5LN", "6PQ"])
        for c in late.loc[moved, "postcode"]
    ]
    renamed = ~moved | (rng.random(count) < 0.1)
    late.loc[renamed, "name"] = [
        named(i)
        if rng.random() < 0.6
        else write_name(true["name"].iloc[i], rng, {"drop_word": 0.6, "suffix": 0.5, "typo": 0.2})
        for i in np.flatnonzero(renamed)
    ]
    del near
    here = rng.random(count)
    parts = [
        write(true[here < 0.93], "gp2016", rng, {"upper": 1.0}),
        write(late[here > 0.07], "gp2019", rng, {"upper": 1.0}, phone=1.0),
    ]
    return known("changed", parts, ("gp2016", "gp2019"), seed)


def make_short_us(seed: int = 4) -> Known:
    """Two short lists of American restaurants: phone in both, no ZIP code."""
    rng = np.random.default_rng(seed)
    true = businesses(750, rng, us=True, brands=0.05, shared_building=0.02)
    hand = {
        "short": 0.3,
        "typo": 0.05,
        "drop_word": 0.2,
        "suffix": 0.12,
        "and": 0.3,
        "no_town": 1.0,
        "no_postcode": 1.0,
        "wrong_number": 0.03,
        "street_typo": 0.05,
    }
    parts = [
        write(true.iloc[:430], "guide_a", rng, {"no_town": 1.0, "no_postcode": 1.0}, phone=1.0),
        write(true.iloc[320:], "guide_b", rng, hand, phone=1.0),
    ]
    parts[1]["phone"] = parts[1]["phone"].str.replace("-", "/", n=1)
    return known("short-us", parts, ("guide_a", "guide_b"), seed)


def make_agencies_us(seed: int = 5) -> Known:
    """Nine American agency lists that repeat a site up to many times, with 7-digit phones and names that vary much."""
    rng = np.random.default_rng(seed)
    true = businesses(900, rng, us=True, brands=0.15, shared_building=0.03)
    true["town"], true["postcode"] = "Chicago", "606" + true["postcode"].str[3:]
    parts = []
    for i in range(9):
        hand = {h: min(1.0, c * float(rng.uniform(0.2, 1.4))) for h, c in CARELESS.items()} | {
            "no_town": 1.0,
            "no_town_column": 1.0,
            "owner": 0.0,
            "trading_as": 0.0,
            "range": 0.0,
        }
        hand["no_postcode"] = float(rng.choice([0.0, 0.1, 1.0], p=[0.5, 0.3, 0.2]))
        here = true[rng.random(len(true)) < rng.uniform(0.1, 0.45)]
        times = rng.choice([1, 1, 1, 1, 2, 3], len(here))
        part = write(
            here.loc[here.index.repeat(times)], f"agency{i}", rng, hand, phone=float(rng.choice([0.0, 0.6, 0.95]))
        )
        part["phone"] = part["phone"].str.replace("-", "").str[-7:]
        parts.append(part)
    return known("agencies-us", parts, (), seed)


def make_visits_us(seed: int = 6) -> Known:
    """Repeated visits to the same American premises, one source."""
    rng = np.random.default_rng(seed)
    true = businesses(250, rng, us=True)
    hand = {"upper": 0.0, "typo": 0.02, "legal": 0.05, "no_town": 1.0}
    times = rng.integers(1, 9, len(true))
    return known("visits-us", [write(true.loc[true.index.repeat(times)], "inspections", rng, hand)], (), seed)


def make_large(records: int, seed: int = 7) -> Known:
    """A county or a country of partner lists, for time and memory."""
    known_ = make_lists(int(records / 1.8), seed, sources=4, share=0.45, phone=0.3)
    return Known(f"generated-{records}", known_.records, known_.truth, known_.once)


SETS: dict[str, Callable[[], Known]] = {
    "lists": make_lists,
    "lists-us": lambda: make_lists(3000, 11, us=True, phone=0.5),
    "register-10": make_register,
    "register-33": lambda: make_register(8000, 12, renamed=0.33),
    "changed": make_changed,
    "short-us": make_short_us,
    "agencies-us": make_agencies_us,
    "visits-us": make_visits_us,
}
