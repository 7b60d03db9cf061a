"""Answering from the knowledge base: search, the decision to answer, opinions, what is missing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from accounts.clock import Clock, local
from bot.knowledge.attaching import Attachments
from bot.knowledge.editing import Editor
from bot.knowledge.index import Index, Words
from bot.knowledge.keywords import keywords_of
from bot.knowledge.model import (
    Article,
    Attachment,
    Disclosure,
    Found,
    Reader,
    State,
    Version,
)
from bot.knowledge.ports import Encoder, Library
from bot.knowledge.ranking import ANSWER_AT, SUGGEST_AT, rank
from bot.knowledge.wording import pieces
from bot.nlu.encoders import CachedEncoder
from bot.redaction import mask_text
from bot.text.normalise import feature_text, normalise

SUGGESTIONS = 3
"""Near misses shown at most: the 2–3 likeliest (handbook §1)."""
FOLLOW_UP_CHARS = 80
"""Characters of a piece that are held against a follow-up."""
SAID_COUNTS = 0.15
"""What each of the follow-up's words that a piece says adds to its cosine."""
FOLLOW_UP_AT = 0.40
"""Least score of a piece that answers a follow-up."""
REMEMBERED = 50_000
"""Vectors kept for the next build of the index: 2 KB each."""
LONGEST_QUESTION = 200
"""Characters of a question that are kept among the unanswered."""


Files = tuple[Attachment, ...]


@dataclass(frozen=True)
class Decision:
    """What becomes of a question: answered with the first found, near misses, or nothing."""

    outcome: Literal["answer", "suggest", "nothing"]
    found: tuple[Found, ...]


