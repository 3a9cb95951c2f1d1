"""How different hands write the same business down: habits as chances, applied to plain text."""

from __future__ import annotations

import re

import numpy as np

from tests.benchmarks.linkage.datasets import person, slipped

Hand = dict[str, float]
STREETS = {
    "Street": "St", "Road": "Rd", "Avenue": "Ave", "Lane": "Ln", "Drive": "Dr", "Boulevard": "Blvd", "Place": "Pl", "Square": "Sq", "Court": "Ct",
    "Industrial Estate": "Ind Est", "Shopping Centre": "Shopping Ctr", "North": "N", "South": "S", "West": "W", "East": "E", "Close": "Cl", "Saint": "St",
}  # fmt: skip
TRADES = {
    "Restaurant": "Rest", "Centre": "Ctr", "Center": "Ctr", "Services": "Svcs", "Medical": "Med", "Surgery": "Surg", "Practice": "Prac",
    "Partnership": "P'ship", "Association": "Assn", "Community": "Comm", "Development": "Dev", "Learning": "Lrng", "School": "Sch", "Saint": "St", "Company": "Co",
    "Brothers": "Bros", "Delicatessen": "Deli", "Manufacturing": "Mfg", "International": "Intl", "Department": "Dept", "University": "Univ",
}  # fmt: skip
KINDS_UK = (
    "Restaurant",
    "Cafe",
    "Takeaway",
    "Shop",
    "Stores",
    "Services",
    "Garage",
    "Hotel",
    "Public House",
    "Pharmacy",
    "Centre",
)
KINDS_US = ("Restaurant", "Cafe", "Grill", "Deli", "Market", "Store", "Shop", "Bar", "Bakery", "Center", "Kitchen")
LEGAL_UK, LEGAL_US = ("Ltd", "Limited", "LTD.", "PLC", "LLP"), ("Inc", "Inc.", "LLC", "Corp", "Co.", "Corporation")


def habits(rng: np.random.Generator, ceilings: Hand, least: float = 0.0) -> Hand:
    """A hand whose habits lie anywhere up to their ceilings, most of them low."""
    return {habit: ceiling * (least + (1 - least) * float(rng.random()) ** 1.5) for habit, ceiling in ceilings.items()}


def shorten(text: str, table: dict[str, str], rng: np.random.Generator, chance: float) -> str:
    """Words replaced by their short forms, or short forms by their words, some of the time."""
    for word, short in table.items():
        if word in text and rng.random() < chance:
            text = re.sub(rf"\b{word}\b", short + ("." if rng.random() < 0.3 and len(short) < 5 else ""), text)
    return text


def name_by(name: str, hand: Hand, rng: np.random.Generator, *, us: bool = False) -> str:  # noqa: C901  a list of independent habits
    """A name as this hand writes it."""

    def does(habit: str) -> bool:
        return bool(rng.random() < hand.get(habit, 0.0))

    def one(of: tuple[str, ...]) -> str:
        return of[int(rng.integers(len(of)))]

    if does("owner"):
        return person(rng)
    words = name.split()
    if does("drop_word") and len(words) > 1:
        words = words[:-1] if rng.random() < 0.7 else words[1:]
    if does("one_word") and len(words) > 2:
        words = words[: max(1, len(words) // 2)]
    if does("the"):
        words = (
            words[1:]
            if words[0].lower() == "the" and len(words) > 1
            else [*words, "(The)"]
            if rng.random() < 0.3
            else ["The", *words]
        )
    out = shorten(" ".join(words), TRADES, rng, hand.get("short", 0.0))
    if does("possessive"):
        out = (
            re.sub(r"[’']s\b", one(("s", "")), out)
            if re.search(r"[’']s\b", out)
            else re.sub(r"(\w{3})s\b", r"\1's", out, count=1)
        )
    if does("typo"):
        out = slipped(out, rng)
    if does("and"):
        out = out.replace(" and ", " & ") if " and " in out.lower() else out.replace(" & ", " and ")
    if does("joined"):
        out = out.replace(" ", "", 1) if rng.random() < 0.5 else out.replace(" ", "-", 1)
    if does("kind"):
        out += " " + one(KINDS_US if us else KINDS_UK)
    if does("company"):
        front = (
            person(rng).split()[-1]
            + " "
            + one(("Catering", "Enterprises", "Leisure", "Foods", "Group", "Holdings"))
            + " "
            + one(LEGAL_US if us else LEGAL_UK)
        )
        out = f"{front} {one(('t/a', 'T/A', 'trading as') if not us else ('dba', 'DBA', 'd/b/a'))} {out}"
    elif does("legal"):
        out += one((" ", ", ")) + one(LEGAL_US if us else LEGAL_UK)
    if does("branch"):
        out += one((" #", " No ", " ")) + str(int(rng.integers(2, 990)))
    return out.upper() if does("upper") else out.lower() if does("lower") else out


def address_by(lines: tuple[str, ...], hand: Hand, rng: np.random.Generator) -> str:
    """An address as this hand writes it: some lines left out, house numbers changed, words shortened."""

    def does(habit: str) -> bool:
        return bool(rng.random() < hand.get(habit, 0.0))

    kept = [
        line
        for at, line in enumerate(lines)
        if not (len(lines) > 1 and not re.search(r"\d", line) and does("drop_line")) and line
    ]
    kept = kept or list(lines)
    if does("building"):
        kept.insert(
            0,
            ("The Old Bakery", "Crown House", "The Cottage", "Market Buildings", "Victoria House", "Ground Floor")[
                int(rng.integers(6))
            ],
        )
    text = [shorten(line, STREETS, rng, hand.get("short_street", 0.0)) for line in kept]
    for at, line in enumerate(text):
        if not re.search(r"\d", line):
            continue
        if does("wrong_number"):
            line = re.sub(r"\d+", lambda m: str(max(1, int(m[0][:9]) + int(rng.integers(-20, 20)))), line, count=1)
        if does("range"):
            line = re.sub(r"^(\d+)\b(?!-)", lambda m: f"{m[1]}-{int(m[1][:9]) + 2}", line)
        if does("letter"):
            line = re.sub(r"^(\d+)\b", r"\1A", line)
        if does("no_number"):
            line = re.sub(r"^\d+[A-Za-z]?(-\d+)? ", "", line)
        text[at] = line
    if does("street_typo"):
        at = int(rng.integers(len(text)))
        text[at] = slipped(text[at], rng)
    out = (" " if does("no_comma") else ", ").join(text)
    return out.upper() if does("upper") else out.lower() if does("lower") else out


def phone_by(digits: str, form: int) -> str:
    """Ten digits as this list writes them."""
    a, b, c = digits[:3], digits[3:6], digits[6:]
    return (
        f"{a}-{b}-{c}",
        f"{a}/{b}-{c}",
        f"({a}) {b}-{c}",
        f"{a}{b}{c}",
        f"{a}.{b}.{c}",
        f"{b}{c}",
        f"+1 {a} {b} {c}",
    )[form]
