"""What the trainer does around a training: refuse, keep the earlier model, clean files."""

from __future__ import annotations

import pytest

from bot.training.check import Report
from bot.training.findings import TrainingRefused
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
