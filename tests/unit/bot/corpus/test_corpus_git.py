"""In a repository each change becomes a commit, and nobody waits for git."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from accounts.catalogue import CatalogueName
from bot.corpus.bootstrap import Teaching, open_teaching
from bot.corpus.git import GitCommits, NoCommits, commits_of
from bot.corpus.model import Marked

BILLING, GENERAL = "data/nlu/billing.yml", "data/nlu/general.yml"
BY, OTHER = "7701", "7702"
ITEM = CatalogueName("package", "A25", "青芽25元套餐", (), Decimal(25))


def git(root: Path, *arguments: str) -> str:
    """Run git in `root`."""
    identity = ("-c", "user.name=dev", "-c", "user.email=dev@example.org")
    done = subprocess.run(
        ["git", "-C", str(root), *identity, *arguments],  # noqa: S607 - the machine's own git
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


@pytest.fixture
def repository(project) -> Path:
    """Make the project a repository with something staged that is not finished."""
    git(project.root, "init", "-q")
    git(project.root, "add", "-A")
    git(project.root, "commit", "-qm", "first")
    project.write("domain.yml", project.read("domain.yml") + "# half done\n")
    git(project.root, "add", "domain.yml")
    return project.root


@pytest.fixture
def teaching(repository, changes) -> Iterator[Teaching]:
    """Open the training data with the setting."""
    opened = open_teaching(root=repository, changes=changes, names=lambda: (ITEM,), git=True)
    yield opened
    opened.writer.settle()


def hook(repository: Path, script: str) -> None:
    """Let the repository ask `script` before each commit."""
    path = repository / ".git" / "hooks" / "pre-commit"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def subjects(repository: Path) -> list[str]:
    """Return the first lines of the commits, oldest first."""
    return git(repository, "log", "--reverse", "--format=%s").splitlines()


def test_in_a_repository_each_change_is_a_commit_of_its_file_alone(repository, teaching) -> None:
    """With the author's number; what a developer has staged stays staged."""
    corpus = teaching.corpus
    change = corpus.add("stop", [Marked("不要了")], BY).change
    teaching.writer.settle()
    (said,) = (one.id for one in corpus.examples() if one.text == "在吗")
    corpus.replace(said, Marked("在吗"), "stop", OTHER)
    teaching.writer.settle()

    messages = git(repository, "log", "--format=%an|%s|%b").strip()
    assert f"studio {OTHER}|{BILLING}: move by {OTHER}|Studio-Author: {OTHER}" in messages
    assert f"Studio-Author: {BY}\nStudio-Change: {change.id}" in messages
    names = git(repository, "show", "--format=", "--name-only", "HEAD~1").split()
    assert names == [BILLING]
    assert git(repository, "status", "--short").split() == ["M", "domain.yml"]
    assert git(repository, "show", "--format=", "--name-only", "HEAD").split() == [BILLING, GENERAL]


def test_a_file_that_a_change_begins_is_committed_too(repository, teaching) -> None:
    """The first synonym makes the file of synonyms."""
    teaching.synonyms.add("A25", "小太阳卡", BY)
    teaching.writer.settle()

    assert git(repository, "show", "--format=", "--name-only", "HEAD").split() == [
        "data/synonyms/catalogue.yml"
    ]
    assert git(repository, "status", "--short").split() == ["M", "domain.yml"]


def test_without_the_setting_or_a_repository_git_is_left_alone(project, repository) -> None:
    """No commit is made."""
    project.open().add("stop", [Marked("不要了")], BY)

    assert subjects(repository) == ["first"]
    assert isinstance(commits_of(repository, wanted=False, refused=print), NoCommits)
    assert isinstance(commits_of(Path("/"), wanted=True, refused=print), NoCommits)


def test_a_change_that_git_refuses_stands_and_the_log_says_so(
    project, repository, teaching, changes
) -> None:
    """A hook says no: the trainer's work is not lost, and whoever looks learns of it."""
    hook(repository, "exit 1")
    refused = teaching.corpus.add("stop", [Marked("不要了")], BY).change
    teaching.writer.settle()
    hook(repository, "exit 0")
    taken = teaching.corpus.add("stop", [Marked("别弄了")], BY).change
    teaching.writer.settle()

    assert "    - 不要了\n" in project.read(BILLING)
    assert subjects(repository) == ["first", f"{BILLING}: add by {BY}"]
    assert {one.id: one.committed for one in changes.listed()} == {
        refused.id: False,
        taken.id: True,
    }
    assert changes.find(refused.id).committed is False


def test_nobody_waits_for_a_slow_hook_and_all_is_committed_in_order(
    project, repository, teaching
) -> None:
    """Edits and looks go on, of this process and of others; each author has a commit."""
    hook(repository, "sleep 0.7")
    began = time.monotonic()
    for number, by in enumerate((BY, OTHER, BY)):
        teaching.corpus.add("stop", [Marked(f"第{number}次不要了")], by)
    project.open().add("greet", [Marked("您好呀")], OTHER)
    seen = len(teaching.corpus.examples("stop"))
    took = time.monotonic() - began
    teaching.close()

    assert (seen, took < 0.7) == (6, True)
    assert subjects(repository) == [
        "first", *(f"{BILLING}: add by {by}" for by in (BY, OTHER, BY))
    ]  # fmt: skip


def test_a_hook_that_hangs_is_ended_and_the_next_commit_goes_through(project, repository) -> None:
    """With whatever the hook has started, and git's own lock files."""
    told: list[str] = []
    commits = GitCommits(repository, lambda change: told.append(change.id), seconds=0.5)
    change = project.open().add("stop", [Marked("不要了")], BY).change
    hook(repository, "sleep 600 & wait")
    began = time.monotonic()
    commits.commit([repository / BILLING], change)
    commits.settle()
    took = time.monotonic() - began
    hook(repository, "exit 0")
    commits.commit([repository / BILLING], change)
    commits.settle()

    assert (told, took < 10) == ([change.id], True)
    assert len(subjects(repository)) == 2
    assert list((repository / ".git").glob("*.lock")) == []


def test_the_repository_may_be_a_folder_above_or_another_working_tree(project, changes) -> None:
    """Where the project is a part of something larger; a working tree has a file for .git."""
    above = project.root.parent
    git(above, "init", "-q")
    git(above, "add", "project")
    git(above, "commit", "-qm", "first")
    git(above, "worktree", "add", "-q", str(above.parent / f"{above.name}-other"))
    for root in (project.root, above.parent / f"{above.name}-other" / "project"):
        teaching = open_teaching(root=root, changes=changes, names=lambda: (ITEM,), git=True)
        teaching.corpus.add("stop", [Marked("不要了")], BY)
        teaching.writer.settle()

        assert subjects(root) == ["first", f"{BILLING}: add by {BY}"]
        assert git(root, "show", "--format=", "--name-only", "HEAD").split() == [
            f"project/{BILLING}"
        ]
