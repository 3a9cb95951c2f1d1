"""The mapping wizard: a file nobody has seen, a suggestion for each column, and what it would come to before it is kept."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

import codes
from loaders import LoadError
from loaders.suggest import Suggestion
from loaders.words import CODED, likely
from pages.shared import fields, intake, state
from pages.shared.mapped import show_preview
from pages.shared.messages import plain
from pipeline import draft, layouts
from pipeline.draft import Draft, Sheet
from pipeline.examine import Examined
from store import audit
from store.access import Scope

SHOWN_ROWS = 6
SHOWN_VALUES = 3
SURE = 0.8
USUAL_TYPES = ("INSPECTION", "COMPLAINT", "INCIDENT", "NOTICE", "LICENCE_GRANTED", "REGISTRATION")


def wizard(scope: Scope, file: UploadedFile, looked: Examined) -> None:
    """Map one file, show what it would come to, keep the layout and load."""
    key = looked.sha256[:12]
    st.header(f"Map {plain(looked.name)}", anchor=False)
    sheet = _sheet(looked, key)
    intake.heading(1, "First rows", f"Headings on line {sheet.header + 1}, {len(sheet.sample):,} rows looked at.")
    st.dataframe(sheet.sample.head(SHOWN_ROWS), hide_index=True, key=f"wizard.rows.{key}")
    intake.heading(2, "What each column is", "Suggested from the heading and from the values. Correct what is wrong.")
    mapping = _mapping(sheet, key)
    kind = st.radio("Each row is", list(fields.KINDS), format_func=lambda code: fields.KINDS[code], key=f"wizard.kind.{key}", horizontal=True, index=_usual_kind(mapping))  # fmt: skip
    formats = _dates(sheet, mapping, key)
    words = _words(sheet, mapping, key)
    intake.heading(5 if words else 4, "Whose file it is")
    about = _about(scope, looked, mapping, key)
    chosen = Draft(kind=kind, mapping=mapping, date_formats=formats, words=words, **about)
    intake.heading(6 if words else 5, "What it would come to", "Nothing has been stored yet.")
    open_ = draft.missing(chosen)
    if open_:
        st.info(f"Still to be chosen: {'; '.join(open_)}.", icon=":material/pending:")
    else:
        spec = draft.spec_of(chosen, sheet)
        show_preview(sheet, spec, draft.preview(sheet, spec, received=dt.datetime.now(dt.UTC).date()))
    intake.not_stored(tuple(name for name in sheet.sample.columns if name not in mapping))
    st.caption(
        "The original file is kept sealed as received, so that it can be loaded again; no page and no export reads those columns."
    )
    _keep(scope, file, chosen, sheet, is_ready=not open_, agreement=_agreement(key))


def _sheet(looked: Examined, key: str) -> Sheet:
    if len(looked.sheets) == 1:
        return looked.sheets[0]
    numbers = list(range(len(looked.sheets)))
    number = st.segmented_control("Sheet", numbers, default=0, required=True, format_func=lambda n: looked.sheets[n].name, key=f"wizard.sheet.{key}")  # fmt: skip
    return looked.sheets[number or 0]


def _mapping(sheet: Sheet, key: str) -> dict[str, str]:
    """Heading to field, as suggested and corrected; what we would not keep stands folded away below."""
    suggested = sheet.suggested.columns
    likely_ours = [name for name, found in suggested.items() if found.field]
    mapping: dict[str, str] = {}
    numbers = {name: number for number, name in enumerate(suggested)}
    with st.container(border=True, gap="xsmall"):
        for name in likely_ours:
            _row(sheet, name, suggested[name], f"wizard.{sheet_key(sheet, key)}.{numbers[name]}", mapping)
    others = [name for name in suggested if name not in likely_ours]
    if others:
        with st.expander(f"{len(others)} columns we would not store", icon=":material/visibility_off:"):
            for name in others:
                _row(sheet, name, suggested[name], f"wizard.{sheet_key(sheet, key)}.{numbers[name]}", mapping)
    ordered = {name: mapping[name] for name in suggested if name in mapping}
    twice = {field for field in ordered.values() if list(ordered.values()).count(field) > 1}
    if twice:
        names = ", ".join(fields.LABELS[field] for field in sorted(twice))
        st.warning(f"Two columns are both: {names}. The first of them counts.", icon=":material/filter_2:")
    return ordered


def sheet_key(sheet: Sheet, key: str) -> str:
    """Tells the widgets of one sheet from those of another."""
    return f"{key}.{sheet.header}.{len(sheet.sample.columns)}.{len(sheet.rows)}"


def _row(sheet: Sheet, name: str, found: Suggestion, key: str, mapping: dict[str, str]) -> None:
    left, middle, right = st.columns([3, 3, 4], vertical_alignment="center")
    values = sheet.sample[name].str.strip().loc[lambda said: said != ""].drop_duplicates().head(SHOWN_VALUES)
    seen = "  ·  ".join(plain(value[:28]) for value in values) or "empty"
    left.markdown(f"**{plain(name)}**  \n:small[:gray[{seen}]]")
    options = list(fields.LABELS)
    if found.field and found.field not in options:
        options.append(found.field)
    chosen = middle.selectbox(
        f"What is {name}?",
        options,
        options.index(found.field or fields.NOT_STORED),
        format_func=lambda code: fields.LABELS.get(code, code),
        key=key,
        label_visibility="collapsed",
    )
    colour = "green" if found.confidence >= SURE else "orange"
    share = f":{colour}-badge[{found.confidence:.0%}]" if found.field else ":gray-badge[not stored]"
    right.markdown(f"{share} :small[{plain(found.why)}]")
    if chosen:
        mapping[name] = chosen


def _usual_kind(mapping: dict[str, str]) -> int:
    return 0 if "event_date" in mapping.values() else 1


def _dates(sheet: Sheet, mapping: dict[str, str], key: str) -> tuple[str, ...]:
    """The formats of the date column: the only ones that fit, or asked for where the values fit several orders."""
    dated = next((name for name, field in mapping.items() if field == "event_date"), None)
    intake.heading(3, "How dates are written")
    if dated is None:
        st.caption("No column is the date of the contact.")
        return ()
    ways = draft.date_choices(sheet, dated)
    profile = sheet.suggested.profiles[dated]
    if not ways:
        st.warning(
            f"No value of **{plain(dated)}** reads as a date in any order we know.", icon=":material/event_busy:"
        )
        return ()
    if len(ways) == 1:
        st.markdown(
            f":material/event_available: **{plain(dated)}**: {plain(fields.date_words(ways[0][0]))}. "
            f"{profile.share('date'):.0%} of the values read so, and in no other order."
        )
        return ways[0]
    value = draft.example(sheet, dated, ways)
    st.markdown(
        f":material/help: We cannot know: every date in **{plain(dated)}** fits more than one order, such as **{plain(value)}**. "
        "Ask the partner, or look at a row you know."
    )
    picked = st.radio("The order is", list(range(len(ways))), None, format_func=lambda n: fields.date_words(ways[n][0]), key=f"wizard.dates.{sheet_key(sheet, key)}")  # fmt: skip
    return ways[picked] if picked is not None else ()


def _words(sheet: Sheet, mapping: dict[str, str], key: str) -> dict[str, dict[str, str]]:
    """The partner's words for outcomes, kinds, roles and fields to our codes, as suggested and corrected."""
    coded = [(field, name) for field in CODED for name, mapped in mapping.items() if mapped == field]
    found: dict[str, dict[str, str]] = {}
    if coded:
        intake.heading(4, "What the words mean", "Each word the partner uses, and what we take it for. A word like none we know is kept as sent and counts as not assessed.")  # fmt: skip
    for field, name in coded:
        words = draft.words(sheet, name)
        found[field] = {}
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{plain(name)}**: {len(words)} {fields.CODED_WORDS[field]}")
            with st.grid(3, min_column_width=300, gap="small"):
                for number, (word, count) in enumerate(words):
                    place = f"wizard.{sheet_key(sheet, key)}.{field}.{number}.{name_key(sheet, name)}"
                    code = _word(word, count, field, place)
                    if code:
                        found[field][" ".join(word.lower().split())] = code
    return found


