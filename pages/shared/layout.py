"""What every page has: the marking, a title that is a question answered, how to read it, and where it comes from."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

import codes
from charts import theme
from pages.shared import filters, messages, navigation, state
from pages.shared.messages import plain
from pages.shared.search import shortened
from store.filters import Filters

PLOTLY = {
    "displaylogo": False,
    "modeBarButtonsToRemove": ["lasso2d", "select2d", "autoScale2d"],
    "doubleClick": "reset",
    "toImageButtonOptions": {"format": "png", "scale": 2, "filename": "touchpoint"},
}
ICONS = {
    "quiet": ":material/notifications_off:",
    "rising": ":material/trending_up:",
    "unseen": ":material/visibility_off:",
    "severe": ":material/gavel:",
}
_CHOSEN = {
    "light": "#0B5F7A",
    "dark": "#7CC7E0",
}  # a text colour for what is chosen: the accent itself is too near the ground
_BANNER = """<div role="note" aria-label="Protective marking" style="position:fixed;top:0;left:0;right:0;z-index:999991;
text-align:center;font-size:12px;line-height:20px;font-weight:650;letter-spacing:.06em;background:{colour};color:#fff">{text}</div>
<style>header[data-testid="stHeader"]{{top:20px}} section[data-testid="stSidebar"]{{top:20px;height:calc(100vh - 20px)}}
.stMainBlockContainer{{max-width:1560px;padding-left:2.2rem;padding-right:2.2rem}}
[data-testid="stSidebarHeader"]{{height:3.4rem;margin-bottom:.4rem;padding-top:.4rem;padding-bottom:0}}
[data-testid="stMarkdown"]:has([data-testid="stTooltipIcon"]){{position:relative}} [data-testid="stMarkdown"] [data-testid="stTooltipIcon"]{{position:absolute;top:0;right:0}}
[data-testid="stMarkdown"] p :has(>[data-testid="stTooltipIcon"]),[data-testid="stMarkdown"] p>:has([data-testid="stTooltipIcon"]){{position:static;transform:none}}
[data-testid="stMarkdown"] p:has([data-testid="stTooltipIcon"]){{line-height:1.4;overflow-wrap:anywhere}} p:has([data-testid="stTooltipIcon"])>strong{{font-size:1.5rem}} p:has([data-testid="stTooltipIcon"])>span:first-child{{display:inline-block;padding-right:1.4rem}}
.stApp [data-testid="stElementContainer"][data-stale="true"]{{transition:opacity 0s .7s}} .stApp:has([data-testid="stMain"] [class*="st-key-hotspots"]) [data-testid="stElementContainer"][data-stale="true"]{{opacity:1;transition:none}} .stApp [data-testid="stButtonGroup"]>div{{flex-wrap:wrap}}
.stApp [data-testid="stCaptionContainer"],.stApp [data-testid="stCaptionContainer"] :not(a){{color:inherit}}
.stApp [data-testid="stCaptionContainer"]{{opacity:.8}}
[class*="st-key-wide_"]{{overflow-x:auto}} [class*="st-key-wide_"]>*{{min-width:680px}}
.stApp [data-testid="stSliderThumbValue"] *,.stApp [data-selected="true"] [data-testid="stMarkdownContainer"] *{{color:{chosen}}}
[data-testid="stAppViewContainer"]{{overflow:clip}} [data-testid="stPopoverBody"]:has([class*="st-key-views-name"],[class*="st-key-everything-"]){{color:#E6EEF2}}
[data-testid="stPopoverBody"]:has([class*="st-key-views-name"]) button{{color:inherit}}
[data-testid="stPopoverBody"]:has([class*="st-key-everything-"]) [data-selected="true"] [data-testid="stMarkdownContainer"] *{{color:#7CC7E0}}
section[data-testid="stSidebar"] [data-testid="stPageLink"] p{{line-height:1.3}} section[data-testid="stSidebar"] [data-testid="stPageLink"] p>span{{display:block;opacity:.85}} section[data-testid="stSidebar"] [data-testid="stPageLink"] a:not(:hover){{background:none}} section[data-testid="stSidebar"] [data-testid="stElementContainer"]:has(>[data-testid="stPageLink"]){{margin:.1rem 0}} section[data-testid="stSidebar"] [data-testid="stDateInputField"]{{font-size:12px}} section[data-testid="stSidebar"] [data-testid="stDateInputFieldsScroller"] [role="group"]{{padding:0 0 0 4px}} section[data-testid="stSidebar"] [data-testid="stDateInputField"] button{{margin-right:0;padding:0 2px}} section[data-testid="stSidebar"] [data-testid="stDateInputFieldsScroller"] [role="spinbutton"]{{padding:0 1px}}
.st-key-hotspots-choices>[data-testid="stLayoutWrapper"],.st-key-hotspots-more{{display:contents}}
@media (max-width:640px){{.stApp .st-key-hotspots-choices>[data-testid="stLayoutWrapper"]{{display:block;width:100%;min-width:0}} .stApp .st-key-hotspots-more{{display:flex;flex-wrap:nowrap;overflow-x:auto;padding-bottom:4px}}
.stApp .st-key-hotspots-more>*{{flex:none!important;min-width:0!important}} .stApp .st-key-hotspots-more>:has([data-testid="stSelectbox"]){{width:136px!important}} .st-key-layer [data-testid="stWidgetLabel"]{{display:none}}
.stApp .st-key-layer [data-testid="stButtonGroup"]>div{{flex-wrap:nowrap}} .stApp .st-key-layer button{{padding:.25rem .4rem;font-size:13px}} .stApp .st-key-layer button p{{font-size:13px}}}}
[data-testid="stPlotlyChart"] :is(.legendtext,[class$="tick"]>text,[class^="g-"][class$="title"] text){{fill:color-mix(in srgb,currentColor 76%,transparent)!important}} [data-testid="stPlotlyChart"] .gridlayer path{{stroke:color-mix(in srgb,currentColor 13%,transparent)!important}}
[data-testid="stPageLink"] a{{padding-left:0}} [data-testid="stPageLink"] p{{white-space:normal;overflow:visible}}</style>"""


def banner() -> None:
    """The protective marking, fixed to the top of every page."""
    text = state.marking(state.register())
    colour = "#7A1230" if "SENSITIVE" in text else "#0B4A5E"
    st.html(_BANNER.format(text=escape(text), colour=colour, chosen=_CHOSEN[state.mode()]))


def header(title: str, how_to_read: str, wanted: Filters | None = None) -> None:
    """The page's title, two lines on how to read it, and the filters that are set, in words."""
    st.title(title, anchor=False)
    said = filters.in_words(wanted) if wanted is not None else ""
    st.caption(how_to_read + (f"  \n:material/filter_alt: **{plain(said)}**" if said else ""))


def register_or_stop(title: str) -> state.Register:
    """The register that is published; before the first, the page says what to do and ends here."""
    found = state.register()
    if found is None:
        header(title, "What every partner knows, in one picture.")
        messages.not_loaded()
        st.stop()
    return found


def source_note(text: str) -> None:
    """Under a figure: what it counts, the period, n, what is left out."""
    st.caption(text)


def counted(rows: float, months: pd.Series, *, left_out: str = "") -> str:
    """What a figure of contacts counts: source, n, period, and what is left out."""
    if months.empty:
        return "n = 0 touch-points."
    first, last = f"{months.min():%B %Y}", f"{months.max():%B %Y}"
    period = first if first == last else f"{first} to {last}"
    return f"Source: every file loaded. n = {messages.counted(rows, 'touch-point')}, {period}, by the date of the contact. {left_out}".strip()


def open_picked(rows: pd.DataFrame, picked: Any) -> None:  # noqa: ANN401 - what st.dataframe hands back
    """The way to the profile of the row that is ticked in a table of `rows`."""
    chosen = picked["selection"]["rows"]
    if "business_id" in rows and chosen and chosen[0] < len(rows):
        row = rows.iloc[chosen[0]]
        label = f"Open the profile of {plain(str(row['name']))}"
        navigation.link("profile", label, {"business": row["business_id"]}, icon=":material/arrow_forward:")


def footer() -> None:
    """Attribution where a licence asks for it, and how current the register is."""
    found = state.register()
    if found is not None:
        st.caption(f"Contacts reach to {found.as_of:%d %B %Y}.  {plain(found.attribution)}")


def date_words(day: object) -> str:
    """`"3 Mar 2025"`, or a dash."""
    return f"{day:%-d %b %Y}" if day is not None and day == day else "–"


def figure(label: str, value: str, *, help_text: str, below: str = "", border: bool = True) -> None:
    """One figure with its definition behind the mark beside it, and a line below; text alone, for which nothing need be fetched."""
    words = f"  \n:small[{plain(below)}]" if below else ""
    around = st.container(border=True, height="stretch", gap=None) if border else st
    around.markdown(f":small[{plain(label)}]  \n**{plain(value)}**{words}", help=help_text)


def share(label: str, part: float, whole: float, help_text: str) -> None:
    """A share in per cent with the two counts it is made of."""
    value = f"{part / whole:.0%}" if whole else "–"
    figure(label, value, help_text=help_text, below=f"{part:,.0f} of {whole:,.0f}")


ROW_COLUMNS = {
    **{
        name: st.column_config.DateColumn(name, format="D MMM YYYY")
        for name in ("Date", "First contact", "Last contact", "First seen", "On", "And on")
    },
    **{
        name: st.column_config.NumberColumn(name, format="localized")
        for name in (
            "Touch-points",
            "Businesses",
            "Contacts",
            "Complaints and enforcement",
            "Listed premises",
            "Premises",
            "Times",
        )
    },
    "Row": st.column_config.NumberColumn("Row", format="%d", help="As a spreadsheet numbers it"),
    "Share of shops": st.column_config.NumberColumn("Share of shops", format="percent"),
    "For each premises": st.column_config.NumberColumn("For each premises", format="%.1f"),
}
BUSINESS_COLUMNS = {
    "Name": st.column_config.TextColumn("Name", width="medium"),
    "Sector": st.column_config.TextColumn("Sector", width="small"),
    "Address": st.column_config.TextColumn("Address", width="medium"),
    "Seen by": st.column_config.ListColumn("Seen by"),
    "Last contact": st.column_config.DateColumn("Last contact", format="D MMM YYYY"),
}


def business_card(row: pd.Series) -> None:
    """A business in a few lines, with the way to its profile."""
    worst = theme.severity_labels()["none" if pd.isna(row["worst"]) else str(int(row["worst"]))]
    partners = codes.labels("partners")
    seen_by = (
        ", ".join(partners[code] for code in str(row["partners"] if pd.notna(row["partners"]) else "").split())
        or "nobody"
    )
    with st.container(border=True):
        st.markdown(f"#### {plain(shortened(str(row['name']), 80))}")
        address = plain(shortened(str(row["address"]), 160)) if pd.notna(row["address"]) else "Address not known"
        st.caption(f"{codes.labels('sectors')[row['sector']]}  \n{address}")
        st.markdown(
            f"**{row['touch_points']:,}** {'touch-point' if row['touch_points'] == 1 else 'touch-points'} by **{row['organisations']}** {'organisation' if row['organisations'] == 1 else 'organisations'}  \n"
            f"Last contact **{date_words(row['last_contact'])}**  \nWorst outcome **{worst}**  \nSeen by {seen_by}"
        )
        navigation.link(
            "profile", "Open the profile", {"business": row["business_id"]}, icon=":material/arrow_forward:"
        )


def sector_words(code: str) -> str:
    """A sector in words."""
    return codes.labels("sectors").get(code, code)


def identity(found: dict[str, Any]) -> str:
    """Sector, address and numbers of one business as Markdown; text from files is escaped."""
    lines = [f"**{codes.labels('sectors').get(str(found['sector']), 'Not known')}**"]
    lines.append(plain(shortened(where(found["address"], found["postcode"]), 240)))
    if found["district"] and pd.notna(found["district"]):
        lines.append(codes.labels("districts").get(str(found["district"]), ""))
    if found["company_number"] and pd.notna(found["company_number"]):
        lines.append(f"Company {plain(str(found['company_number']))}")
    lines.append("Premises in the rating list" if found["is_listed"] else "Premises not in the rating list")
    text = "  ·  ".join(lines)
    if found["other_names"] and pd.notna(found["other_names"]):
        text += "  \nAlso known as " + ", ".join(
            f"*{plain(shortened(name, 80))}*" for name in str(found["other_names"]).split(" | ")
        )
    return text


def where(address: object, postcode: object) -> str:
    """Address and postcode, the postcode once: `"4 High St, Maldon CM9 5PN"`; or that it is not known."""
    parts = [str(part) for part in (address, postcode) if isinstance(part, str) and part]
    if len(parts) == 2 and parts[1].replace(" ", "") in parts[0].upper().replace(" ", ""):
        parts = parts[:1]
    return ", ".join(parts) or "Address not known"


def timeline_key() -> None:
    """What symbols and colours of a business's timeline stand for."""
    dots = " ".join(
        f'<span style="margin-right:12px;white-space:nowrap"><span style="color:{theme.SEVERITY[code]}">&#9632;</span> {label}</span>'
        for code, label in theme.severity_labels().items()
    )
    shapes = "&#9679; inspection &nbsp; &#9670; complaint or incident &nbsp; &#9632; enforcement &nbsp; &#9733; intelligence &nbsp; | administrative &nbsp; &#9675; hollow: not the subject"
    st.html(f'<div style="font-size:13px;line-height:22px">{dots}<br>{shapes}</div>')


def business_line(row: Any) -> None:  # noqa: ANN401 - a row of itertuples
    """A business in one line that leads to its profile."""
    when = (
        f"{date_words(row.first_contact)} to {date_words(row.last_contact)}"
        if pd.notna(row.last_contact)
        else "no contact"
    )
    navigation.link(
        "profile", f"{plain(row.name)}  ·  {row.touch_points:,} touch-points, {when}", {"business": row.business_id}
    )


def ways_to_a_business() -> None:
    """Links to the pages a business can be chosen on."""
    navigation.link("businesses", "Find a business", icon=":material/storefront:")
    navigation.link("hotspots", "Choose one on the map", icon=":material/local_fire_department:")


_DAY = "D MMM YYYY"
CONTACT_COLUMNS = {
    "Date": st.column_config.DateColumn("Date", format=_DAY, pinned=True),
    "Row": st.column_config.NumberColumn("Row", format="%d", help="As a spreadsheet numbers it"),
}
RECORD_COLUMNS = {
    "Name": st.column_config.TextColumn("Name", pinned=True),
    "From": st.column_config.DateColumn("From", format=_DAY),
    "To": st.column_config.DateColumn("To", format=_DAY),
    "Probability": st.column_config.ProgressColumn("Probability", format="percent", min_value=0, max_value=1),
    "Row": st.column_config.NumberColumn("Row", format="%d", help="As a spreadsheet numbers it"),
}


def scrolls(key: str, width: int) -> st.delta_generator.DeltaGenerator:
    """A container whose picture is never narrower than so many pixels: on a phone it is moved sideways with a finger."""
    css = ".st-key-{key}{{overflow-x:auto}} .st-key-{key}>div{{min-width:{width}px}}"
    st.html(f"<style>{css.format(key=key, width=width)}</style>")
    return st.container(key=key)
