"""What is this figure made of?"""

from functools import partial

import streamlit as st

from charts.overview import figure_over_time
from pages.shared import cached_picture, download, filters, layout, messages, navigation, state
from pages.shared.drawn import draw
from pages.shared.figures import HEADLINES, difference, readable, shown
from store import rows_behind
from store.changes import before

scope = state.scope()
register = layout.register_or_stop("Figure")
wanted = filters.wanted()
asked = st.query_params.get("figure", "records")
headline = next((found for found in HEADLINES if found.key == asked), None)
if headline is None:
    layout.header("Figure", "Choose one of the seven figures on the overview.")
    messages.gone("figure")
    navigation.link("overview", "To the overview", icon=":material/dashboard:")
    st.stop()
known = st.query_params.get("known", "3")
more_than = int(known) if known in ("1", "2", "3", "4", "5") else 3
now = cached_picture.figures(scope, register.path, wanted, register.as_of, more_than)
layout.header(
    headline.title.format(n=more_than),
    headline.definition.format(n=more_than) + "  \n" + headline.trend_words + ", and below the rows it counts.",
    wanted,
)
earlier = before(register.path)
then = cached_picture.figures(scope, earlier, wanted, state.as_of(earlier), more_than) if earlier else None
left, right = st.columns([1, 3], gap="large")
with left:
    layout.figure("Now", shown(headline, now), help_text=headline.made_of(now))
    st.caption(f"{headline.made_of(now)}  \nSince the last load: **{difference(headline, now, then)}**")
    st.caption(
        f"Essex published of its own tool: **{headline.published}**. Another county, another year: for orientation only."
    )
with right:
    if headline.key == "top":
        years = cached_picture.top_by_year(scope, register.path, wanted, register.as_of)
        trend = years.rename(columns={"year": "month"}).set_index("month")["top_share"]
    else:
        trend = cached_picture.trends(scope, register.path, wanted, register.as_of, more_than).set_index("month")[
            headline.trend
        ]
    draw(
        figure_over_time(trend, words=headline.trend_words, is_share=headline.trend.endswith("share")),
        key="figure.trend", alt=f"{headline.title.format(n=more_than)}: {headline.trend_words.lower()}",
    )  # fmt: skip
    if headline.key == "top":
        said = f"Source: every file loaded. n = {now.touch_points:,.0f} touch-points; each point twelve months, the last to {register.as_of:%-d %B %Y}."
    else:
        said = layout.counted(now.touch_points, trend.dropna().index.to_series())
    layout.source_note(f"{said} Under the filters; left out: what has no date.")
rows = cached_picture.rows_of_figure(scope, register.path, wanted, register.as_of, more_than, headline.key)
if rows.empty:
    messages.nothing_found(wanted)
    st.stop()
st.subheader("The rows behind it", anchor=False)
picked = st.dataframe(
    readable(rows), column_config=layout.ROW_COLUMNS, hide_index=True, key="figure.rows", height=480, placeholder="–",
    on_select="rerun", selection_mode="single-row",
)  # fmt: skip
layout.open_picked(rows, picked)
is_part = len(rows) >= rows_behind.MOST_ROWS
layout.source_note(
    (f"The first {len(rows):,} rows; a download has them all." if is_part else f"{len(rows):,} rows.")
    + (" Tick a row to open its profile." if "business_id" in rows else "")
)
every = partial(
    rows_behind.rows, scope, wanted, register.path, as_of=register.as_of, more_than=more_than, figure=headline.key, most=rows_behind.EVERY_ROW
)  # fmt: skip
download.rows_when_asked(
    scope, None if is_part else len(rows), lambda: readable(every()), wanted, name=f"figure-{headline.key}"
)
layout.footer()
