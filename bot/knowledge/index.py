"""The index of the articles that are served: how near each of them is to a question.

Two ways of nearness that fail differently: a sentence encoder, which knows paraphrases, and
BM25 over words, which knows rare terms (PUK, 副卡). It is built anew whenever articles change.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import bm25s
import numpy as np
from numpy.typing import NDArray

from bot.knowledge.model import Found, Version
from bot.knowledge.ports import Cutter, Encoder, Vectors
from bot.knowledge.ranking import FEATURES, Nearness
from bot.knowledge.wording import plain
from bot.text.normalise import feature_text, normalise

Scores = NDArray[np.float64]

# It tells of every index at the level of debugging.
logging.getLogger("bm25s").setLevel(logging.WARNING)

_EMPTY = """
的 了 吗 呢 啊 呀 吧 么 我 你 您 你们 我们 是 在 有 能 可以 怎么 怎样 如何 什么 为什么 想 要
就 都 也 和 跟 与 给 把 被 让 去 到 这 那 这个 那个 一个 个 不 没 没有 还 会 多少 多久 哪里 哪
请问 一下 办 办理 用 后 以后 之后 是不是 能不能 咋 啥 怎么办 需要
"""
_EMPTY_WORDS = frozenset(_EMPTY.split())
"""Words that every question has: they say nothing about which article it is."""
_VARIABLE = re.compile(r"\{\w+\}")
_SENTENCE_END = re.compile(r"[。；！？\n]")
_SHORTEST_SENTENCE = 6
REMEMBERED = 20_000
"""Texts of articles whose words are kept for the next build."""
_NEAR = 3
"""How many of an article's questions its nearness is averaged over."""


class Words:
    """Cuts text into the words that tell articles apart, and into pairs of characters."""

    def __init__(self, cutter: Callable[[], Cutter]) -> None:
        """Take what gives the word cutter: it is costly and asked for with the first text."""
        self._cutter = cutter
        self._known: dict[str, list[str]] = {}

    def remembered(self, text: str) -> list[str]:
        """Return the words of a text that an index is built of: the next one needs them again."""
        known = self._known.get(text)
        if known is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[text] = self.of(text)
        return known

    def of(self, text: str) -> list[str]:
        """Return the telling words of `text`, levelled, repeats kept."""
        level = normalise(_VARIABLE.sub("", text)).text
        words = (word.strip() for word in self._cutter().cut_for_search(level))
        return [each for each in words if any(map(str.isalnum, each)) and each not in _EMPTY_WORDS]

    @staticmethod
    def pairs(text: str) -> frozenset[str]:
        """Return the pairs of neighbouring characters, marks left out."""
        level = "".join(filter(str.isalnum, normalise(text).text))
        return frozenset(level[at : at + 2] for at in range(len(level) - 1))


class Asked(NamedTuple):
    """A question as the index reads it."""

    vector: Vectors
    words: list[str]
    pairs: frozenset[str]


