"""The composition root of corpus editing."""

from __future__ import annotations

from pathlib import Path

from bot.changes.log import ChangeLog
from bot.corpus.editing import Corpus
from bot.corpus.files import NluFiles
from bot.corpus.git import commits_of
from bot.corpus.looking import Bares
from bot.corpus.names import HeldOut, Names
from bot.corpus.writing import Writer
from bot.settings import ROOT

NLU = "data/nlu"
HELD_OUT = "tests/dialogue/nlu_holdout.yml"


def open_corpus(*, root: Path = ROOT, changes: ChangeLog, git: bool = False) -> Corpus:
    """Return the training sentences of the project `root`; nothing is read yet.

    With `git` each change is a commit, where `root` is a repository.
    """
    return Corpus(
        files=NluFiles(root, NLU),
        names=Names(root / "domain.yml"),
        held_out=HeldOut(root / HELD_OUT, Bares()),
        writer=Writer(changes, commits_of(root, wanted=git)),
        changes=changes,
    )
