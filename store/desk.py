"""One reviewer at the desk: which case is theirs next, what they answer, and taking it back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
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


def next_case(scope: Scope, place: Home, register: Path, wanted: Wanted) -> str | None:
    """The case this person has in hand, else the next that nobody has; None when nothing is left.

    Cases for which somebody else asked a second opinion come first, then, in turn, those with most to gain and (one in five)
    those of the fair sample.
    """
    held = leases.held(place)
    without = _not_for(scope, place, held)
    for case_id, by in held.items():
        if by == scope.user and case_id not in without and review.is_wanted(scope, register, wanted, case_id):
            return case_id
    turn = len(matches.made_since(place, scope.user, today()))
    fair = wanted.is_sample is None and turn % review.FAIR_EVERY == review.FAIR_EVERY - 1
    queues = [_with(wanted, is_sample=True), wanted] if fair else [wanted]
    asked = leases.opinions_asked(place)
    others = [case for case in asked if case not in without and review.is_wanted(scope, register, wanted, case)]
    for case_id in others:
        if leases.take(place, scope.user, case_id):
            return case_id
    for queue in queues:
        for case_id in review.waiting(scope, register, queue, without=without):
            if leases.take(place, scope.user, case_id):
                return case_id
    return None


def _with(wanted: Wanted, *, is_sample: bool) -> Wanted:
    return Wanted(wanted.partners, wanted.sectors, wanted.districts, (), is_sample)


def _not_for(scope: Scope, place: Home, held: dict[str, str]) -> set[str]:
    """Cases that are answered, in others' hands, or passed by today; a second opinion opens one again for those who gave none."""
    asked = leases.opinions_asked(place)
    done = {
        case
        for case, people in matches.answered(place).items()
        if scope.user in people or case not in asked or people - {asked[case][-1][0]}
    }
    mine = {case for case, notes in asked.items() if notes[-1][0] == scope.user}
    others = {case for case, by in held.items() if by != scope.user}
    return done | mine | others | leases.skipped(place, scope.user, today())


def progress(scope: Scope, place: Home, register: Path, wanted: Wanted) -> Progress:
    """Today's cases, the median time between them, and how many are left."""
    times = matches.made_since(place, scope.user, today())
    gaps = sorted((b - a).total_seconds() for a, b in pairwise(times))
    gaps = [gap for gap in gaps if gap <= matches.LONGEST_THOUGHT_S]
    pace = gaps[len(gaps) // 2] if len(gaps) >= 2 else None
    left = review.how_many(scope, register, wanted, without=_not_for(scope, place, leases.held(place)))
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