class Index:
    """Scores every article against a question; immutable, so that threads may share it."""

    def __init__(
        self, versions: Sequence[Version], strangers: Vectors, encoder: Encoder, words: Words
    ) -> None:
        """Index `versions`; `strangers` are vectors of questions that are not ours to answer."""
        self.versions = tuple(versions)
        self._encoder, self._words = encoder, words
        self._strangers = strangers
        self._questions: list[str] = []
        starts: list[int] = []
        for version in versions:
            starts.append(len(self._questions))
            self._questions += [version.article.title, *version.article.similar]
        self._starts = np.array(starts)
        if versions:
            self._meaning()
            self._wording()

    def _meaning(self) -> None:
        self._vectors = self._encode(self._questions)
        sentences: list[str] = []
        starts: list[int] = []
        for version in self.versions:
            starts.append(len(sentences))
            sentences += _sentences(version.article.answer) or [version.article.title]
        self._body, self._body_starts = self._encode(sentences), np.array(starts)
        widest = int(np.diff([*self._starts, len(self._questions)]).max())
        # Row i holds the places of article i's questions; the last place is a far vector.
        self._places = np.full((len(self.versions), max(widest, _NEAR)), len(self._questions))
        for row, (start, end) in enumerate(
            zip(self._starts, [*self._starts[1:], len(self._questions)], strict=True)
        ):
            self._places[row, : end - start] = range(start, end)

    def _wording(self) -> None:
        questions = [self._words.remembered(each) for each in self._questions]
        ends = [*self._starts[1:], len(questions)]
        documents: list[list[str]] = []
        for version, start, end in zip(self.versions, self._starts, ends, strict=True):
            article = version.article
            more = [*article.keywords, *article.categories, plain(article.answer)]
            documents.append(
                [word for each in questions[start:end] for word in each]
                + [word for each in more for word in self._words.remembered(each)]
            )
        self._by_question, self._by_article = _bm25(questions), _bm25(documents)
        self._holders = _holders(documents)
        count = len(documents)
        self._rarity = {word: _rarity(len(held), count) for word, held in self._holders.items()}
        self._unknown = _rarity(0, count)
        self._pair_holders = _holders([self._words.pairs(each) for each in self._questions])
        self._weights = np.array([v.article.weight / 10 for v in self.versions])

    def ask(self, question: str, encoder: Encoder) -> Asked:
        """Return `question` as `nearness` wants it; the text must not be blank."""
        vector = encoder.encode([feature_text(question)])[0]
        return Asked(vector, self._words.of(question), self._words.pairs(question))

    def nearness(self, asked: Asked) -> Nearness:
        """Return every feature of every article (rows, in the order of `versions`)."""
        near = np.append(_cosines(self._vectors, asked.vector), -1.0)[self._places]
        nearest = np.partition(near, -_NEAR, axis=1)[:, -_NEAR:]
        mass = sum(self._rarity.get(word, self._unknown) for word in asked.words) or 1.0
        features = np.empty((len(self.versions), len(FEATURES)))
        features[:, 0] = nearest.max(axis=1)
        features[:, 1] = nearest.mean(axis=1)
        features[:, 2] = self._best(_scores(self._by_question, asked.words)) / mass
        features[:, 3] = _scores(self._by_article, asked.words) / mass
        features[:, 4] = np.maximum.reduceat(_cosines(self._body, asked.vector), self._body_starts)
        features[:, 5] = self._coverage(asked.words) / mass
        features[:, 6] = self._best(self._shared_pairs(asked.pairs))
        features[:, 7] = self._weights
        stranger = (
            float(_cosines(self._strangers, asked.vector).max()) if len(self._strangers) else 0.0
        )
        return Nearness(features, stranger)

    def found(self, place: int, score: float, asked: Asked) -> Found:
        """Return the article at `place` with its question nearest to what was asked."""
        version = self.versions[place]
        end = [*self._starts[1:], len(self._questions)][place]
        start = self._starts[place]
        near = np.argsort(-(_cosines(self._vectors[start:end], asked.vector)))
        return Found(
            version.article,
            score,
            tuple(self._questions[start + each] for each in near),
            version.changed_at,
        )

    def _best(self, scores: Scores) -> Scores:
        best: Scores = np.maximum.reduceat(scores, self._starts)
        return best

    def _coverage(self, words: Iterable[str]) -> Scores:
        """Return how much of the question's telling words each article says at all."""
        covered = np.zeros(len(self.versions))
        for word in words:
            if word in self._holders:
                covered[self._holders[word]] += self._rarity[word]
        return covered

    def _shared_pairs(self, pairs: frozenset[str]) -> Scores:
        shared = np.zeros(len(self._questions))
        for pair in pairs:
            if pair in self._pair_holders:
                shared[self._pair_holders[pair]] += 1
        return shared / max(1, len(pairs))

    def _encode(self, texts: Sequence[str]) -> Vectors:
        return self._encoder.encode([feature_text(_VARIABLE.sub("", each)) for each in texts])


def _cosines(rows: Vectors, vector: Vectors) -> Vectors:
    # einsum, because for one vector BLAS loses more on waking its threads than it wins.
    return np.asarray(np.einsum("ij,j->i", rows, vector))


def _sentences(answer: str) -> list[str]:
    parts = (part.strip() for part in _SENTENCE_END.split(plain(answer)))
    return [part for part in parts if len(part) >= _SHORTEST_SENTENCE]


def _bm25(documents: Sequence[Sequence[str]]) -> bm25s.BM25:
    index = bm25s.BM25(method="lucene", k1=1.2, b=0.5)
    # An empty document would be refused; no question holds this word.
    index.index([list(each) or ["\0"] for each in documents], show_progress=False)
    return index


def _scores(index: bm25s.BM25, words: Iterable[str]) -> Scores:
    """Return the score of each document, at most about 1 for each unit of rarity."""
    known = [word for word in words if word in index.vocab_dict]
    if not known:
        return np.zeros(index.scores["num_docs"])
    return np.asarray(index.get_scores(known), dtype=np.float64) / (1 + 1.2)


def _holders(documents: Sequence[Iterable[str]]) -> dict[str, NDArray[np.int64]]:
    held: dict[str, list[int]] = {}
    for place, words in enumerate(documents):
        for word in Counter(words):
            held.setdefault(word, []).append(place)
    return {word: np.array(places) for word, places in held.items()}


def _rarity(holding: int, count: int) -> float:
    """Return the inverse document frequency: the fewer articles hold a word, the more it tells."""
    return float(np.log(1 + (count - holding + 0.5) / (holding + 0.5)))
