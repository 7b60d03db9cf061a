"""Answering from the knowledge base: search, the decision to answer, opinions, what is missing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from accounts.clock import Clock, local
from bot.knowledge.addressees import (
    STRANGER,
    Known,
    Who,
    addresses,
    holds_where,
    is_for_everyone,
    names_region,
    nobody_known,
)
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
from bot.knowledge.serving import Served, Serving
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
        self._serving = Serving(library, self._build)

    def close(self) -> None:
        """Let go of the library."""
        self._serving.close()
        self.library.close()

    def warm(self) -> None:
        """Bring the index up to what is published now, so that no question has to wait for it.

        The first takes seconds, as long as no vectors are remembered; without a change it is one
        look at the database.
        """
        self._serving.refresh()

    def search(
        self, question: str, reader: Reader, limit: int, who: Who = nobody_known
    ) -> tuple[Found, ...]:
        """Return at most `limit` articles for `question`, best first; none for a blank one.

        Customers never see what is internal or for others than `who` tells, nor what is told on
        request unless it is the first and sure. Nobody sees what is not valid today. What is of
        a region is found where the question names it, or nothing else and the customer is there.
        """
        return self._search(question, reader, limit, who, anywhere=False)

    def decide(self, question: str, who: Who = nobody_known) -> Decision:
        """Return what a customer who asks `question` is told, by what `who` tells of them.

        As long as nobody knows where they are, what is of a region is suggested, never the answer.
        """
        found = self._search(question, Reader.CUSTOMER, SUGGESTIONS, who, anywhere=False)
        if found and found[0].score >= ANSWER_AT:
            return Decision("answer", found)
        if any(each.article.regions for each in self._serving.now().by_code.values()):
            found = self._search(question, Reader.CUSTOMER, SUGGESTIONS, who, anywhere=True)
        return Decision("suggest" if found and found[0].score >= SUGGEST_AT else "nothing", found)

    def question_of(self, found: Found) -> str:
        """Return what a button for `found` says: its nearest question that we may say, or title."""
        fit = (each for each in found.questions if self._may_be_said(each))
        return next(fit, found.article.title)

    def article(self, code: str, reader: Reader, who: Who = nobody_known) -> Version | None:
        """Return the served version of `code` if `reader`, of whom `who` tells, may see it."""
        version = self._serving.now().by_code.get(code)
        if version is None or not _open(version.article, reader, self._today()):
            return None
        for_all = reader is Reader.AGENT or is_for_everyone(version.article)
        return version if for_all or addresses(version.article, who()) else None

    def files_of(self, articles: Collection[Article], reader: Reader) -> Mapping[str, Files]:
        """Return the attachments of served `articles` that `reader` may fetch, by code.

        Customers fetch those of public articles for everybody alone.
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
        self, article: Article, question: str, channel: str, *, in_its_words: bool = False
    ) -> int | None:
        """Return which piece of what `article` says on `channel` answers a follow-up (那要带什么).

        None when none does.

        Words of the question that a piece says count besides its meaning; those of the title, which
        every piece is about, do not. With `in_its_words` a piece has to say one at least.
        """
        parts = pieces(article.answer_on(channel))
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
        version = self._serving.now().by_code.get(code)
        if version is None or not _open(version.article, Reader.CUSTOMER, self._today()):
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

    def _search(
        self, question: str, reader: Reader, limit: int, who: Who, *, anywhere: bool
    ) -> tuple[Found, ...]:
        served = self._serving.now()
        index = served.index
        if not index.versions or not feature_text(question).strip():
            return ()
        asked = index.ask(question, self._encoder)
        near = index.nearness(asked)
        allowed = _open_now(served, reader, self._today())
        if reader is Reader.CUSTOMER:
            ranked = rank(near, allowed)
            allowed &= _meant(served, question, who, ranked.places[:limit], anywhere=anywhere)
        ranked = rank(near, allowed)
        pairs = zip(ranked.places, ranked.scores, strict=True)
        shown = [
            (int(place), float(score))
            for order, (place, score) in enumerate(pairs)
            if reader is Reader.AGENT or _shown(served.versions[place], float(score), order)
        ]
        return tuple(
            _as_served(index.found(place, score, asked), served.versions[place])
            for place, score in shown[:limit]
        )

    def _build(self) -> Index:
        texts = [feature_text(each) for each in self._strangers()]
        strangers = self._remembering.encode(texts) if texts else np.empty((0, 0), dtype=np.float32)
        served = self.library.versions(State.PUBLISHED)
        return Index(served, strangers, self._remembering, self._words)

    def _today(self) -> date:
        return local(self._clock.now()).date()


def _open(article: Article, reader: Reader, today: date) -> bool:
    internal = article.disclosure is Disclosure.INTERNAL
    return article.serves_on(today) and (reader is Reader.AGENT or not internal)


def _open_now(served: Served, reader: Reader, today: date) -> NDArray[np.bool_]:
    """Return which articles of the index `reader` may see today, whoever they are."""
    return np.array([each and _open(each.article, reader, today) for each in served.versions], bool)


def _meant(
    served: Served,
    question: str,
    who: Who,
    places: Iterable[int],
    *,
    anywhere: bool,
) -> NDArray[np.bool_]:
    """Return which articles are for the customer of whom `who` tells, and hold where they are.

    `who` is asked only if one of those at `places`, which come first, hangs on it. `anywhere` lets
    every region through as long as none is known.
    """
    articles = [each.article if each else None for each in served.versions]
    limited = [each for each in articles if each and (each.regions or not is_for_everyone(each))]
    if not limited:
        return np.ones(len(articles), bool)
    named = names_region(limited, question)

    def fits(article: Article | None, known: Known) -> bool:
        if article is None or not addresses(article, known):
            return False
        return holds_where(article, question, "" if named else known.area)

    known = STRANGER
    if not all(articles[each] is None or fits(articles[each], known) for each in places):
        known = who()
    everywhere = anywhere and not named and not known.area
    return np.array(
        [
            fits(each, known) or bool(everywhere and each and addresses(each, known))
            for each in articles
        ],
        bool,
    )


def _as_served(found: Found, version: Version | None) -> Found:
    """Return `found` with what is served by now, should the index be of an earlier wording."""
    if version is None or version.article is found.article:
        return found
    article = version.article
    said = {article.title, *article.similar}
    questions = tuple(each for each in found.questions if each in said)
    return Found(article, found.score, questions, version.changed_at)


def _gives_files(article: Article, reader: Reader) -> bool:
    public = article.disclosure is Disclosure.PUBLIC and is_for_everyone(article)
    return reader is Reader.AGENT or public


def _shown(version: Version | None, score: float, order: int) -> bool:
    on_request = version is None or version.article.disclosure is Disclosure.ON_REQUEST
    return not on_request or (order == 0 and score >= ANSWER_AT)
