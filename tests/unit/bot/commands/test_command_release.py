"""`xiaotong release` on versions that are there: shown, released, refused, rolled back."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from accounts.bootstrap import seed_file
from accounts.clock import SystemClock
from actions.services import open_services
from bot.commands import release, release_child
from bot.errors import XiaotongError
from bot.releases import runner
from bot.releases.bootstrap import open_releases
from bot.releases.model import Draft, Reason, State
from bot.releases.service import Releases
from bot.releases.shelf import Shelf
from bot.settings import ROOT, load
from bot.training.trainer import Trainer

OPERATOR = ROOT / "tests" / "unit" / "accounts" / "small.yml"
BY = "8801"
TURN = {
    "text": "查一下话费",
    "expected": "query_bill",
    "before": "query_bill",
    "after": "nlu_fallback",
    "confidence_before": 0.9,
    "confidence_after": 0.4,
}
DOUBTFUL = {
    "intent": "query_bill", "n": 18, "before": 1.0, "after": 0.889, "lost": 2, "gained": 0,
    "lower": -0.286, "upper": 0.05, "verdict": "doubtful",
}  # fmt: skip
COMPARISON = {
    "against": "1",
    "heldout": {"n": 48, "before": 1.0, "after": 0.98, "won": [], "lost": [TURN]},
    "replay": {"n": 2, "differ": 1, "changed": [TURN]},
    "per_intent": [],
    "verdict": "may_release",
}
FIGURES = {
    "n": 48,
    "accuracy": 0.95,
    "interval": [0.9, 0.98],
    "macro_f1": 0.94,
    "entity_f1": None,
    "fallback_in_scope": 0.01,
    "out_of_scope_caught": 0.9,
    "calibration_error": 0.01,
    "ms_p50": 5.0,
    "ms_p95": 8.0,
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Seed the small operator."""
    services = open_services(load({"data_dir": tmp_path}), SystemClock())
    seed_file(services.accounts, OPERATOR)
    services.accounts.close()
    return tmp_path


@pytest.fixture
def releases(data: Path):
    """Open the versions of the data directory."""
    opened = open_releases(load({"data_dir": data}), SystemClock())
    yield opened
    opened.close()


def _put(releases: Releases, name: str, **more: object) -> str:
    releases.shelf.folder.mkdir(exist_ok=True)
    (releases.shelf.folder / f"{name}.tar.gz").write_bytes(b"model")
    usual = {
        "state": State.CANDIDATE,
        "author": BY,
        "created_at": SystemClock().now(),
        "note": "补充漫游",
        "data_hash": name,
        "examples": 48,
        "model": f"{name}.tar.gz",
        "figures": FIGURES,
        "comparison": COMPARISON,
    }
    return releases.versions.add(Draft(**{**usual, **more})).id


def test_versions_are_listed_and_shown(data: Path, releases: Releases, capsys) -> None:
    """With figures, and the messages that were won and lost in customers' words."""
    _put(releases, "z", author="system", state=State.RELEASED)
    version = _put(releases, "a")

    assert release.run(what="list", data_dir=data, json_out=data / "list.json") == 0
    listed = capsys.readouterr().out
    assert release.run(what="show", data_dir=data, version=version) == 0
    shown = capsys.readouterr().out

    assert "补充漫游" in listed
    assert "the system" in listed
    assert "95.0%" in listed
    assert "查一下话费" in shown
    assert "查话费账单" in shown
    kept = json.loads((data / "list.json").read_text(encoding="utf-8"))
    assert (kept["serving"], kept["versions"][0]["may_release"]) == (None, True)
    assert kept["versions"][1]["author_name"] == "系统"


def test_a_candidate_is_published_and_an_earlier_one_rolled_back_to(
    data: Path, releases: Releases
) -> None:
    """The pointer is what servers follow."""
    first, second = _put(releases, "a"), _put(releases, "b")

    assert release.run(what="publish", data_dir=data, version=first, by=BY) == 0
    assert releases.versions.pointed() == first
    assert release.run(what="publish", data_dir=data, version=second, by=BY) == 0
    assert release.run(what="rollback", data_dir=data, version=first, by=BY) == 0

    assert releases.versions.pointed() == first


def test_a_doubtful_version_is_published_with_a_flag_alone(
    data: Path, releases: Releases, capsys
) -> None:
    """Without it the status is 3, with intents, numbers and what can be done; nothing moves."""
    version = _put(releases, "a", comparison={**COMPARISON, "per_intent": [DOUBTFUL]})
    asked = {"what": "publish", "data_dir": data, "version": version, "by": BY}

    assert release.run(**asked) == release.TO_CONFIRM == 3
    told = capsys.readouterr().err
    assert "查话费账单" in told
    assert "2 were lost" in told
    assert "--confirm-doubts" in told
    assert releases.versions.pointed() is None

    assert release.run(**asked, confirmed=True) == 0
    assert releases.versions.pointed() == version
    capsys.readouterr()
    release.run(what="show", data_dir=data, version=version)
    assert f"({BY}) had confirmed" in capsys.readouterr().out


