"""A file of every company there is, streamed: how long, and how much memory.

Run: python -m tests.benchmarks.companies [--companies 5500000]
The invented file has the headings of Companies House's BasicCompanyData and no company that exists.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.ingest import alone, ingest_it

HEADINGS = (
    "CompanyName, CompanyNumber,RegAddress.CareOf,RegAddress.POBox,RegAddress.AddressLine1, RegAddress.AddressLine2,"
    "RegAddress.PostTown,RegAddress.County,RegAddress.Country,RegAddress.PostCode,CompanyCategory,CompanyStatus,CountryOfOrigin,"
    "DissolutionDate,IncorporationDate,Accounts.AccountRefDay,Accounts.AccountRefMonth,Accounts.NextDueDate,"
    "Accounts.LastMadeUpDate,Accounts.AccountCategory,Returns.NextDueDate,Returns.LastMadeUpDate,SICCode.SicText_1,"
    "SICCode.SicText_2,SICCode.SicText_3,SICCode.SicText_4,URI,PreviousName_1.CONDATE, PreviousName_1.CompanyName"
)
SIC = (
    "45200 - Maintenance and repair of motor vehicles",
    "56103 - Take-away food shops",
    "96020 - Hairdressing",
    "62012 - Software",
)
UNIT = "ABDEFGHJLNPQRSTUWXYZ"
MOST_GB = 2.0


def write(path: Path, companies: int) -> None:
    with path.open("w", encoding="utf8", newline="") as out:
        out.write(HEADINGS + "\r\n")
        for n in range(companies):
            unit = UNIT[n % 20] + UNIT[n // 20 % 20]
            out.write(
                f'"SYNTHETIC COMPANY {n} LTD",ZZ{n:06},,,"{n % 300} HIGH STREET",,TOWN {n % 900},ESSEX,ENGLAND,CM{n % 24} {n // 400 % 10}{unit},'
                f"Private Limited Company,Active,United Kingdom,,{n % 28 + 1:02}/{n % 12 + 1:02}/{2000 + n % 25},31,12,"
                f'30/09/2027,31/12/2025,MICRO ENTITY,,,"{SIC[n % 4]}",,,,http://business.example/{n},,\r\n'
            )


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--companies", type=int, default=5_500_000)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "BasicCompanyDataAsOneFile.csv"
        write(path, chosen.companies)
        print(f"{chosen.companies:,} companies, {path.stat().st_size / 1e9:,.2f} GB", flush=True)
        found = alone(ingest_it, path)
    print(
        f"ingest {found['seconds']:.0f} s  processor {found['processor seconds']:.0f} s  peak {found['peak GB']:.2f} GB (at most {MOST_GB:g} is wanted)"
    )
    print(
        f"read {found['read']:,} = kept {found['kept']:,} + quarantined {found['quarantined']:,} + unchanged {found['unchanged']:,}"
    )
    return 0 if found["peak GB"] < MOST_GB else 1


if __name__ == "__main__":
    sys.exit(main())
