"""How good is what each partner sends, and is it getting better?"""

import streamlit as st

import codes
from charts import quality as picture
from pages.shared.drawn import draw
from pages.shared import cached, columns, doubts, layout, listing, messages, navigation, state
from pages.shared.messages import counted, plain
from pipeline import retract, sources
from store.quality import gaps

scope = state.scope()
place = state.place()
register = layout.register_or_stop("Quality")
layout.header(
    "Quality",
    "Each share is of the source's records, or of its touch-points where only those have it.  \n"
    "The last month a source reaches stands next to the month before.",
)
receipts = tuple(retract.active(place))
registers = tuple(sources.register_layouts(place))
found = cached.source_quality(scope, register.path, place, receipts, registers)
if found.empty:
    messages.no_sources()
    st.stop()
titles = sources.titles(place)
loads = sources.loads(scope, place)
months = cached.arrivals(scope, register.path)
words = cached.unknown_words(scope, register.path, place, receipts, tuple(sources.partners(place).items()))

st.subheader("How full each field is", anchor=False)
period = st.segmented_control(
    "Which rows",
    ["all", "last", "before", "change"],
    default="all",
    required=True,
    format_func=lambda name: {"all": "All loaded", "last": "Last month", "before": "Month before", "change": "Change in points"}[name],  # fmt: skip
    key="quality.period",
    label_visibility="collapsed",
)
with layout.scrolls("quality_heat", 860):
    draw(picture.completeness(found, titles, period or "all"), key="quality.heat")
layout.source_note(
    "Per cent of records with a value; 'assessed' is per cent of touch-points whose outcome has a severity. Blue is full, red is empty, a dash is a field the source never sends."
)

st.subheader("How fresh, how regular, how far matched", anchor=False)
st.dataframe(
    picture.freshness_table(months, loads, found, titles, words, as_of=register.as_of),
    column_config=columns.QUALITY,
    hide_index=True,
    key="quality.fresh",
    placeholder="–",
)
layout.source_note(
    f"Silence is counted to {layout.date_words(register.as_of)}, the last day any partner reaches. 'Matched' is the share of records that another source also knows; 'sent before' the share of rows that said the same in an earlier file or further up; 'several spellings' the share of records whose business the same source names more than once; 'unknown words' how many words no code of ours stands for."
)

st.subheader("How precise the places are", anchor=False)
draw(picture.precision(found, titles), key="quality.precision")

st.header("One source", anchor=False)
names = [name for name in titles if name in set(found["source"])]
named = st.query_params.get("source", "")
source = st.selectbox(
    "Source",
    names,
    names.index(named) if named in names else 0,
    format_func=lambda name: titles[name],
    key="quality.source",
    label_visibility="collapsed",
)
own_months = months[months["source"] == source]
own_gaps = gaps(own_months, as_of=register.as_of)
own_loads = loads[loads["source"] == source]
left, right = st.columns([3, 2], gap="large")
with left:
    st.subheader("When it arrives", anchor=False)
    draw(picture.rhythm(own_months, own_loads, own_gaps), key="quality.rhythm")
    partner = codes.labels("partners")[own_loads["partner"].iloc[0]] if len(own_loads) else ""
    layout.source_note(
        f"{partner}: {counted(len(own_loads), 'load')}; {len(own_gaps):,} of the last 36 months without a contact; {counted(own_loads['unchanged'].sum(), 'row')} had been sent before."
    )
    st.subheader("Words no code of ours stands for", anchor=False)
    own_words = words[words["source"] == source]
    if own_words.empty:
        st.caption(f"Every word of {plain(titles[source])} is known.")
    else:
        listing.listing(picture.unknown_words_table(own_words), label="Words no code of ours stands for", numbers=("Rows",), most="34rem")
    st.subheader("Doubts about its places", anchor=False)
    doubts.of_source(scope, source)
with right:
    last = found[(found["source"] == source) & (found["period"] == "last")]["month"]
    st.subheader(f"Last month{f' ({last.iloc[0]:%B %Y})' if len(last) else ''}, beside the month before", anchor=False)
    beside = picture.in_words(picture.month_beside_month(found, source, own_loads))
    listing.listing(beside, label="Last month beside the month before", numbers=tuple(beside.columns[1:]), cards=False)
    layout.source_note("Change in points. A month of rows left out or sent before is that of the load.")
navigation.link("sources", "Terms and loads of this source", {"source": source}, icon=":material/arrow_forward:")
layout.footer()
