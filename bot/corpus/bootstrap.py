"""The composition root of corpus editing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.changes.log import ChangeLog
from bot.changes.model import AlreadyUndone, Change, NoSuchChange
from bot.corpus.dictionary import WordList
from bot.corpus.editing import Corpus
from bot.corpus.files import NluFiles
from bot.corpus.git import commits_of
from bot.corpus.keeping import KeptBook
from bot.corpus.linting import Linter
from bot.corpus.looking import Bares
from bot.corpus.names import HeldOut, Names
from bot.corpus.synonyms import SynonymBook
from bot.corpus.writing import Writer
from bot.nlu.names import NamesSource
from bot.settings import ROOT

NLU = "data/nlu"
HELD_OUT = "tests/dialogue/nlu_holdout.yml"
SYNONYMS = "data/synonyms"
DICTIONARY = "data/dictionary/telecom.txt"


class Follower(Protocol):
    """Follows what is taken back in the log of changes: a decision may have made it."""

    def undone(self, change_id: str, undoing: str, by: str) -> None:
        """Follow `by`, who took the change `change_id` back by the change `undoing`; it blocks."""
        ...

    def close(self) -> None:
        """Let go of what it holds."""
        ...


@dataclass(frozen=True)
class Teaching:
    """Everything that trainers teach with, and the log of what they changed.

    `follower` is told of each change of the sentences that is taken back in the log.
    """

    corpus: Corpus
    synonyms: SynonymBook
    dictionary: WordList
    changes: ChangeLog
    linter: Linter
    kept: KeptBook
    follower: Follower | None = None

    def close(self) -> None:
        """Give the database connections back."""
        self.changes.close()
        if self.follower is not None:
            self.follower.close()

    def undo(self, change_id: str, by: str) -> Change:
        """Take back a change of any of the three; raises as the one that it is of."""
        change = self.changes.find(change_id)
        undo = self.undoers().get(change.area) if change is not None else None
        if undo is None:
            raise NoSuchChange(change_id)
        return undo(change_id, by)

    def undoers(self) -> Mapping[str, Callable[[str, str], Change]]:
        """Return what undoes a change, by its area."""
        return {
            "corpus": self._undo_sentences,
            "synonyms": self.synonyms.undo,
            "dictionary": self.dictionary.undo,
        }

    def _undo_sentences(self, change_id: str, by: str) -> Change:
        made = self.changes.find(change_id)
        if made is not None and self.kept.wrote(made):
            return self.kept.undo(change_id, by)
        try:
            change = self.corpus.undo(change_id, by)
        except AlreadyUndone as error:
            # A process that died in between has told nobody: asked again, it is told now.
            undoing = self.changes.find(error.undone_by)
            if undoing is not None and self.follower is not None:
                self.follower.undone(change_id, undoing.id, undoing.author)
            raise
        if self.follower is not None:
            self.follower.undone(change_id, change.id, by)
        return change


def open_corpus(*, root: Path = ROOT, changes: ChangeLog, git: bool = False) -> Corpus:
    """Return the training sentences of the project `root`; nothing is read yet.

    With `git` each change is a commit, where `root` is a repository.
    """
    return Corpus(
        files=NluFiles(root, NLU),
        names=Names(root / "domain.yml"),
        held_out=HeldOut(root / HELD_OUT, HELD_OUT, Bares()),
        writer=Writer(changes, commits_of(root, wanted=git)),
        changes=changes,
    )


def open_teaching(
    *,
    root: Path = ROOT,
    changes: ChangeLog,
    names: NamesSource,
    git: bool = False,
    follower: Follower | None = None,
) -> Teaching:
    """Return all that trainers teach with; `names` are those of the catalogue alone."""
    writer = Writer(changes, commits_of(root, wanted=git))
    linter = Linter(root, (root / DICTIONARY).parent, root / HELD_OUT)
    return Teaching(
        corpus=open_corpus(root=root, changes=changes, git=git),
        synonyms=SynonymBook(
            files=NluFiles(root, SYNONYMS),
            names=names,
            said=NluFiles(root, NLU),
            writer=writer,
            changes=changes,
        ),
        dictionary=WordList(path=root / DICTIONARY, root=root, writer=writer, changes=changes),
        changes=changes,
        linter=linter,
        kept=KeptBook(root=root, linter=linter, writer=writer, changes=changes),
        follower=follower,
    )
