"""The fingerprint changes with anything a model is made of, and with nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.training.sources import Sources

FILES = [
    "config.yml",
    "domain.yml",
    "data/nlu/a.yml",
    "data/rules/a.yml",
    "data/dictionary/words.txt",
    "bot/nlu/part.py",
    "bot/text/part.py",
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Lay out a project with one file of each kind."""
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", FILES)
def test_a_change_in_any_source_changes_the_fingerprint(project: Path, name: str) -> None:
    """Data, configuration, dictionary and the components' code all count."""
    sources = Sources(root=project)
    before = sources.fingerprint()
    (project / name).write_text("changed", encoding="utf-8")

    assert sources.fingerprint() != before


def test_a_renamed_or_added_file_changes_the_fingerprint(project: Path) -> None:
    """Names count as well as contents."""
    sources = Sources(root=project)
    seen = {sources.fingerprint()}
    (project / "data/nlu/b.yml").write_text("", encoding="utf-8")
    seen.add(sources.fingerprint())
    (project / "data/nlu/b.yml").rename(project / "data/nlu/c.yml")
    seen.add(sources.fingerprint())

    assert len(seen) == 3


@pytest.mark.parametrize(
    "name",
    [
        "README.md",
        "data/scripts/a.yml",
        "data/synonyms/a.yml",
        "data/nlu/.a.yml.x1",
        "tests/dialogue/nlu_holdout.yml",
        "bot/nlu/__pycache__/a.pyc",
    ],
)
def test_what_training_does_not_read_changes_nothing(project: Path, name: str) -> None:
    """New wording, a synonym, a file that is being written: no reason to train."""
    sources = Sources(root=project)
    before = sources.fingerprint()
    path = project / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", encoding="utf-8")

    assert sources.fingerprint() == before


def test_only_folders_that_exist_are_given_to_rasa(project: Path) -> None:
    """A project without stories is trained without them."""
    assert Sources(root=project).training_files == [
        str(project / "data/nlu"),
        str(project / "data/rules"),
    ]