class Knowledge:
    """Searches what is published; safe to share between threads, and never stale.

    `strangers` gives questions that are not ours to answer, which keep a foreign question from
    being answered with whatever comes nearest.
    """

    def __init__(
        self,
        *,
        library: Library,
        editor: Editor,
        attachments: Attachments,
        clock: Clock,
        encoder: Encoder,
        words: Words,
        strangers: Callable[[], Sequence[str]],
        may_be_said: Callable[[str], bool],
    ) -> None:
        """Take the parts; nothing is indexed before the first question, or `warm`."""
        self.editor = editor
        self.library = library
        self.attachments = attachments
        self._clock = clock
        # Its own memory of vectors: a change of one article encodes that one anew.
        self._encoder, self._remembering = encoder, CachedEncoder(encoder, REMEMBERED)
        self._words = words
        self._strangers = strangers
        self._may_be_said = may_be_said
        self._lock = threading.Lock()
        self._index: tuple[int, Index] | None = None

    def close(self) -> None:
        """Let go of the library."""
        self.library.close()

    def warm(self) -> None:
        """Build the index now (about two seconds) instead of with the first question."""
        self._present()

    def search(self, question: str, reader: Reader, limit: int) -> tuple[Found, ...]:
        """Return at most `limit` articles for `question`, best first; none for a blank one.

        Customers never see what is internal, nor what is told on request unless it is the first
        and sure. Nobody sees what is not valid today.
        """
        index = self._present()
        if not index.versions or not feature_text(question).strip():
            return ()
        asked = index.ask(question, self._encoder)
        near = index.nearness(asked)
        ranked = rank(near, self._allowed(index, reader, question))
        pairs = zip(ranked.places, ranked.scores, strict=True)
        shown = [
            (int(place), float(score))
            for order, (place, score) in enumerate(pairs)
            if reader is Reader.AGENT or _shown(index.versions[place], float(score), order)
        ]
        return tuple(index.found(place, score, asked) for place, score in shown[:limit])

    def decide(self, question: str) -> Decision:
        """Return what a customer who asks `question` is told."""
        found = self.search(question, Reader.CUSTOMER, SUGGESTIONS)
        if found and found[0].score >= ANSWER_AT:
            return Decision("answer", found)
        return Decision("suggest" if found and found[0].score >= SUGGEST_AT else "nothing", found)

    def question_of(self, found: Found) -> str:
        """Return what a button for `found` says: its nearest question that we may say, or title."""
        fit = (each for each in found.questions if self._may_be_said(each))
        return next(fit, found.article.title)

    def article(self, code: str, reader: Reader) -> Version | None:
        """Return the served version of `code` if `reader` may see it, or None."""
        today = self._today()
        for version in self._present().versions:
            if version.article.code == code and _open(version.article, reader, today):
                return version
        return None

    def files_of(self, articles: Collection[Article], reader: Reader) -> Mapping[str, Files]:
        """Return the attachments of served `articles` that `reader` may fetch, by code.

        Customers fetch those of public articles alone.
        """
        codes = [each.code for each in articles if _gives_files(each, reader)]
        return self.attachments.passed(codes) if codes else {}

    def file(self, attachment_id: str, reader: Reader) -> tuple[Attachment, bytes] | None:
        """Return an attachment with its bytes, or None unless `reader` may fetch it now.

        They may when it has been passed and its article is served today, to customers as public.
        """
        found = self.library.attachment(attachment_id)
        if found is None or not found[0].reviewer:
            return None
        version = self.article(found[0].code, reader)
        return found if version and _gives_files(version.article, reader) else None

    def keywords(self, article: Article) -> tuple[str, ...]:
        """Return keywords that an author may take over: what sets `article` apart (handbook §8)."""
        served = self.library.versions(State.PUBLISHED)
        return keywords_of(article, (each.article for each in served), self._words)

    def piece_for(
        self, article: Article, question: str, *, in_its_words: bool = False
    ) -> int | None:
        """Return which piece of `article` answers a follow-up (那要带什么), or None when none does.

        Words of the question that a piece says count besides its meaning; those of the title, which
        every piece is about, do not. With `in_its_words` a piece has to say one at least.
        """
        parts = pieces(article.answer)
        if not feature_text(question).strip():
            return None
        words = set(self._words.of(question)) - set(self._words.of(article.title))
        vector = self._encoder.encode([question])[0]
        texts = [f"{part.heading} {part.text[:FOLLOW_UP_CHARS]}" for part in parts]
        near = np.einsum("ij,j->i", self._remembering.encode(texts), vector)
        said = [len(words & set(self._words.of(part.heading + part.text))) for part in parts]
        scores = near + np.array(said) * SAID_COUNTS
        best = int(np.argmax(scores))
        fits = scores[best] >= FOLLOW_UP_AT and (said[best] or not in_its_words)
        return best if fits else None

    def note_opinion(self, code: str, conversation: str, *, useful: bool) -> bool:
        """Keep what a customer thinks of the served version of `code`; False without one."""
        version = self.article(code, Reader.CUSTOMER)
        if version is None:
            return False
        key = (code, version.number)
        self.library.note_opinion(key, conversation, self._clock.now(), useful=useful)
        return True

    def note_unanswered(self, question: str, found: Sequence[Found]) -> None:
        """Keep a question for the trainer, personal data masked; a blank one is not kept."""
        masked = normalise(mask_text(question)).text.strip()[:LONGEST_QUESTION]
        if masked:
            near = [each.article.code for each in found]
            self.library.note_unanswered(masked, near, self._clock.now())

    def tend(self) -> int:
        """Expire what has ended, tell owners of what ends soon; as `Editor.tend`."""
        return self.editor.tend()

    def _present(self) -> Index:
        revision = self.library.revision()
        present = self._index
        if present is not None and present[0] == revision:
            return present[1]
        with self._lock:
            if self._index is None or self._index[0] != revision:
                self._index = (revision, self._build())
            return self._index[1]

    def _build(self) -> Index:
        texts = [feature_text(each) for each in self._strangers()]
        strangers = self._remembering.encode(texts) if texts else np.empty((0, 0), dtype=np.float32)
        served = self.library.versions(State.PUBLISHED)
        return Index(served, strangers, self._remembering, self._words)

    def _allowed(self, index: Index, reader: Reader, question: str) -> NDArray[np.bool_]:
        """Return which articles `reader` may see today, of a region only when it is named."""
        today = self._today()
        return np.array(
            [
                _open(each.article, reader, today) and _here(each.article, reader, question)
                for each in index.versions
            ]
        )

    def _today(self) -> date:
        return local(self._clock.now()).date()


def _open(article: Article, reader: Reader, today: date) -> bool:
    internal = article.disclosure is Disclosure.INTERNAL
    return article.serves_on(today) and (reader is Reader.AGENT or not internal)


def _gives_files(article: Article, reader: Reader) -> bool:
    return reader is Reader.AGENT or article.disclosure is Disclosure.PUBLIC


def _here(article: Article, reader: Reader, question: str) -> bool:
    """Tell whether a regional article may answer: its region is named, or an agent asks."""
    if not article.regions or reader is Reader.AGENT:
        return True
    return any(region in question for region in article.regions)


def _shown(version: Version, score: float, order: int) -> bool:
    on_request = version.article.disclosure is Disclosure.ON_REQUEST
    return not on_request or (order == 0 and score >= ANSWER_AT)
