"""The questions of the mapping wizard about the columns: what each is, how dates are written, what the words mean."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import streamlit as st

from loaders import Spec
from loaders.suggest import Suggestion, order
from loaders.words import CODED, likely
from pages.shared import fields, intake
from pages.shared.messages import counted, plain
from pipeline import draft, sheets
from pipeline.sheets import Sheet

SHOWN_VALUES = 3
SURE, MOSTLY = 0.8, 0.8


def mapping(sheet: Sheet, key: str) -> dict[str, str]:
    """Heading to field, as suggested and corrected; what we would not keep stands folded away below."""
    suggested = sheet.suggested.columns
    ours = [name for name, found in suggested.items() if found.field]
    chosen: dict[str, str] = {}
    numbers = {name: number for number, name in enumerate(suggested)}
    with st.container(border=True, gap="xsmall"):
        for name in ours:
            _row(sheet, name, suggested[name], f"wizard.{key}.{numbers[name]}", chosen)
        if not ours:
            st.caption("Nothing in this table looks like anything we keep. Say below which columns do.")
    others = [name for name in suggested if name not in ours and not sheets.is_blank(sheet, name)]
    if others:
        with st.expander(f"{counted(len(others), 'column')} we would not store", icon=":material/visibility_off:", expanded=not ours):  # fmt: skip
            for name in others:
                _row(sheet, name, suggested[name], f"wizard.{key}.{numbers[name]}", chosen)
    ordered = {name: chosen[name] for name in suggested if name in chosen}
    twice = {field for field in ordered.values() if list(ordered.values()).count(field) > 1}
    if twice:
        names = ", ".join(fields.LABELS[field] for field in sorted(twice))
        st.warning(f"Two columns are both: {names}. The first of them counts.", icon=":material/filter_2:")
    return ordered


def _row(sheet: Sheet, name: str, found: Suggestion, key: str, chosen: dict[str, str]) -> None:
    left, middle, right = st.columns([3, 3, 4], vertical_alignment="center")
    values = sheet.sample[name].str.strip().loc[lambda said: said != ""].drop_duplicates().head(SHOWN_VALUES)
    seen = "  ·  ".join(plain(shortened(value, 28)) for value in values) or "empty"
    left.markdown(f"**{plain(shortened(name, 80))}**  \n:small[:gray[{seen}]]")
    options = list(fields.LABELS)
    if found.field and found.field not in options:
        options.append(found.field)
    picked = middle.selectbox(
        f"What is {plain(shortened(name, 80))}?",
        options,
        options.index(found.field or fields.NOT_STORED),
        format_func=lambda code: fields.LABELS.get(code, code),
        key=key,
        label_visibility="collapsed",
    )
    colour = "green" if found.confidence >= SURE else "orange"
    share = f":{colour}-badge[{found.confidence:.0%}]" if found.field else ":gray-badge[not stored]"
    right.markdown(f"{share} :small[{plain(found.why)}]")
    if picked:
        chosen[name] = picked


def shortened(text: str, most: int) -> str:
    """Text on one line, cut where it is longer."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def kind(chosen: Mapping[str, str], key: str, instead_of: Spec | None) -> str:
    """`events` or `register`; a table with a date is of events until somebody says otherwise."""
    usual = instead_of.kind if instead_of else "events" if "event_date" in chosen.values() else "register"
    kinds = list(fields.KINDS)
    return str(st.radio("Each row is", kinds, kinds.index(usual), format_func=lambda code: fields.KINDS[code], key=f"wizard.kind.{key}.{usual}", horizontal=True))  # fmt: skip


def dates(
    sheet: Sheet, chosen: Mapping[str, str], key: str, instead_of: Spec | None, today: dt.date
) -> tuple[str, ...]:
    """The formats of the date column: the only ones that fit, or asked for where the values fit several orders."""
    dated = next((name for name, field in chosen.items() if field == "event_date"), None)
    intake.heading(3, "How dates are written")
    if dated is None:
        st.caption("No column is the date of the contact.")
        return ()
    ways = sheets.date_choices(sheet, dated, latest=today)
    heading = plain(shortened(dated, 80))
    if not ways:
        st.warning(f"No value of **{heading}** reads as a date in any order we know.", icon=":material/event_busy:")
        return ()
    if len(ways) == 1:
        read, filled = sheets.readable(sheet, dated, ways[0], latest=today)
        left = filled - read
        rest = f"; {left:,} {'is no date' if left == 1 else 'are no dates'} that can be believed" if left else ""
        is_counted = sheet.suggested.profiles[dated].share("day number") > MOSTLY
        written = "days as spreadsheets count them, as in 46351" if is_counted else fields.date_words(ways[0][0])
        st.markdown(
            f":material/event_available: **{heading}**: {plain(written)}. "
            f"{read:,} of {counted(filled, 'row')} read so, and in no other order{rest}."
        )
        return ways[0]
    value = sheets.example(sheet, dated, ways, latest=today)
    st.markdown(
        f":material/help: We cannot know: every date in **{heading}** fits more than one order, such as **{plain(value)}**. "
        "Ask the partner, or look at a row you know."
    )
    before = [order(way[0]) for way in ways].index(order(instead_of.date_formats[0])) if instead_of and order(instead_of.date_formats[0]) in [order(way[0]) for way in ways] else None  # fmt: skip
    picked = st.radio("The order is", list(range(len(ways))), before, format_func=lambda n: plain(fields.date_words(ways[n][0])), key=f"wizard.dates.{key}.{heading}")  # fmt: skip
    return ways[picked] if picked is not None else ()


def words(sheet: Sheet, chosen: Mapping[str, str], key: str, instead_of: Spec | None) -> dict[str, dict[str, str]]:
    """The partner's words for outcomes, kinds, roles and fields to our codes, as suggested and corrected; empty where one is none."""
    coded = [(field, name) for field in CODED for name, mapped in chosen.items() if mapped == field]
    found: dict[str, dict[str, str]] = {}
    if coded:
        intake.heading(4, "What the words mean", "Each word the partner uses, and what we take it for. A word like none we know is kept as sent and counts as not assessed.")  # fmt: skip
    for field, name in coded:
        before = draft.known_words(instead_of, field) if instead_of else {}
        said = sheets.words(sheet, name)
        found[field] = dict(before)
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{plain(shortened(name, 80))}**: {len(said)} {fields.CODED_WORDS[field]}")
            with st.grid(3, min_column_width=300, gap="small"):
                for number, (word, count) in enumerate(said):
                    place = f"wizard.{key}.{field}.{number}.{list(sheet.sample.columns).index(name)}"
                    lowered = " ".join(word.lower().split())
                    found[field][lowered] = _word(word, count, field, place, before.get(lowered))
    return found


def _word(word: str, count: int, field: str, key: str, before: str | None) -> str:
    """The code one word stands for, as suggested or corrected; empty where it is none."""
    labels, guess = fields.code_labels(field), likely(word, field)
    usual = before if before is not None else guess.code
    return str(
        st.selectbox(
            f"{plain(shortened(word, 60))} ({count:,})",
            list(labels),
            list(labels).index(usual) if usual in labels else 0,
            format_func=lambda code: labels[code],
            key=key,
            help=f"Like '{plain(guess.known)}' ({guess.likeness:.0%})" if guess.code else "No word we know is like it",
        )
    )
