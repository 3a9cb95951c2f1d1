"""Kinds of record sets that no model is trained on and no constant was chosen by: French and German lists that repeat themselves, a register beside
one three years older, lists of names and towns alone.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.benchmarks.linkage.datasets import Known, slipped
from tests.benchmarks.linkage.hands import Hand, habits
from tests.benchmarks.linkage.worlds import PARTNER, food_register, known, neighbourhood, written

FRENCH = {
    "trades": ("Boulangerie", "Pharmacie", "Café", "Restaurant", "Garage", "Boucherie", "Hôtel", "Brasserie", "Pâtisserie", "Fleuriste", "Épicerie", "Crêperie", "Coiffure", "Librairie"),
    "owners": ("Martin", "Lefèvre", "Moreau", "Girard", "Bénard", "Dupont", "Rousseau", "Chevalier", "François", "Guérin", "Müller", "Nguyen", "Benali", "Costa", "Le Goff", "Picard"),
    "names": ("de la Gare", "du Marché", "des Halles", "de l'Église", "du Pont", "Le Petit Prince", "Chez Mémé", "La Bonne Étoile", "Au Coin du Feu", "L'Escale", "Les Trois Rois", "Belle Époque", "du Centre", "Le Jardin d'Été", "La Cigogne", "Le Vieux Moulin"),
    "streets": ("rue de la République", "avenue du Général-de-Gaulle", "place de l'Église", "boulevard Voltaire", "rue Victor-Hugo", "rue des Écoles", "quai de la Fosse", "chemin des Prés", "rue Saint-Étienne", "avenue Jean-Jaurès", "impasse du Moulin", "rue du Faubourg-Saint-Antoine"),
    "towns": (("Rennes", "350"), ("Angers", "490"), ("Besançon", "250"), ("Saint-Étienne", "420"), ("Nîmes", "300"), ("Béziers", "345")),
    "short": {"avenue": "av.", "boulevard": "bd", "place": "pl.", "rue": "r.", "Saint-": "St "},
    "legal": ("SARL", "SAS", "EURL", "S.A.R.L."),
}  # fmt: skip
GERMAN = {
    "trades": ("Bäckerei", "Apotheke", "Gasthof", "Metzgerei", "Autohaus", "Friseur", "Café", "Blumenhaus", "Hotel", "Pizzeria", "Imbiss", "Konditorei", "Fahrschule", "Buchhandlung"),
    "owners": ("Müller", "Schäfer", "Weiß", "Köhler", "Jäger", "Großmann", "Schröder", "Yıldız", "Hoffmann", "Böhm", "Krüger", "Nowak", "Vogel", "Huber", "Fuchs", "Lang"),
    "names": ("zum Löwen", "am Markt", "zur Post", "zum Goldenen Hirsch", "am Bahnhof", "im Höfle", "Vier Jahreszeiten", "Bella Italia", "zur Mühle", "Alte Schmiede", "am Schloß", "Sonnenschein", "Rathaus", "zur Brücke", "Grüner Baum", "Edelweiß"),
    "streets": ("Hauptstraße", "Bahnhofstraße", "Schillerstraße", "Am Markt", "Lindenweg", "Goethestraße", "Königsallee", "Münchner Straße", "Kirchgasse", "Mühlenweg", "Dorfstraße", "Industriestraße"),
    "towns": (("Tübingen", "720"), ("Würzburg", "970"), ("Lübeck", "235"), ("Göttingen", "370"), ("Kempten", "874"), ("Fürth", "907")),
    "short": {"straße": "str.", "Straße": "Str.", "ß": "ss", "ü": "ue", "ö": "oe", "ä": "ae"},
    "legal": ("GmbH", "e.K.", "OHG", "GmbH & Co. KG"),
}  # fmt: skip
WITHOUT = str.maketrans("éèêëàâäôöûüùçîïÉÊß", "eeeeaaaoouuuciiEEs")


def make_abroad(seed: int, *, german: bool = False, count: int = 700, sources: int = 1) -> Known:
    """Businesses of six towns abroad, listed once to five times by hands that shorten, forget accents and slip; many share a street, some a house or a name."""
    rng = np.random.default_rng(seed)
    country = GERMAN if german else FRENCH
    rows: list[tuple] = []
    place = ("", "", "")
    for n in range(count):
        town, code = country["towns"][int(rng.integers(6))]
        trade, owner, sign = (str(rng.choice(country[part])) for part in ("trades", "owners", "names"))
        name = f"{trade} {owner if rng.random() < 0.5 else sign}" if rng.random() < 0.85 else f"{sign} {owner}"
        if n == 0 or rng.random() > 0.08:  # else in the house of the one before
            number = f"{rng.integers(1, 140)}{rng.choice([' bis', 'a', 'b', '', '', '', '', '', '', ''])}"
            street = str(rng.choice(country["streets"]))
            place = (
                f"{street} {number}" if german else f"{number}{rng.choice([',', ''])} {street}",
                f"{code}{rng.integers(0, 10 ** (5 - len(code))):02d}",
                town,
            )
        phone = f"0{rng.integers(1, 9)}{rng.integers(10**7, 10**8 - 1)}"
        for _ in range(int(rng.choice([1, 1, 1, 2, 2, 3, 5]))):
            rows.append((f"liste{rng.integers(sources)}", *_abroad(name, place, phone, country, rng), f"e{n}"))
    return known(f"{'de' if german else 'fr'}-{seed}", rows, (), rng)


def _abroad(name: str, place: tuple[str, str, str], phone: str, country: dict, rng: np.random.Generator) -> tuple:
    """name, address, town, postcode, phone, longitude, latitude, first_seen as one hand writes them."""
    address, code, town = place
    for word, short in country["short"].items():
        if rng.random() < 0.35:
            name, address = (name, address.replace(word, short)) if len(word) > 2 else (name.replace(word, short), address.replace(word, short))  # fmt: skip
    if rng.random() < 0.3:
        name, address, town = (text.translate(WITHOUT) for text in (name, address, town))
    if rng.random() < 0.15:
        name = f"{name} {rng.choice(country['legal'])}"
    if rng.random() < 0.1 and len(name.split()) > 2:
        name = " ".join(name.split()[1:])
    if rng.random() < 0.12:
        name = slipped(name, rng)
    if rng.random() < 0.08:
        address = slipped(address, rng)
    if rng.random() < 0.3:
        name, address, town = name.upper(), address.upper(), town.upper()
    return (
        name, address, town if rng.random() < 0.9 else None, code if rng.random() < 0.85 else None,
        phone if rng.random() < 0.35 else None, np.nan, np.nan, None,
    )  # fmt: skip


def make_older(seed: int, count: int = 3000) -> Known:
    """Two registers of different keepers, one three years older: some businesses closed, opened, moved or changed their name since, all are written anew."""
    rng = np.random.default_rng(seed)
    true = neighbourhood(count, rng)
    chance = rng.random(len(true))
    old, new = true[chance > 0.22], true[chance < 0.8].copy()
    elsewhere = new.sample(frac=1.0, random_state=seed)
    moved = rng.random(len(new)) < 0.08
    for column in ("lines", "town", "postcode"):
        values = new[column].to_numpy(dtype=object).copy()
        values[moved] = elsewhere[column].to_numpy(dtype=object)[moved]
        new[column] = values
    renamed = (rng.random(len(new)) < 0.1) & ~moved
    new.loc[renamed, "name"] = rng.choice(food_register()["name"].to_numpy(dtype=object), int(renamed.sum()))
    ceilings: Hand = PARTNER | {"owner": 0.02, "company": 0.1}
    rows = written(old, "older", habits(rng, ceilings, 0.2) | {"upper": 1.0}, rng, date="2022-01-01")
    rows += written(new, "newer", habits(rng, ceilings, 0.2) | {"upper": 0.0}, rng, date="2025-01-01")
    return known(f"older-{seed}", rows, ("newer", "older"), rng)


def make_names(seed: int, count: int = 2500) -> Known:
    """Two lists that tell a name and a town and nothing else; businesses of one name in one town are left out: nobody could tell them apart."""
    rng = np.random.default_rng(seed)
    true = neighbourhood(count, rng).dropna(subset=["town"])
    true = true[~true.duplicated(["name", "town"], keep=False)]
    ceilings: Hand = PARTNER | {"owner": 0.0, "one_word": 0.02, "no_town": 0.0}
    rows = []
    for source in ("one", "other"):
        part = true[rng.random(len(true)) < 0.6].assign(postcode=None)
        frame = pd.DataFrame(written(part, source, habits(rng, ceilings, 0.2), rng))
        frame[2] = None  # the address
        rows += list(frame.itertuples(index=False, name=None))
    return known(f"names-{seed}", rows, ("one", "other"), rng)
