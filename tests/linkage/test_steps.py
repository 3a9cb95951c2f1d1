"""Every normalisation step does what its examples say."""

import duckdb
import pytest

from linkage import steps
from linkage.words import spell

ALL = [step for step in vars(steps).values() if isinstance(step, steps.Step)]
ALL += list(steps.POSTCODE_STEPS)
CASES = [(step, before, after) for step in ALL for before, after in step.examples]


@pytest.fixture(scope="module")
def con():
    with duckdb.connect() as con:
        yield con


def run(con, chain, text):
    return con.execute(f"SELECT {steps.compose(chain, 'x')} FROM (SELECT ? AS x)", [text]).fetchone()[0]


@pytest.mark.parametrize(("step", "before", "after"), CASES, ids=[f"{s.name}: {b}" for s, b, _ in CASES])
def test_step_turns_before_into_after(con, step, before, after):
    assert run(con, [step], before) == after


def test_every_step_has_an_example():
    assert [step.name for step in ALL if not step.examples] == []


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("Marksmart Ltd/ta akash balti tandoori restaurant", "MARKSMART| AKASH BALTI TANDOORI RESTAURANT"),
        ("The R.S.P.C.A. Shop", "THE RSPCA SHOP"),
        ("J D Wetherspoon PLC", "JD WETHERSPOON"),
        ("Smith & Sons Ltd.", "SMITH AND SONS"),
        ("東京 Ramen", "東京 RAMEN"),
    ],
)
def test_a_name_goes_through_all_steps(con, written, normal):
    assert run(con, steps.NAME_STEPS, written).strip() == normal


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("co91ht", "CO9 1HT"),
        ("C0 9 1HT", "CO9 1HT"),
        ("CM1 IAB", "CM1 1AB"),
        ("60614-1234", "60614"),
        ("CM1", "CM1"),
        ("75008", "75008"),
    ],
)
def test_a_postcode_goes_through_all_steps(con, written, normal):
    assert run(con, steps.POSTCODE_STEPS, written) == normal


def test_plurals_and_spellings_become_one_word():
    assert spell("TIRES", {"TIRE": "TYRE", "TIRES": "TYRE"}, singular=True) == "TYRE"
    assert spell("GLASS", {}, singular=True) == "GLASS"
