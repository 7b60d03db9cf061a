"""Rows of the tables as the dataclasses of `bot.releases.model`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.releases.model import Draft, Job, JobState, Reason, Report, State, Version


def row_of(draft: Draft) -> dict[str, Any]:
    """Return the columns of a version that is new."""
    return {
        "state": draft.state.value,
        "author": draft.author,
        "created_at": draft.created_at,
        "note": draft.note,
        "data_hash": draft.data_hash,
        "examples": draft.examples,
        "model": draft.model,
        "figures": draft.figures,
        "reasons": [reason_json(reason) for reason in draft.reasons],
        "comparison": draft.comparison,
        "details": dict(draft.details),
    }


def version_of(row: Any, serving: int | None) -> Version:
    """Return the version of a row; `serving` is the id that the pointer holds."""
    return Version(
        id=str(row.id),
        state=State(row.state),
        author=row.author,
        created_at=row.created_at,
        released_at=row.released_at,
        note=row.note,
        data_hash=row.data_hash,
        examples=row.examples,
        model=row.model,
        figures=row.figures,
        reasons=tuple(Reason(**each) for each in row.reasons),
        comparison=row.comparison,
        details=row.details,
        confirmation=row.confirmation,
        serving=row.id == serving,
    )


def job_of(row: Any) -> Job:
    """Return the training of a row."""
    return Job(
        id=str(row.id),
        author=row.author,
        note=row.note,
        state=JobState(row.state),
        step=row.step,
        percent=row.percent,
        started_at=row.started_at,
        alive_at=row.alive_at,
        ended_at=row.ended_at,
        host=row.host,
        pid=row.pid,
        version=None if row.version_id is None else str(row.version_id),
        problem=_maybe_reason(row.problem),
        findings=tuple(row.findings),
    )


def report_of(row: Any) -> Report:
    """Return what a server said."""
    return Report(row.server, str(row.version_id), _maybe_reason(row.problem), row.at)


def reason_json(reason: Reason) -> dict[str, Any]:
    """Return a reason as it is stored."""
    return {"code": reason.code, "data": dict(reason.data)}


def _maybe_reason(stored: Mapping[str, Any] | None) -> Reason | None:
    return None if stored is None else Reason(**stored)