def test_a_release_for_an_engine_elsewhere_says_what_to_restart(
    data: Path, releases: Releases, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Rasa server swaps nothing by itself; servers with the engine inside do."""
    monkeypatch.setenv("XIAOTONG_ENGINE_URL", "http://127.0.0.1:5005")
    version = _put(releases, "a")

    release.run(what="publish", data_dir=data, version=version, by=BY)

    told = capsys.readouterr().out
    assert "restart" in told
    assert "a.tar.gz" in told


def test_other_entities_are_shown_before_and_after_with_confidence(
    data: Path, releases: Releases, capsys
) -> None:
    """And what was replayed once and is kept no longer says so."""
    turn = {**TURN, "after": "query_bill", "entities_before": [["month", "2026-10"]],
            "entities_after": []}  # fmt: skip
    replay = {"n": 2, "differ": 1, "differ_entities": 1, "changed": [TURN, turn]}
    version = _put(releases, "a", comparison={**COMPARISON, "replay": replay})
    release.run(what="show", data_dir=data, version=version)
    shown = capsys.readouterr().out
    gone = _put(releases, "b", comparison={
        **COMPARISON, "replay": {**replay, "changed": [], "gone": True}
    })  # fmt: skip
    release.run(what="show", data_dir=data, version=gone)

    assert "month=2026-10 → nothing" in shown
    assert "90% →" in shown
    assert "no longer kept" in capsys.readouterr().out


def test_a_refused_version_is_not_published(data: Path, releases: Releases, capsys) -> None:
    """All reasons are told, with numbers."""
    reason = Reason("slower", {"before": 8.0, "after": 40.0, "most": 13.0})
    version = _put(releases, "a", state=State.REFUSED, reasons=(reason,))

    with pytest.raises(XiaotongError):
        release.run(what="publish", data_dir=data, version=version, by=BY)

    assert "40.0 ms" in capsys.readouterr().err
    assert releases.versions.pointed() is None


@pytest.mark.parametrize(
    ("what", "given", "word"),
    [
        ("publish", {"version": "99", "by": BY}, "99"),
        ("show", {"version": "nought"}, "nought"),
        ("rollback", {"version": "1", "by": BY}, "never released"),
        ("publish", {"version": "1", "by": "0000"}, "0000"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    data: Path, releases: Releases, what: str, given: dict[str, str], word: str
) -> None:
    """An unknown version, a candidate to roll back to, an unknown member of staff."""
    _put(releases, "a")

    with pytest.raises(XiaotongError, match=word):
        release.run(what=what, data_dir=data, **given)


def test_a_training_that_crashes_ends_with_status_1(
    data: Path, releases: Releases, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says where its output is; nothing else has changed."""
    monkeypatch.setattr(runner, "CHILD", (sys.executable, "-c", "import sys; sys.exit(5)"))

    assert release.run(what="train", data_dir=data, by=BY) == 1

    told = capsys.readouterr().err
    assert "status 5" in told
    assert runner.LOG in told
    assert releases.versions.all() == ()


@pytest.mark.parametrize(
    ("said", "replayed"),
    [
        ("麻烦帮张建国查一下话费", "麻烦帮某某查一下话费"),
        ("我住在朝阳区建国路88号院3号楼2单元501室", "我住在某处"),
        ("尾号66881的宽带坏了", "尾号●●●●的宽带坏了"),
        ("查十月的话费", "查十月的话费"),
    ],
)
def test_a_replayed_message_is_masked_as_in_the_inbox(said: str, replayed: str) -> None:
    """Names without announcement, houses and short numbers too; the wording stays."""
    assert release_child.trainers_mask()(said) == replayed


def test_a_model_that_a_server_made_of_the_same_data_is_taken(tmp_path: Path) -> None:
    """Onto the shelf, so that nothing is trained twice; other data has none."""
    shelf, models = Shelf(tmp_path), tmp_path / "models"
    trainer = release_child.ShelfTrainer(models, shelf)
    assert trainer.current() is None
    models.mkdir()
    name = f"2026-{Trainer(models=models).fingerprint()}.tar.gz"
    (models / name).write_bytes(b"model")

    assert trainer.current() == shelf.folder / name
    assert (shelf.folder / name).read_bytes() == b"model"
