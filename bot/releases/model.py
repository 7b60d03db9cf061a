"""A version of the model and what may become of it; a training that is under way; no framework."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from types import MappingProxyType
from typing import Any, ClassVar

from bot.errors import XiaotongError

SYSTEM = "system"
"""Author of the version that answered before anything was released."""


DOUBTFUL = "doubtful"
"""Verdict on an intent that lost messages and cannot be shown to be no worse than the margin."""
_OF_INTENT = ("intent", "n", "before", "after", "lost", "gained", "lower", "upper")


class State(str, Enum):
    """What a version is; it stays on record in every state."""

    CANDIDATE = "candidate"
    RELEASED = "released"
    RETIRED = "retired"
    REFUSED = "refused"
    FAILED = "failed"


class Event(str, Enum):
    """What is done to a version."""

    RELEASE = "release"
    RETIRE = "retire"
    ROLL_BACK = "rollback"


MOVES: Mapping[tuple[State, Event], State] = MappingProxyType(
    {
        (State.CANDIDATE, Event.RELEASE): State.RELEASED,
        (State.RELEASED, Event.RETIRE): State.RETIRED,
        (State.RETIRED, Event.ROLL_BACK): State.RELEASED,
    }
)
"""Every move there is. A version begins as candidate, refused or failed, or, when it answered
before anything was released, as released."""


class JobState(str, Enum):
    """What a training is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


STEPS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "waiting": (0, 0),
        "checking": (1, 6),
        "training": (6, 70),
        "measuring": (70, 88),
        "comparing": (88, 99),
        "finished": (100, 100),
    }
)
"""Steps of a training in order, each with the percents that it begins and ends with."""


@dataclass(frozen=True)
class Reason:
    """Why something is refused or failed: a code and data, for the edge to word."""

    code: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """A version that is not on record yet."""

    state: State
    author: str
    created_at: datetime
    note: str
    data_hash: str
    examples: int
    model: str = ""
    """Name of its file in the folder of versions; empty when none was made."""
    figures: Mapping[str, Any] | None = None
    reasons: tuple[Reason, ...] = ()
    comparison: Mapping[str, Any] | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    """Confusions, calibration and figures by intent, for whoever looks closer."""


@dataclass(frozen=True)
class Version(Draft):
    """A version on record."""

    id: str = ""
    released_at: datetime | None = None
    """When it last began to answer."""
    confirmation: Mapping[str, Any] | None = None
    """Who released it in spite of doubts (``by``), when (``at``), about which ``intents``."""
    serving: bool = False
    """Whether it is the one that servers are to answer with."""

    @property
    def may_release(self) -> bool:
        """Tell whether it is a candidate with nothing against it."""
        return (self.state, Event.RELEASE) in MOVES and not self.reasons

    @property
    def doubts(self) -> tuple[Reason, ...]:
        """Return what somebody has to confirm before it is released, an intent each."""
        return tuple(
            Reason("intent_doubtful", {name: each[name] for name in _OF_INTENT})
            for each in (self.comparison or {}).get("per_intent", ())
            if each["verdict"] == DOUBTFUL
        )


@dataclass(frozen=True)
class Job:
    """A training in the background, present or past."""

    id: str
    author: str
    note: str
    state: JobState
    step: str
    percent: int
    started_at: datetime
    alive_at: datetime
    """When its process last gave a sign of life."""
    host: str
    pid: int | None
    ended_at: datetime | None = None
    version: str | None = None
    problem: Reason | None = None
    findings: tuple[Mapping[str, Any], ...] = ()
    """What is wrong with the data, as `bot.training.findings.Finding.as_json`."""


@dataclass(frozen=True)
class Report:
    """What a server process last said about the version it was to answer with."""

    server: str
    version: str
    problem: Reason | None
    at: datetime


class UnknownVersion(XiaotongError):
    """There is no version of this id."""

    code: ClassVar[str] = "not_found"

    def __init__(self, version_id: str) -> None:
        """Keep the id asked for."""
        super().__init__(version_id)
        self.version_id = version_id


class NotAMove(XiaotongError):
    """A version in this state cannot be released or rolled back to."""

    code: ClassVar[str] = "refused"

    def __init__(self, state: State, event: Event) -> None:
        """Keep what was asked of what."""
        super().__init__(f"{event.value}: {state.value}")
        self.reason = Reason(f"no_{event.value}_{state.value}")


class NotBetter(XiaotongError):
    """The version may not be released; `reasons` say all that is against it."""

    code: ClassVar[str] = "not_better"

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        """Keep the reasons."""
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons = reasons


class NotConfirmed(XiaotongError):
    """The version may be released once somebody has confirmed its `doubts`."""

    code: ClassVar[str] = "confirm_needed"

    def __init__(self, doubts: tuple[Reason, ...]) -> None:
        """Keep the doubts."""
        super().__init__(", ".join(str(doubt.data["intent"]) for doubt in doubts))
        self.doubts = doubts


class ModelUnusable(XiaotongError):
    """The version's model file is gone or cannot be loaded; what answered before still does."""

    code: ClassVar[str] = "refused"

    def __init__(self, code: str, **data: str) -> None:
        """Keep what is wrong with which file."""
        super().__init__(code)
        self.reason = Reason(code, data)


class Busy(XiaotongError):
    """A training is under way; one at a time."""

    code: ClassVar[str] = "busy"

    def __init__(self, job: Job) -> None:
        """Keep the training that runs."""
        super().__init__(job.id)
        self.job = job


def moved(state: State, event: Event) -> State:
    """Return the state after `event`; raises NotAMove."""
    if (state, event) not in MOVES:
        raise NotAMove(state, event)
    return MOVES[state, event]