def _word(word: str, count: int, field: str, key: str) -> str:
    """The code one word stands for, as suggested or corrected; empty where it is none."""
    labels, guess = fields.code_labels(field), likely(word, field)
    return st.selectbox(
        f"{plain(word[:60])} ({count:,})",
        list(labels),
        list(labels).index(guess.code) if guess.code in labels else 0,
        format_func=lambda code: labels[code],
        key=key,
        help=f"Like '{guess.known}' ({guess.likeness:.0%})" if guess.code else "No word we know is like it",
    )


def name_key(sheet: Sheet, name: str) -> int:
    """The number of a column, for keys of widgets."""
    return list(sheet.sample.columns).index(name)


def _about(scope: Scope, looked: Examined, mapping: dict[str, str], key: str) -> dict[str, str]:
    """Partner, organisation, field of regulation, kind of contact, name of the layout."""
    partners = {code: label for code, label in codes.labels("partners").items() if scope.covers(code)}
    bodies = [f"{name} Council" for name in codes.labels("districts").values()]
    types, functions = fields.code_labels("type"), codes.labels("functions")
    types.pop("")
    with st.grid(3, min_column_width=260):
        partner = st.selectbox("Partner", list(partners), None, format_func=lambda code: partners[code], key=f"wizard.partner.{key}", placeholder="Who sent it?")  # fmt: skip
        body = st.selectbox("Organisation", bodies, None, accept_new_options=True, key=f"wizard.body.{key}", placeholder="Choose, or type its name")  # fmt: skip
        usual = fields.FUNCTION_OF.get(partner or "", "")
        function = st.selectbox("Field of regulation", list(functions), list(functions).index(usual) if usual else None, format_func=lambda code: functions[code], key=f"wizard.function.{key}.{partner}", placeholder="Which law is it about?")  # fmt: skip
        kind = st.selectbox("Usual kind of contact", list(types), format_func=lambda code: types[code], key=f"wizard.type.{key}", help="Where no column says what kind it is")  # fmt: skip
        title = st.text_input("Name of the layout", _title(looked.name), key=f"wizard.title.{key}", help="How the partner's file is called from now on")  # fmt: skip
        st.text_input("Sharing agreement", key=f"wizard.agreement.{key}", placeholder="Reference, e.g. WEISF-2026-014")
    return {"partner": partner or "", "partner_org": body or "", "function": function or "", "type": kind, "title": title.strip()}  # fmt: skip


