"""Long work on a page: how far it is, a way to stop it, and how it ended."""

from __future__ import annotations

import streamlit as st

from pages.shared import state
from pages.shared.messages import counted, plain
from pipeline import jobs
from pipeline.jobs import Job

LOOKS_EVERY_S = 0.7
TOLD_FOR_S = 900
"""How a job ended is news for a quarter of an hour; afterwards the loads and the audit log say it."""
DOING = {
    "load": "Loading",
    "publish": "Linking and publishing",
    "correct": "Loading the corrected rows",
    "withdraw": "Taking data back and publishing a register without it",
    "dispose": "Disposing of what has been kept for long enough",
}

_TAKEN_BACK = "The register is as it was. Files that were already taken back stay so, and go with the next register that is published; the others still count."
STOPPED = {"withdraw": _TAKEN_BACK, "dispose": _TAKEN_BACK}


def running() -> bool:
    """Draw the job that runs, if one does; while it does, a page offers nothing that would start another."""
    job = jobs.latest(state.place())
    if job is None or not job.is_running:
        return False
    _watch()
    return True


@st.fragment(run_every=LOOKS_EVERY_S)
def _watch() -> None:
    job = jobs.latest(state.place())
    if job is None or not job.is_running:
        st.rerun()
    with st.container(border=True):
        left, right = st.columns([6, 1], vertical_alignment="center")
        left.markdown(f"**:material/progress_activity: {DOING.get(job.kind, job.kind)}**  \nstarted by {plain(job.by)}")
        right.button("Stop", key="work.stop", on_click=jobs.stop, args=(job,), icon=":material/stop_circle:", width="stretch")  # fmt: skip
        st.progress(min(max(job.share, 0.0), 1.0), text=plain(job.text) or "Starting")
        st.caption(
            "It runs in a process of its own: you may leave this page. Stopping does no harm: what is finished is kept, "
            "and everybody goes on reading the register as it was."
        )


def ended(kinds: tuple[str, ...]) -> Job | None:
    """How the last job ended, where it is of one of these kinds: said on the page if anything stopped it."""
    job = jobs.latest(state.place())
    if job is None or job.is_running or job.kind not in kinds or jobs.age_s(job) > TOLD_FOR_S:
        return None
    what = DOING.get(job.kind, job.kind)
    if job.state == "stopped":
        st.warning(
            f"**{what}: stopped.** {STOPPED.get(job.kind, 'What was finished is kept; the register is as it was.')}",
            icon=":material/stop_circle:",
        )
    elif job.state in ("refused", "failed"):
        st.error(f"**{what}: not done.** {plain(job.error)}", icon=":material/error:")
    elif job.kind in ("publish", "withdraw", "dispose") and job.result.get("touch_points") is not None:
        st.success(f"**{_done(job)}** {_register(job)}", icon=":material/check_circle:")
    elif job.kind in ("withdraw", "dispose"):
        st.success(f"**{_done(job)}** Nothing is left: there is no register any more.", icon=":material/check_circle:")
    return job


def _done(job: Job) -> str:
    if job.kind == "withdraw":
        files = [str(name) for name in job.result.get("files", [])]
        return f"Taken back: {plain(', '.join(files[:4]))}{f' and {len(files) - 4} more' if len(files) > 4 else ''}."
    if job.kind == "dispose":
        lines = job.result.get("disposed", [])
        gone, contacts = job.result.get("count", 0), sum(line["contacts"] for line in lines)
        return f"Disposed of {counted(gone, 'file')}; {counted(contacts, 'contact')} past their time {'is' if contacts == 1 else 'are'} in no register."
    return "Published." if job.result.get("is_new", True) else "Nothing has changed since the register was published."


def _register(job: Job) -> str:
    return (
        f"The register holds {job.result['touch_points']:,} touch-points of {job.result['businesses']:,} businesses "
        f"at {job.result['premises']:,} premises."
    )
