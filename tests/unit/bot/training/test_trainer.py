"""What the trainer does around a training: refuse, keep the earlier model, clean files."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.training.check import Report
from bot.training.findings import TrainingFailed, TrainingRefused
from bot.training.sources import Sources
from bot.training.trainer import Trainer, readable

NLU = "data/nlu/nlu.yml"


@pytest.fixture
def trainer(project) -> Trainer:
    """Train the project into a folder of its own, which is not there yet."""
    return Trainer(models=project.root / "models", sources=Sources(root=project.root))


@pytest.fixture
def spoiled(project):
    """Break the project's sentences."""
    project.write(NLU, project.read(NLU).replace("- intent: greet", "- intent: gret"))
    return project


def test_bad_data_is_refused_before_anything_is_made(trainer, spoiled) -> None:
    """The check is told first, then the refusal names every error; no folder appears."""
    reports: list[Report] = []

    with pytest.raises(TrainingRefused) as refused:
        trainer.train(force=True, checked=reports.append)

    assert [found.kind for found in refused.value.findings] == ["unknown_intent", "unused_intent"]
    assert [report.errors for report in reports] == [refused.value.findings]
    assert not (spoiled.root / "models").exists()


def test_the_newest_model_is_kept_when_none_can_be_made(trainer, spoiled) -> None:
    """Whatever it was made from; the reason comes with it."""
    models = spoiled.root / "models"
    models.mkdir()
    for day in ("20260101", "20260102"):
        (models / f"{day}-000000-000000-{'0' * 12}.tar.gz").write_bytes(b"model")

    kept = trainer.train_or_keep()

    assert kept.model.name.startswith("20260102")
    assert isinstance(kept.problem, TrainingRefused)
    assert len(list(models.iterdir())) == 2


@pytest.mark.usefixtures("spoiled")
def test_without_an_earlier_model_the_refusal_stands(trainer) -> None:
    """There is nothing to keep."""
    with pytest.raises(TrainingRefused):
        trainer.train_or_keep()


def test_a_model_of_the_present_data_needs_no_check(trainer, spoiled) -> None:
    """It was checked when it was made; a start must not read every sentence again."""
    models = spoiled.root / "models"
    models.mkdir()
    fingerprint = Sources(root=spoiled.root).fingerprint()
    model = models / f"20260101-000000-000000-{fingerprint}.tar.gz"
    model.write_bytes(b"model")

    kept = trainer.train_or_keep()

    assert (kept.model, kept.problem) == (model, None)


def test_only_files_that_rasa_could_not_read_are_copied(project, tmp_path_factory) -> None:
    """Under their own names, without what was in the way."""
    folder = tmp_path_factory.mktemp("clean")
    assert readable(folder, project.root, project.check()) == {}
    good = project.read(NLU)
    project.write(NLU, "\ufeff" + good.replace("查话费", "查\x07话费"))

    copies = readable(folder, project.root, project.check())

    assert copies == {project.root / NLU: folder / NLU}
    assert (folder / NLU).read_text(encoding="utf-8") == good.replace("查话费", "查 话费")


CHILD = """\
#!{python}
import io, json, os, signal, sys, tarfile
spec = json.loads(sys.argv[3])
tries = open({tries!r}, "a+")
tries.write("x")
tries.flush()
tries.seek(0)
if len(tries.read()) <= {crashes}:
    os.kill(os.getpid(), signal.{signal})
model = os.path.join(spec["output"], spec["name"])
with tarfile.open(model, "w:gz") as archive:
    metadata = tarfile.TarInfo("metadata.json")
    metadata.size = 2
    archive.addfile(metadata, io.BytesIO(b"{{}}"))
with open(os.path.join(spec["output"], "result.json"), "w") as result:
    json.dump({{"model": model}}, result)
"""
"""A process that trains nothing, and is killed by a signal the first few times."""


@pytest.fixture
def child(tmp_path_factory, monkeypatch):
    """Let another program stand for the one that trains; gives what says how often it ran."""
    folder = tmp_path_factory.mktemp("child")
    tries = folder / "tries"

    def child(crashes: int, signal: str) -> Path:
        script = folder / "python"
        values = {"python": sys.executable, "tries": str(tries)}
        script.write_text(CHILD.format(crashes=crashes, signal=signal, **values), encoding="utf-8")
        script.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(script))
        return tries

    return child


def test_a_training_that_crashes_is_begun_once_more(trainer, child) -> None:
    """Linear algebra breaks now and then, and nobody has to press a button for it."""
    tries = child(1, "SIGSEGV")

    assert trainer.train().exists()
    assert tries.read_text(encoding="utf-8") == "xx"


@pytest.mark.parametrize(("crashes", "signal", "ran"), [(2, "SIGSEGV", 2), (1, "SIGTERM", 1)])
def test_a_training_that_crashes_again_or_is_ended_says_by_what(
    trainer, child, crashes: int, signal: str, ran: int
) -> None:
    """Not the progress that was printed before; who ends it does not want another one."""
    tries = child(crashes, signal)

    with pytest.raises(TrainingFailed, match=f"^{signal}$"):
        trainer.train()
    assert len(tries.read_text(encoding="utf-8")) == ran
    assert trainer.current() is None