def _agreement(key: str) -> str:
    return str(state.widget_values([f"wizard.agreement.{key}"])[f"wizard.agreement.{key}"] or "")


def _title(file_name: str) -> str:
    """`"pest_visits_2025-03.csv"` -> `"Pest visits"`."""
    plain_name = re.sub(r"[\d_\-.]+", " ", Path(file_name).name.split(".")[0]).strip()
    return " ".join(plain_name.split()).capitalize()[:60]


def _keep(scope: Scope, file: UploadedFile, chosen: Draft, sheet: Sheet, *, is_ready: bool, agreement: str) -> None:
    """The button that keeps the layout and loads the file by it."""
    place = state.place()
    name = draft.slug(chosen.title) if chosen.title else ""
    known = {spec.name: spec.title for spec in layouts.known(place)}
    if name in known:
        st.warning(f"There is a layout called '{plain(known[name])}' already. Choose another name.", icon=":material/content_copy:")  # fmt: skip
    if not st.button("Keep this layout and load the file", type="primary", key="wizard.keep", disabled=not is_ready or name in known, icon=":material/save:"):  # fmt: skip
        return
    try:
        layouts.save(place, draft.spec_of(chosen, sheet))
    except LoadError as error:
        st.error(plain(str(error)))
        return
    audit.record(place, scope.user, "layout", name=name, partner=chosen.partner, columns=len(chosen.mapping))
    intake.begin(scope, [(file, {"spec_name": name, "agreement": agreement})])
