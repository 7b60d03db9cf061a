"""Training: only when due, whole or not at all, with the place of a mistake."""

from __future__ import annotations

import tarfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.training.findings import TrainingFailed, TrainingRefused
from bot.training.sources import Sources
from bot.training.trainer import KEPT_MODELS, Trainer

RULE = "- rule: other greeting\n  steps:\n  - intent: greet\n  - action: utter_busy\n"


@pytest.fixture
def models(small_model: Path, tmp_path: Path) -> Path:
    """Make a models folder that holds the small model."""
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / small_model.name).write_bytes(small_model.read_bytes())
    return folder


def test_a_model_of_the_same_sources_is_used_as_it_is(
    project_copy: Path, models: Path, small_model: Path
) -> None:
    """No training when nothing changed, wherever the project lies."""
    steps: list[str] = []

    model = Trainer(models=models, sources=Sources(root=project_copy)).train(progress=steps.append)

    assert model.name == small_model.name
    assert steps == ["unchanged"]


def test_two_that_want_the_same_model_train_it_once(project_copy: Path, tmp_path: Path) -> None:
    """The second waits for the first and uses its model: two servers starting on one folder."""
    steps: list[str] = []

    def train(_which: int) -> Path:
        trainer = Trainer(models=tmp_path / "made", sources=Sources(root=project_copy))
        return trainer.train(progress=steps.append)

    with ThreadPoolExecutor(2) as both:
        first, second = both.map(train, range(2))

    assert first == second
    assert steps.count("training") == 1


def test_a_contradiction_is_told_and_the_previous_model_stays(
    project_copy: Path, models: Path, small_model: Path
) -> None:
    """The error names both rules; nothing half-made is left in the folder."""
    with (project_copy / "data/rules/rules.yml").open("a", encoding="utf-8") as file:
        file.write(RULE.replace("steps:", "condition:\n  - slot_was_set: [{mood: calm}]\n  steps:"))
    trainer = Trainer(models=models, sources=Sources(root=project_copy))

    with pytest.raises(TrainingFailed, match="other greeting"):
        trainer.train()

    assert [path.name for path in models.iterdir()] == [small_model.name]
    assert trainer.newest() == models / small_model.name


def test_a_broken_file_is_told_with_its_name_and_line(project_copy: Path, models: Path) -> None:
    """A YAML mistake is found without a search."""
    path = project_copy / "data/nlu/nlu.yml"
    good = path.read_text(encoding="utf-8")
    path.write_text(f"{good}- intent: [unclosed\n", encoding="utf-8")

    with pytest.raises(TrainingRefused) as refused:
        Trainer(models=models, sources=Sources(root=project_copy)).train()

    (error,) = refused.value.findings
    assert (error.kind, error.file) == ("broken_yaml", "data/nlu/nlu.yml")
    assert error.line == good.count("\n") + 1


@pytest.mark.slow
def test_a_change_trains_a_new_model_and_old_ones_are_cleared(
    project_copy: Path, models: Path
) -> None:
    """The new model is the current one; only a few predecessors are kept."""
    for age in range(KEPT_MODELS):
        (models / f"2020010{age}-000000-000000-{'0' * 12}.tar.gz").write_bytes(b"old")
    path = project_copy / "data/nlu/nlu.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("- hello", "- good day"), "utf-8")
    steps: list[str] = []
    trainer = Trainer(models=models, sources=Sources(root=project_copy))

    model = trainer.train(progress=steps.append)

    assert steps == ["training", "trained"]
    assert trainer.current() == trainer.newest() == model
    assert len(list(models.glob("*.tar.gz"))) == KEPT_MODELS
    with tarfile.open(model) as archive:
        assert any(member.name.endswith("metadata.json") for member in archive)
