"""Checks annotated entities against the words that the model sees.

An entity that begins or ends inside a word cannot be learned as it is marked. Often a line of the
dictionary mends it; whether it does is tried, not guessed.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.text.normalise import Normalised, normalise
from bot.training.annotations import Span
from bot.training.corpus import Corpus, Example

LEAST = 1000
"""Frequency of a suggested word, unless it takes more to be cut out whole."""
_WORD = re.compile(r"[\u4e00-\u9fffa-z0-9]{2,12}")
_NUMBER = re.compile(r"[0-9a-z]+")


@dataclass(frozen=True)
class _Cut:
    """An entity that does not end where words do; `words` are those that it shares."""

    example: Example
    span: Span
    source: Normalised
    words: tuple[str, ...]


def check_spans(corpus: Corpus, dictionary: Path) -> None:
    """Add the entities that begin or end inside a word, with the line that would mend each.

    Costs nothing for sentences without entities: jieba is loaded when there are some.
    """
    marked = [example for example in corpus.examples if example.spans]
    if not marked:
        return
    cutter = _cutter(dictionary)
    cuts = [cut for example in marked for cut in _cuts(example, cutter)]
    lines = _mending(cuts, cutter) if cuts else {}
    for cut in cuts:
        span = cut.span
        said = cut.example.text[span.start : span.end]
        line = lines.get(_level(said), "")
        words = " / ".join(cut.words)
        if line:
            corpus.about("entity_cut", cut.example, part=said, words=words, dictionary_line=line)
        else:
            corpus.about("entity_in_word", cut.example, part=said, words=words)


def _cutter(dictionary: Path) -> Any:
    with warnings.catch_warnings():
        # jieba's source has escapes that Python warns of whenever it compiles them.
        warnings.simplefilter("ignore", DeprecationWarning)
        from bot.nlu.dictionary import dictionary_lines, word_cutter  # noqa: PLC0415
    return word_cutter(tuple(dictionary_lines(dictionary)))


def _cuts(example: Example, cutter: Any) -> Iterator[_Cut]:
    source = normalise(example.text)
    tokens = list(cutter.tokenize(source.text))
    for span in dict.fromkeys(example.spans):
        words = _shared(source, tokens, span)
        if words:
            yield _Cut(example, span, source, words)


def _shared(
    source: Normalised, tokens: Sequence[tuple[str, int, int]], span: Span
) -> tuple[str, ...]:
    """Return the words that the span shares when it begins or ends inside one, else nothing."""
    found = [
        (word, *source.span(first, last))
        for word, first, last in tokens
        if source.span(first, last)[0] < span.end and source.span(first, last)[1] > span.start
    ]
    if not found or (found[0][1] >= span.start and found[-1][2] <= span.end):
        return ()
    return tuple(word for word, _, _ in found)


def _mending(cuts: Sequence[_Cut], cutter: Any) -> dict[str, str]:
    """Return the line for each word that would be cut out as marked if it stood in a dictionary."""
    from jieba import Tokenizer  # noqa: PLC0415 - as in `_cutter`

    # A cutter is shared: the words are tried on a copy.
    trial = Tokenizer()
    trial.FREQ, trial.total, trial.initialized = dict(cutter.FREQ), cutter.total, True
    words = {_level(cut.example.text[cut.span.start : cut.span.end]) for cut in cuts}
    lines = {}
    for word in sorted(word for word in words if _WORD.fullmatch(word)):
        if not _NUMBER.fullmatch(word):
            frequency = max(LEAST, int(trial.suggest_freq(word)))
            lines[word] = f"{word} {frequency} n"
            trial.add_word(word, frequency)
    mended = set(lines)
    for cut in cuts:
        if _shared(cut.source, list(trial.tokenize(cut.source.text)), cut.span):
            mended.discard(_level(cut.example.text[cut.span.start : cut.span.end]))
    return {word: line for word, line in lines.items() if word in mended}


def _level(text: str) -> str:
    return normalise(text).text
