"""Small named steps that bring text into one form: each is an SQL expression and the examples that show what it does.

DuckDB runs a step over a whole column at once, which keeps a million records inside half a minute. `{x}` stands for the
text. A step changes one thing; the order of the lists is the order in which they run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linkage.vocabulary import alternation, mapping, words

UK_POSTCODE = r"\b([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][ABD-HJLNP-UW-Z]{2})\b"


@dataclass(frozen=True)
class Step:
    """One change to a text.

    Attributes:
        name: what the step does, in a few words.
        sql: expression over `{x}`.
        examples: (before, after) pairs; tests run every one.
    """

    name: str
    sql: str
    examples: tuple[tuple[str, str], ...]


def compose(steps: Sequence[Step], column: str) -> str:
    """One SQL expression that runs all steps, in order, over a column."""
    expression = column
    for step in steps:
        expression = step.sql.replace("{x}", expression)
    return expression


def _replace(pattern: str, to: str) -> str:
    quoted = pattern.replace("'", "''")
    return f"regexp_replace({{x}}, '{quoted}', '{to}', 'g')"


_UNITS = "|".join(word for word, kind in mapping("unit_words").items())
_MARKERS = alternation(words("name_markers"))
_LEGAL = alternation(words("legal_forms"))
_BARE = alternation(words("name_dropped"))
_COUNTIES = alternation(words("counties"))

UPPER = Step(
    "capitals without accents",
    "replace(replace(upper(strip_accents(translate(replace({x}, 'ß', 'ss'), 'øØłŁđĐı', 'oOlLdDi'))), 'Æ', 'AE'), 'Œ', 'OE')",
    (
        ("Café Zoë", "CAFE ZOE"),
        ("Smørrebrød", "SMORREBROD"),
        ("Żabka Łódź", "ZABKA LODZ"),
        ("L'œuf", "L'OEUF"),
        ("大阪 寿司", "大阪 寿司"),
    ),
)
APOSTROPHES = Step(
    "apostrophes closed up",
    _replace("['’‘`´ʼ]", ""),
    (("KENNY'S", "KENNYS"), ("CAFE ROUGE’S", "CAFE ROUGES")),
)
AMPERSAND = Step(
    "& and + become AND",
    _replace(r"\s*[&+]\s*", " AND "),
    (("FISH & CHIPS", "FISH AND CHIPS"), ("B&M", "B AND M")),
)
DOTTED_INITIALS = Step(
    "full stops after initials dropped",
    _replace(r"\b([A-Z])\.", "\\1"),
    (("J.D. WETHERSPOON", "JD WETHERSPOON"), ("ST. MARY", "ST. MARY")),
)
NAME_MARKERS = Step(
    "another name begins: t/a, formerly, brackets, @, a spaced dash",
    "regexp_replace(regexp_replace({x}, "
    rf"'(^|[^A-Z0-9])({_MARKERS})([^A-Z0-9]|$)', '\1|\3', 'g'), '[()\[\]]| [-–—] |:|;', '|', 'g')",
    (
        ("MARKSMART LTD T/A AKASH", "MARKSMART LTD | AKASH"),
        ("LTD/TA AKASH", "LTD/TA AKASH"),
        ("COSTA (STATION)", "COSTA |STATION|"),
        ("ELIOR @ BAXTER", "ELIOR | BAXTER"),
        ("BOOTS - HIGH STREET", "BOOTS|HIGH STREET"),
    ),
)
STUCK_MARKERS = Step(
    "t/a written without its blanks or its stroke",
    _replace(r"(/TA| TA/| T ?/ ?A | T\.A\.? )", "|"),
    (("LTD/TA AKASH", "LTD| AKASH"), ("X T / A Y", "X|Y")),
)
BRANCH_NUMBERS = Step(
    "branch and store numbers dropped",
    _replace(r"(#\s?[0-9]+|\b(STORE|BRANCH|SITE)( NO)?\.? ?[0-9]+\b|\b[0-9]{4,}\b)", " "),
    (("SUBWAY #20417", "SUBWAY  "), ("TESCO STORE 2231", "TESCO  "), ("STUDIO 54", "STUDIO 54")),
)
PUNCTUATION = Step(
    "everything but letters, digits and the bar becomes a blank",
    _replace(r"[^\pL\pN|]+", " "),
    (("TOP-NOTCH, CARS.", "TOP NOTCH CARS "), ("A|B", "A|B")),
)
INITIALS = Step(
    "initials closed up",
    "regexp_replace(regexp_replace({x}, '\\b([A-Z]) ([A-Z]) ([A-Z])\\b', '\\1\\2\\3', 'g'), "
    "'\\b([A-Z]) ([A-Z])\\b', '\\1\\2', 'g')",
    (("J D MOTORS", "JD MOTORS"), ("A B C TAXIS", "ABC TAXIS"), ("R S P C A", "RSP CA")),
)
LEGAL_FORM = Step(
    "legal form at the end taken off",
    rf"replace(regexp_replace(regexp_replace(regexp_replace({{x}}, '(^|\|) *({_BARE}) ({_LEGAL}) *(\||$)', '\1\2_\3\4', 'g'),"
    rf" ' (AND )?({_LEGAL}) *(\||$)', '\3', 'g'), ' ({_LEGAL}) *(\||$)', '\2', 'g'), '_', ' ')",
    (
        ("SMITH LTD", "SMITH"),
        ("SMITH CO LTD", "SMITH"),
        ("VOGEL GMBH AND CO KG", "VOGEL"),
        ("SMITH LTD | AKASH", "SMITH| AKASH"),
        ("LTD", "LTD"),
        ("THE CO", "THE CO"),
        ("SERENITY SPA", "SERENITY SPA"),
    ),
)
NAME_STEPS = (
    UPPER,
    APOSTROPHES,
    AMPERSAND,
    DOTTED_INITIALS,
    NAME_MARKERS,
    STUCK_MARKERS,
    BRANCH_NUMBERS,
    PUNCTUATION,
    LEGAL_FORM,
    INITIALS,
)

NO_POSTCODE = Step(
    "a postcode inside the address dropped",
    _replace(UK_POSTCODE, " "),
    (("12 HIGH ST CM1 1AB", "12 HIGH ST  "), ("12 HIGH ST", "12 HIGH ST")),
)
REAR = Step(
    "rear of, adjacent to, in one form",
    "regexp_replace(regexp_replace({x}, '\\b(REAR OF|R/O|AT REAR|TO REAR|THE REAR|REAR)\\b', 'REAR', 'g'), "
    "'\\b(ADJACENT TO|ADJACENT|ADJ TO|ADJ|ADJOINING|OPPOSITE|OPP|NEXT TO|NEAR)\\b', 'ADJ', 'g')",
    (("REAR OF 12", "REAR 12"), ("R/O 12", "REAR 12"), ("OPP THE GREEN", "ADJ THE GREEN")),
)
FLOORS = Step(
    "floors dropped: not a house number",
    "regexp_replace({x}, '\\b(GROUND|GND|GRD|BASEMENT|LOWER GROUND|UPPER|TOP|[1-9](ST|ND|RD|TH)|FIRST|SECOND|THIRD|FOURTH|FIFTH)"
    " (FLOOR|FLR|FL)S?\\b', ' ', 'g')",
    (("1ST FLOOR 12", "  12"), ("GROUND FLOOR, 3", " , 3")),
)
NUMBER_WORDS = Step(
    "No. before a number dropped",
    _replace(r"\b(NO|NOS|NUMBER|NUM)\.? ?([0-9])", "\\2"),
    (("NO. 12", "12"), ("NO 5", "5")),
)
RANGES = Step(
    "number ranges closed up",
    _replace(r"\b([0-9]+[A-Z]?) ?(?:-|–|—|/|TO|AND) ?([0-9]+[A-Z]?)\b", "\\1-\\2"),
    (("12 - 14 HIGH ST", "12-14 HIGH ST"), ("12/14", "12-14"), ("20A - 22", "20A-22"), ("12 AND 14", "12-14")),
)
SPLIT_SUFFIX = Step(
    "a letter after the house number closed up",
    _replace(r"\b([0-9]+) ([A-D])\b([^0-9A-Z]+[A-Z])", "\\1\\2\\3"),
    (("12 A HIGH ST", "12A HIGH ST"),),
)
COUNTIES = Step(
    "a county name at the end dropped",
    rf"regexp_replace({{x}}, '[, ]+({_COUNTIES})[ .,]*$', '')",
    (("HIGH ST, LEWES, EAST SUSSEX", "HIGH ST, LEWES"), ("ESSEX RD, LONDON", "ESSEX RD, LONDON")),
)
UNIT_NUMBERS = Step(
    "unit, flat, suite and its number taken out",
    rf"regexp_replace(regexp_replace({{x}}, '\b({_UNITS})S?\.? ?(NO\.? ?)?#? ?([A-Z]{{0,2}}[0-9]+[A-Z]?|[A-Z])"
    r"(([-&/,]| AND | TO )+[A-Z]?[0-9]+[A-Z]?)?\b', ' ', 'g'), '#\s?[A-Z]?[0-9]+[A-Z]?', ' ', 'g')",
    (
        ("UNIT 5A, 12 HIGH ST", " , 12 HIGH ST"),
        ("12 HIGH ST STE 200", "12 HIGH ST  "),
        ("FLAT B 3 ROW", "  3 ROW"),
        ("12 MAIN ST #4B", "12 MAIN ST  "),
        ("SHOP ROW", "SHOP ROW"),
    ),
)
COMPOUND_STREETS = Step(
    "a street's name grown together with the word for street",
    _replace(r"([\pL]{3})STRASSE\b", "\\1STR"),
    (("HAUPTSTRASSE 12", "HAUPTSTR 12"), ("HAUPTSTR. 12", "HAUPTSTR. 12"), ("STRASSE 12", "STRASSE 12")),
)
ADDRESS_STEPS = (
    UPPER,
    COMPOUND_STREETS,
    APOSTROPHES,
    AMPERSAND,
    DOTTED_INITIALS,
    NO_POSTCODE,
    COUNTIES,
    REAR,
    FLOORS,
    NUMBER_WORDS,
    RANGES,
    SPLIT_SUFFIX,
)

_DIRECTION = r"(?:(?:N|S|E|W|NE|NW|SE|SW|NORTH|SOUTH|EAST|WEST)\b\.? *)?"
STREET_WORD = Step(
    "the word that tells the street, beside the house number",
    "coalesce("
    + ", ".join(
        f"nullif(regexp_extract({{x}}, '{pattern}', 1), '')"
        for pattern in (
            rf"\b[0-9]+[A-Z]?(?:-[0-9]+[A-Z]?)? +{_DIRECTION}([\pL\pN]{{2,}})",
            r"(?:^|,) *([\pL]{2,})[^,0-9]*[ .][0-9]+[A-Z]? *(?:,|$)",
            rf"\b[0-9]+[A-Z]?(?:-[0-9]+[A-Z]?)? *, *{_DIRECTION}([\pL\pN]{{2,}})",
        )
    )
    + ", '')",
    (
        ("CROWN HOUSE, 12 HIGH ST, WITHAM", "HIGH"),
        ("123 N. MAIN ST", "MAIN"),
        ("HAUPTSTR. 12, BERLIN", "HAUPTSTR"),
        ("12, HIGH ST", "HIGH"),
        ("THE GREEN", ""),
    ),
)

PHONE = Step(
    "the last nine digits, without country, trunk zero or extension",
    "CASE WHEN length(regexp_replace({x}, '(?i)(x|ext).*$|[^0-9]', '', 'g')) >= 7"
    " THEN right(regexp_replace({x}, '(?i)(x|ext).*$|[^0-9]', '', 'g'), 9) END",
    (
        ("+44 (0)1632 960123", "632960123"),
        ("01632 960 123 ext 4", "632960123"),
        ("(212) 555-0142", "125550142"),
        ("5550142", "5550142"),
    ),
)
COMPANY_NUMBER = Step(
    "eight characters, zeros in front",
    "CASE WHEN regexp_replace(upper({x}), '[^A-Z0-9]', '', 'g') = '' THEN NULL"
    " WHEN regexp_matches(regexp_replace(upper({x}), '[^A-Z0-9]', '', 'g'), '^[0-9]{1,8}$')"
    " THEN lpad(regexp_replace(upper({x}), '[^0-9]', '', 'g'), 8, '0')"
    " WHEN regexp_matches(regexp_replace(upper({x}), '[^A-Z0-9]', '', 'g'), '^[A-Z]{2}[0-9]{1,6}$')"
    " THEN substr(regexp_replace(upper({x}), '[^A-Z0-9]', '', 'g'), 1, 2)"
    " || lpad(regexp_replace(upper({x}), '[^0-9]', '', 'g'), 6, '0')"
    " ELSE regexp_replace(upper({x}), '[^A-Z0-9]', '', 'g') END",
    (("1234567", "01234567"), ("sc 12345", "SC012345"), ("OC301540", "OC301540")),
)
UPRN = Step(
    "digits without zeros in front",
    "nullif(regexp_replace(regexp_replace({x}, '\\.0$', ''), '^0+|[^0-9]', '', 'g'), '')",
    (("010023456789", "10023456789"), ("10023456789.0", "10023456789")),
)
POSTCODE_STEPS = (
    Step(
        "letters and digits only",
        "regexp_replace(upper({x}), '[^A-Z0-9]', '', 'g')",
        (("cm1 1ab", "CM11AB"), ("60614-1234", "606141234")),
    ),
    Step(
        "zero for O and one for I in the area",
        "regexp_replace(regexp_replace(regexp_replace({x}, '^([ACDFHIJKOPQRTUVXYZ])0([0-9])', '\\1O\\2'),"
        " '^0([A-Z])', 'O\\1'), '^1([A-Z])', 'I\\1')",
        (("C091HT", "CO91HT"), ("0X11AA", "OX11AA"), ("1G11AA", "IG11AA"), ("SS09ZZ", "SS09ZZ")),
    ),
    Step(
        "O and I for digits before the last two letters",
        "regexp_replace(regexp_replace({x}, '^([A-Z]{1,2}[0-9][A-Z0-9]?)O([A-Z]{2})$', '\\10\\2'),"
        " '^([A-Z]{1,2}[0-9][A-Z0-9]?)[IL]([A-Z]{2})$', '\\11\\2')",
        (("CM1OAB", "CM10AB"), ("CM1IAB", "CM11AB")),
    ),
    Step(
        "a blank before the last three, five digits of a ZIP code",
        "regexp_replace(regexp_replace({x}, '^([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})$', '\\1 \\2'),"
        " '^([0-9]{5})[0-9]{4}$', '\\1')",
        (("CM11AB", "CM1 1AB"), ("606141234", "60614"), ("CM1", "CM1")),
    ),
)
