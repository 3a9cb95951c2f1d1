"""How do two of these differ?"""

import streamlit as st

from charts.compare import shares
from pages.shared import cached, filters, layout, sides, state
from pages.shared.drawn import draw
from store.access import Scope

layout.register_or_stop("Compare")


@st.fragment(key="compare")
def everything() -> None:
    """The whole page, so that a filter draws it without what stands around it."""
    scope, register, wanted = state.scope(), layout.register_or_stop("Compare"), filters.wanted()
    layout.header(
        "Compare",
        "Choose two of a kind: both stand on the same axes, under the same other filters.  \n"
        "Compare rates rather than counts: a bigger sector has more of everything. Where the intervals overlap, chance may explain the difference.",
        wanted,
    )
    kind = st.segmented_control(
        "Compare", list(sides.KINDS), default="sector", format_func=lambda code: sides.KINDS[code], key="kind",
        bind="query-params", required=True,
    )  # fmt: skip
    both = sides.choose(kind, scope, register, wanted)
    if both is not None:
        totals = [cached.totals(scope, register.path, side.wanted, register.as_of) for side in both]
        for column, side, held in zip(st.columns(2, gap="large"), both, totals, strict=True):
            with column:
                headlines(scope, register, side, held, kind)
        sides.over_time(scope, register, both, is_period=kind == "period", key="compare")
        divided(scope, register, both, kind)
        names = (both[0].name, both[1].name)
        layout.source_note(
            f"Source: every file loaded. n = {totals[0]['touch_points']:,.0f} touch-points of {names[0]} and {totals[1]['touch_points']:,.0f} of {names[1]}. "
            "Each bar is a share of its own side, so that the sides can differ in size; the ten largest groups of both together are drawn."
        )
    layout.footer()


def headlines(scope: Scope, register: state.Register, side: sides.Side, held: dict[str, float], kind: str) -> None:
    """The figures of one side."""
    st.subheader(side.name, anchor=False)
    with st.grid(2, min_column_width=150):
        layout.figure("Touch-points", f"{held['touch_points']:,.0f}", help_text="Recorded contacts of any kind")
        layout.figure("Businesses", f"{held['businesses']:,.0f}", help_text="With at least one contact")
        seen_listed, seen = cached.premises_seen(scope, register.path, side.wanted)
        layout.share("Premises seen", seen, seen_listed, "Of the rating list, with at least one contact")
        if kind != "partner":  # one partner's contacts alone never make two
            words = "Businesses that two organisations or more know"
            layout.share("Known to 2+", held["known_to_2"], held["businesses"], words)


def divided(scope: Scope, register: state.Register, both: tuple[sides.Side, sides.Side], kind: str) -> None:
    """How the contacts of both divide, by four groupings."""
    where = {"sector": "By sector"} if kind == "district" else {"district": "By area"}
    names = (both[0].name, both[1].name)
    parts = (
        cached.divided(scope, register.path, both[0].wanted),
        cached.divided(scope, register.path, both[1].wanted),
    )
    st.subheader("How their contacts divide", anchor=False)
    left = {"class": "By kind of contact", "partner": "By partner"}
    for column, by in zip(st.columns(2, gap="large"), (left, {"severity": "By outcome", **where}), strict=True):
        with column:
            said = " and ".join(by.values())
            draw(
                shares(names, parts, by=by), key=f"compare.{next(iter(by))}",
                alt=f"{said}, both sides in per cent",
            )  # fmt: skip


everything()
