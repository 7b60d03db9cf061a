"""How versions and trainings look in JSON (docs/studio-api.md): codes, numbers and Chinese."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.releases.model import SYSTEM, Job, Version
from bot.releases.words import reason_text, told

Titles = Mapping[str, str]
"""Intents by their names in customers' words."""
Name = Callable[[str], str]
"""Gives the name of a staff number."""
FALLBACK = "nlu_fallback"


def version_json(version: Version, titles: Titles, name: Name) -> dict[str, Any]:
    """Return a version as it stands in a list."""
    return {
        "id": version.id,
        "state": version.state.value,
        "serving": version.serving,
        "author": version.author,
        "author_name": _author(version.author, name),
        "created_at": version.created_at.isoformat(),
        "released_at": _at(version.released_at),
        "note": version.note,
        "data_hash": version.data_hash,
        "examples": version.examples,
        "figures": version.figures,
        "reasons": [reason_text(reason, titles) for reason in version.reasons],
        "may_release": version.may_release,
        "doubts": [reason_text(doubt, titles) for doubt in version.doubts],
        "confirmation": _confirmation(version, titles, name),
    }


def whole_json(version: Version, titles: Titles, name: Name) -> dict[str, Any]:
    """Return a version with everything that is known of it."""
    details = version.details
    return {
        **version_json(version, titles, name),
        "comparison": _comparison(version, titles),
        "confusions": details.get("confusions", []),
        "calibration": details.get("calibration", []),
        "per_intent": [_titled(each, titles) for each in details.get("per_intent", [])],
    }


def job_json(job: Job | None, seconds: float, findings: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a training; ``idle`` before the first. `findings` are already in words."""
    if job is None:
        return {
            "state": "idle",
            "step": None,
            "percent": 0,
            "started_at": None,
            "seconds": 0,
            "version": None,
            "problem": None,
            "findings": [],
        }
    return {
        "state": job.state.value,
        "step": told(f"release_step_{job.step}"),
        "percent": job.percent,
        "started_at": job.started_at.isoformat(),
        "seconds": round(seconds, 1),
        "version": job.version,
        "problem": None if job.problem is None else reason_text(job.problem),
        "findings": findings,
    }


def finding_json(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return a finding about the training data, as it is stored with a training, in words."""
    values = {"intent": found["intent"], "text": found["text"], **found["data"]}
    if "expected" in found["data"]:
        values["expected"] = told(f"shape_{found['data']['expected']}")
    return {
        "key": found.get("key", ""),
        "kind": found["kind"],
        "severity": found["severity"],
        "file": found["file"],
        "line": found["line"],
        "text": found["text"],
        "message": told(found["message_key"], **values),
        "suggestion": found["suggestion"] or None,
        "intent": found["intent"] or None,
        "example": None,
        "others": [],
        "dictionary_line": None,
        "kept": None,
    }


def title_of(intent: str, titles: Titles) -> str:
    """Return what an intent is called; asking back is one that has no title of its own."""
    return told("release_asks_back") if intent == FALLBACK else titles.get(intent, intent)


def _author(number: str, name: Name) -> str:
    return told("release_author_system") if number == SYSTEM else name(number)


def _confirmation(version: Version, titles: Titles, name: Name) -> dict[str, Any] | None:
    found = version.confirmation
    if found is None:
        return None
    intents = [title_of(intent, titles) for intent in found["intents"]]
    return {"by": found["by"], "by_name": name(found["by"]), "at": found["at"], "intents": intents}


def _comparison(version: Version, titles: Titles) -> dict[str, Any] | None:
    found = version.comparison
    if found is None:
        return None
    heldout, replay = found["heldout"], found["replay"]
    return {
        **found,
        "heldout": {
            **heldout,
            "won": [_turn(each, titles) for each in heldout["won"]],
            "lost": [_turn(each, titles) for each in heldout["lost"]],
        },
        "replay": {**replay, "changed": [_turn(each, titles) for each in replay["changed"]]},
        "per_intent": [_titled(each, titles) for each in found["per_intent"]],
        "reasons": [reason_text(reason, titles) for reason in version.reasons],
    }


def _turn(turn: Mapping[str, Any], titles: Titles) -> dict[str, Any]:
    return {
        **turn,
        "before_title": title_of(turn["before"], titles),
        "after_title": title_of(turn["after"], titles),
    }


def _titled(entry: Mapping[str, Any], titles: Titles) -> dict[str, Any]:
    return {**entry, "title": title_of(entry["intent"], titles)}


def _at(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
