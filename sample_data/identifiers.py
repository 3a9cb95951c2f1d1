"""Company numbers that cannot exist and telephone numbers that ring nowhere."""

from __future__ import annotations

import numpy as np
import pandas as pd

CITY_RANGES = ("0113 496", "0114 496", "0115 496", "0116 496", "0117 496", "0118 496", "0121 496",
               "0131 496", "0141 496", "0151 496", "0161 496", "0191 498", "020 7946")  # fmt: skip
PHONE_SHARE = 0.62
"""Share of businesses with a telephone while numbers last: there are 16,000, and nobody shares one by accident."""


def drama_numbers() -> list[str]:
    """Every number set aside for drama.

    Source:
        Ofcom, telephone numbers for use in TV and radio drama programmes.
    """
    numbers = [f"01632 960{last:03d}" for last in range(1000)]
    numbers += [f"07700 900{last:03d}" for last in range(1000)]
    numbers += [f"03069 990{last:03d}" for last in range(1000)]
    return numbers + [f"{start} 0{last:03d}" for start in CITY_RANGES for last in range(1000)]


def give_company_numbers(rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    """Companies get 'ZZ' and six digits; branches of a chain, and rows with the same company_key, share one."""
    key = np.where(frame["chain"] >= 0, "chain " + frame["chain"].astype(str), frame["company_key"])
    key = np.where(key == "", "own " + frame.index.astype(str), key)
    firms, first = pd.factorize(key)[0], int(frame["is_company"].sum()) + len(frame)
    numbers = rng.permutation(max(900_000, first + 1))[: firms.max() + 1] + 100_000
    texts = np.array([f"ZZ{number:06d}" for number in numbers % 1_000_000], dtype=object)
    numbered = frame.assign(company_number=np.where(frame["is_company"], texts[firms], ""))
    return _look_alike_pair(numbered)


def _look_alike_pair(frame: pd.DataFrame) -> pd.DataFrame:
    """The two 'Elite Nails' companies get numbers that differ in one digit."""
    left = frame.loc[frame["company_key"] == "elite-l", "company_number"].iloc[0]
    taken = set(frame["company_number"])
    near = next(text for text in (f"{left[:-1]}{digit}" for digit in range(10)) if text not in taken)
    return frame.assign(company_number=frame["company_number"].where(frame["company_key"] != "elite-r", near))


def give_phones(rng: np.random.Generator, frame: pd.DataFrame) -> np.ndarray:
    """A telephone each, until the drama numbers run out; rows with the same phone_key share theirs."""
    numbers = np.array(drama_numbers(), dtype=object)[rng.permutation(16_000)]
    told = frame["phone_key"].to_numpy()
    named = list(dict.fromkeys(told[told != ""]))
    shared = dict(zip(named, numbers[: len(named)], strict=True))
    phones = np.array([shared.get(key, "") for key in told], dtype=object)
    able = (frame["story"] == "").to_numpy() & (rng.random(len(frame)) < PHONE_SHARE)
    free = numbers[len(named) :]
    rows = rng.permutation(np.flatnonzero(able))[: len(free)]
    phones[rows] = free[: len(rows)]
    return phones
