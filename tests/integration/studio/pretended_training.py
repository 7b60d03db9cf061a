"""A training without a model: ends as its first argument says; run as a process by tests."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from accounts.clock import SystemClock
from bot.releases.model import Draft, Reason, State
from bot.releases.shelf import Shelf
from bot.releases.storage.database import Database
from bot.releases.storage.jobs import Jobs
from bot.releases.storage.versions import Versions
from bot.training.findings import Finding

TURN = {
    "text": "查一下话费",
    "expected": "query_bill",
    "before": "query_bill",
    "after": "nlu_fallback",
    "confidence_before": 0.9,
    "confidence_after": 0.4,
}
WORSE = {
    "intent": "query_bill",
    "n": 24,
    "before": 1.0,
    "after": 0.875,
    "lost": 3,
    "gained": 0,
    "lower": -0.2713,
    "upper": -0.011,
}
DOUBTFUL = {**WORSE, "n": 18, "after": 0.889, "lost": 2, "lower": -0.286, "upper": 0.05}
FIGURES = {"n": 48, "accuracy": 0.95, "interval": [0.9, 0.98], "ms_p95": 8.0}


def main() -> None:
    """End as asked: candidate, doubtful, refused, bad_data, crash, or when input closes."""
    how, orders = sys.argv[1], json.loads(sys.argv[2])
    folder = Path(orders["data_dir"])
    database = Database(f"sqlite:///{folder / 'studio.db'}")
    jobs, versions, now = Jobs(database), Versions(database), SystemClock().now
    job = jobs.find(orders["job"])
    assert job is not None
    jobs.tell(job.id, now(), step="training", percent=40)
    if how == "waits":
        sys.stdin.read()
    elif how == "crash":
        sys.exit(3)
    elif how == "bad_data":
        found = Finding("single_example", "data/nlu/billing.yml", 12, intent="query_bill")
        problem = Reason("data_refused", {"count": 1})
        jobs.fail(job.id, problem, now(), findings=[found.as_json()])
    else:
        jobs.finish(job.id, _version(how, job.note, versions, Shelf(folder)), now())


def _version(how: str, note: str, versions: Versions, shelf: Shelf) -> str:
    refused, doubtful = how == "refused", how == "doubtful"
    judged = [{**WORSE, "verdict": "worse"}] if refused else []
    judged = [{**DOUBTFUL, "verdict": "doubtful"}] if doubtful else judged
    verdict = "refused" if refused else "confirm" if doubtful else "may_release"
    before = versions.latest_released()
    heldout = {"n": 48, "before": 1.0, "after": 0.94, "won": [], "lost": [TURN] if refused else []}
    number = len(versions.all())
    shelf.folder.mkdir(exist_ok=True)
    (shelf.folder / f"{number}-abc.tar.gz").write_bytes(b"model")
    draft = Draft(
        state=State.REFUSED if refused else State.CANDIDATE,
        author="7701",
        created_at=SystemClock().now(),
        note=note,
        data_hash="abc",
        examples=48,
        model=f"{number}-abc.tar.gz",
        figures=FIGURES,
        reasons=(Reason("intent_worse", WORSE),) if refused else (),
        comparison={
            "against": None if before is None else before.id,
            "heldout": heldout,
            "replay": {"n": 2, "differ": 1, "changed": [{**TURN, "expected": None}]},
            "per_intent": judged,
            "verdict": verdict,
        },
        details={
            "confusions": [{"expected": "query_bill", "predicted": "pay_bill", "n": 2}],
            "calibration": [{"claimed": 0.9, "true": 0.92, "n": 30}],
            "per_intent": [{"intent": "query_bill", "n": 24, "f1": 0.96}],
        },
    )
    return versions.add(draft).id


if __name__ == "__main__":
    main()
