"""Answering from the knowledge base: search, the decision to answer, opinions, what is missing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from accounts.clock import Clock, local
from bot.knowledge.addressees import Who, addresses, is_for_everyone, nobody_known
from bot.knowledge.attaching import Attachments
from bot.knowledge.editing import Editor
from bot.knowledge.index import Index, Words
from bot.knowledge.keywords import keywords_of
from bot.knowledge.model import (
    SYSTEM,
    Article,
    Attachment,
    Found,
    Reader,
    State,
    Unanswered,
    Version,
)
from bot.knowledge.ports import Encoder, Library
from bot.knowledge.ranking import ANSWER_AT, SUGGEST_AT, rank
from bot.knowledge.serving import Serving
from bot.knowledge.visible import as_served, gives_files, may_show, meant, open_now, open_to
from bot.knowledge.wording import pieces
from bot.nlu.encoders import CachedEncoder
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
RECHECKED = 200
"""Open questions, those asked most, that are held against new articles: 5 ms each."""
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
        mask: Callable[[str], str | None],
    ) -> None:
        """Take the parts; nothing is indexed before the first question, or `warm`.

        `mask` takes personal data out of a question, or gives None when it cannot be sure of it.
        """
        self.editor = editor
        self.library = library
        self.attachments = attachments
        self._clock = clock
        # Its own memory of vectors: a change of one article encodes that one anew.
        self._encoder, self._remembering = encoder, CachedEncoder(encoder, REMEMBERED)
        self._words = words
        self._strangers = strangers
        self._may_be_said = may_be_said
        self._mask = mask
        self._rechecked: int | None = None
        """Revision of the index that open questions were held against last."""
        self._serving = Serving(library, self._build)
        self._warm = False

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
        if not self._warm:
            # The finder of names takes a second with its first text.
            self._mask("")
            self._warm = True

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
        if version is None or not open_to(version.article, reader, self._today()):
            return None
        for_all = reader is Reader.AGENT or is_for_everyone(version.article)
        return version if for_all or addresses(version.article, who()) else None

    def files_of(self, articles: Collection[Article], reader: Reader) -> Mapping[str, Files]:
        """Return the attachments of served `articles` that `reader` may fetch, by code.

        Customers fetch those of public articles for everybody alone.
        """
        codes = [each.code for each in articles if gives_files(each, reader)]
        return self.attachments.passed(codes) if codes else {}

    def file(self, attachment_id: str, reader: Reader) -> tuple[Attachment, bytes] | None:
        """Return an attachment with its bytes, or None unless `reader` may fetch it now.

        They may when it has been passed and its article is served today, to customers as public.
        """
        found = self.library.attachment(attachment_id)
        if found is None or not found[0].reviewer:
            return None
        version = self.article(found[0].code, reader)
        return found if version and gives_files(version.article, reader) else None

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
        if not feature_text(question).strip():
            return None
        scores, said = self._pieces(article, question, channel)
        best = int(np.argmax(scores))
        fits = scores[best] >= FOLLOW_UP_AT and (said[best] or not in_its_words)
        return best if fits else None

    def piece_saying(self, article: Article, question: str, channel: str) -> int | None:
        """Return the nearest piece that says a word of `question` (最长多久), or None.

        For what surely is about the article, so that nearness alone need not tell.
        """
        if not feature_text(question).strip():
            return None
        scores, said = self._pieces(article, question, channel)
        best = int(np.argmax(np.where(said > 0, scores, -np.inf)))
        return best if said[best] else None

    def _pieces(
        self, article: Article, question: str, channel: str
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return how well each piece fits `question`, and how many of its words it says."""
        parts = pieces(article.answer_on(channel))
        words = set(self._words.of(question)) - set(self._words.of(article.title))
        vector = self._encoder.encode([question])[0]
        texts = [f"{part.heading} {part.text[:FOLLOW_UP_CHARS]}" for part in parts]
        near = np.einsum("ij,j->i", self._remembering.encode(texts), vector)
        said = np.array(
            [len(words & set(self._words.of(part.heading + part.text))) for part in parts]
        )
        return near + said * SAID_COUNTS, said

    def note_opinion(self, code: str, conversation: str, *, useful: bool) -> bool:
        """Keep what a customer thinks of the served version of `code`; False without one."""
        version = self._serving.now().by_code.get(code)
        if version is None or not open_to(version.article, Reader.CUSTOMER, self._today()):
            return False
        key = (code, version.number)
        self.library.note_opinion(key, conversation, self._clock.now(), useful=useful)
        return True

    def note_unanswered(self, question: str, found: Sequence[Found]) -> None:
        """Keep a question for the trainer, personal data masked; a blank one is not kept.

        Nor is one of which it cannot be made sure that no personal data is left.
        """
        masked = self._masked(question)
        if masked:
            near = [each.article.code for each in found]
            self.library.note_unanswered(masked, near, self._clock.now())

    def note_chosen(self, question: str) -> None:
        """Take back that nothing answered `question`: what was suggested was what was meant."""
        masked = self._masked(question)
        if masked:
            self.library.take_back_unanswered(masked)

    def end_unanswered(self, question_id: str, by: str) -> Unanswered | None:
        """Put down that `by` has dealt with a question; None when there is none of that id."""
        return self.library.end_unanswered(question_id, by, self._clock.now())

    def tend(self) -> int:
        """Expire what has ended, tell owners of what ends soon; as `Editor.tend`.

        Questions that nothing answered leave when an article that was published since answers them.
        """
        done = self.editor.tend()
        served = self._serving.now()
        if served.built != self._rechecked:
            self._rechecked = served.built
            self._recheck()
        return done

    def _recheck(self) -> None:
        for each in self.library.unanswered(RECHECKED):
            decision = self.decide(each.question)
            first = decision.found[0] if decision.outcome == "answer" else None
            if first is not None and first.changed_at > each.last_at:
                now, code = self._clock.now(), first.article.code
                self.library.end_unanswered(each.id, SYSTEM, now, code)

    def _masked(self, question: str) -> str:
        masked = self._mask(question)
        return normalise(masked).text.strip()[:LONGEST_QUESTION] if masked else ""

    def _search(
        self, question: str, reader: Reader, limit: int, who: Who, *, anywhere: bool
    ) -> tuple[Found, ...]:
        served = self._serving.now()
        index = served.index
        if not index.versions or not feature_text(question).strip():
            return ()
        asked = index.ask(question, self._encoder)
        near = index.nearness(asked)
        allowed = open_now(served, reader, self._today())
        if reader is Reader.CUSTOMER:
            ranked = rank(near, allowed)
            allowed &= meant(served, question, who, ranked.places[:limit], anywhere=anywhere)
        ranked = rank(near, allowed)
        pairs = zip(ranked.places, ranked.scores, strict=True)
        shown = [
            (int(place), float(score))
            for order, (place, score) in enumerate(pairs)
            if reader is Reader.AGENT or may_show(served.versions[place], float(score), order)
        ]
        return tuple(
            as_served(index.found(place, score, asked), served.versions[place])
            for place, score in shown[:limit]
        )

    def _build(self) -> Index:
        texts = [feature_text(each) for each in self._strangers()]
        strangers = self._remembering.encode(texts) if texts else np.empty((0, 0), dtype=np.float32)
        served = self.library.versions(State.PUBLISHED)
        return Index(served, strangers, self._remembering, self._words)

    def _today(self) -> date:
        return local(self._clock.now()).date()
