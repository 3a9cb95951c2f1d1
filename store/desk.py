"""One reviewer at the desk: which case is theirs next, what they answer, and taking it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from store import audit, leases, matches, review
from store.access import Scope
from store.home import Home
from store.matches import Answer
from store.review import Wanted

TELLING = ("name", "legal_name", "address", "postcode", "partner_org", "record_ref")


@dataclass(frozen=True)
class Progress:
    """How a reviewer is doing today; `seconds_per_case` is the median, None before the third case."""

    answered: int
    seconds_per_case: float | None
    left: int


def today() -> dt.datetime:
    """The beginning of this day."""
    return dt.datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True)
class Turn:
    """The case a person is to see now, None when nothing is left for them, and how they are doing."""

    case_id: str | None
    progress: Progress


def turn(scope: Scope, place: Home, register: Path, wanted: Wanted) -> Turn:
    """The case this person has in hand, else the next that nobody has, and their progress.

    Cases for which somebody else asked a second opinion come first, then, in turn, those with most to gain and (one in five)
    those of the fair sample.
    """
    held, asked = leases.held(place), leases.opinions_asked(place)
    times = matches.made_since(place, scope.user, today())
    without = _not_for(scope, place, held, asked)
    queue = [case for case in review.waiting(scope, register, wanted) if case not in without]
    progress = _progress(times, len(queue))
    order = queue
    if wanted.is_sample is None and len(times) % review.FAIR_EVERY == review.FAIR_EVERY - 1:
        fair = review.waiting(scope, register, replace(wanted, kinds=(), is_sample=True))
        order = [*(case for case in fair if case not in without), *queue]
    left = set(order)
    for case_id, by in held.items():
        if by == scope.user and case_id in left:
            return Turn(case_id, progress)
    order = [*(case for case in asked if case in left), *order]
    return Turn(next((case for case in order if leases.take(place, scope.user, case)), None), progress)


def _not_for(
    scope: Scope, place: Home, held: Mapping[str, str], asked: Mapping[str, list[tuple[str, str]]]
) -> set[str]:
    """Cases that are answered, in others' hands, or passed by today; a second opinion opens one again for those who gave none."""
    done = {
        case
        for case, people in matches.answered(place).items()
        if scope.user in people or case not in asked or people - {asked[case][-1][0]}
    }
    mine = {case for case, notes in asked.items() if notes[-1][0] == scope.user}
    others = {case for case, by in held.items() if by != scope.user}
    return done | mine | others | leases.skipped(place, scope.user, today())


def _progress(times: Sequence[dt.datetime], left: int) -> Progress:
    """Today's cases, the median time between them, and how many are left."""
    gaps = sorted((b - a).total_seconds() for a, b in pairwise(times))
    gaps = [gap for gap in gaps if gap <= matches.LONGEST_THOUGHT_S]
    pace = gaps[len(gaps) // 2] if len(gaps) >= 2 else None
    return Progress(len(times), pace, left)


def answer(
    scope: Scope,
    place: Home,
    register: Path,
    case_id: str,
    said: str,
    *,
    since: dt.date | None = None,
    reason: str = "",
) -> bool:
    """Keep what the person says of a case; False where it is not theirs to answer.

    Of a succession the record that was seen first is the earlier owner.
    """
    case = review.case(scope, register, case_id)
    if case is None:
        return False
    rows = review.records(scope, register, [case["record_id_l"], case["record_id_r"]]).set_index("record_id")
    left, right = str(case["record_id_l"]), str(case["record_id_r"])
    first = rows["first_seen"].fillna(rows["last_seen"])
    if said == "successor" and first[right] < first[left]:
        left, right = right, left
    described = {side: {key: _plain(rows.at[row, key]) for key in TELLING} for side, row in (("l", left), ("r", right))}
    one = Answer(left, right, said, since if said == "successor" else None, bool(case["is_joined"]), described)
    stratum = case["stratum"] if isinstance(case["stratum"], str) else None
    matches.decide(place, scope.user, [one], reason=reason, case_id=case_id, stratum=stratum)
    audit.record(place, scope.user, "decide", case=case_id, answer=said, records=[left, right])
    return True


def _plain(value: Any) -> str | None:  # noqa: ANN401 - a cell of a frame
    return value if isinstance(value, str) else None


def skip(scope: Scope, place: Home, case_id: str) -> None:
    """Pass a case by for today."""
    leases.mark(place, scope.user, case_id, leases.SKIPPED)
    leases.let_go(place, scope.user, case_id)


def ask_second_opinion(scope: Scope, place: Home, case_id: str, note: str) -> None:
    """Hand a case to somebody else, with a note; the person who asks does not get it again."""
    leases.mark(place, scope.user, case_id, leases.OPINION, note)
    audit.record(place, scope.user, "second opinion", case=case_id)
    leases.let_go(place, scope.user, case_id)


def undo(scope: Scope, place: Home) -> str | None:
    """Take back this person's last answer and put that case before them again; None where there is nothing to undo."""
    last = matches.last_act(place, scope.user)
    if last is None:
        return None
    act, case_id = last
    for held, by in leases.held(place).items():
        if by == scope.user:
            leases.let_go(place, scope.user, held)
    matches.withdraw(place, scope.user, act, reason="undone at the desk")
    audit.record(place, scope.user, "undo", case=case_id, act=act)
    leases.take(place, scope.user, case_id)
    return case_id
