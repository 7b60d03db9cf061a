"""One writing for many: width, traditional characters, case and stray characters are levelled.

The result remembers where each of its characters came from, so a parser can work on the clean
text and still point into the text that the customer typed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

from bot.text.fillers import essence

# Characters that look alike or that NFKC leaves alone, each folded to the one the parsers know.
_FOLD = {
    "〇": "零",
    "○": "零",
    "—": "-",
    "–": "-",
    "―": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "〜": "~",
    "￥": "¥",
}
NUMBER_WORD = "手机号"
"""What stands for a long number in features."""
_LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[ -]?\d){6,}(?!\d)")
_REPEATED = re.compile(r"([^\d\s])\1{2,}")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Normalised:
    """A levelled text and, for each of its characters, the span it came from.

    `starts[i]` and `ends[i]` are the half-open span in `original` of character `i` of `text`.
    """

    original: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the original of ``text[start:end]`` (which must not be empty)."""
        return self.starts[start], self.ends[end - 1]


def normalise(text: str | Normalised) -> Normalised:
    """Level `text`: half width, simplified, lower case, no control or invisible characters.

    White space of any kind becomes one blank per character; emoji stay. Levelled text is
    returned as it is, so finders can be chained on one levelling.
    """
    if isinstance(text, Normalised):
        return text
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for index, char in enumerate(text):
        for folded in _folded(char):
            chars.append(folded)
            starts.append(index)
            ends.append(index + 1)
    return Normalised(text, _simplified("".join(chars)), tuple(starts), tuple(ends))


# Every component that takes features asks for the same text. Only what is behind the redaction
# comes here; `normalise` remembers nothing, because it reads secrets too.
@lru_cache(maxsize=64)
def feature_text(text: str | Normalised, longest: int = 400) -> str:
    """Return `text` for a classifier: levelled, without emoji, fillers and repetitions.

    Of a text above `longest` characters the beginning and the end are kept: long stories tell
    what they are about at the start and what they ask for at the end.

    A long number counts by being there, not by its digits: every one reads the same, or what a
    customer wants would depend on which number he names. A text of emoji alone
    keeps them, because nothing else would be left to tell it by.
    """
    levelled = normalise(text).text
    plain = "".join(" " if _is_emoji(char) else char for char in levelled)
    if not plain.strip():
        plain = levelled
    named = _LONG_NUMBER.sub(NUMBER_WORD, plain)
    short = essence(_SPACES.sub(" ", _REPEATED.sub(r"\1\1", named)).strip())
    if len(short) <= longest:
        return short
    return short[: longest // 2] + " " + short[-(longest // 2) :]


@lru_cache(maxsize=8192)
def _folded(char: str) -> str:
    if char in _FOLD:
        return _FOLD[char]
    if char.isspace():
        return " "
    folded = unicodedata.normalize("NFKC", char).lower()
    return "".join(
        " " if part.isspace() else _FOLD.get(part, part) for part in folded if _is_visible(part)
    )


def _is_visible(char: str) -> bool:
    # Cc control, Cf format (zero-width), Cs lone surrogates, Mn combining marks and the
    # variation selectors that follow an emoji: none of them is anything a customer said.
    return char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Cn", "Co", "Mn"}


def _is_emoji(char: str) -> bool:
    return unicodedata.category(char) in {"So", "Sk"}


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


def _simplified(text: str) -> str:
    if text.isascii():
        return text
    whole: str = _converter().convert(text)
    if len(whole) == len(text):
        return whole
    # A phrase rule changed the length; character by character keeps the offsets true.
    parts = (_converter().convert(char) for char in text)
    return "".join(part if len(part) == 1 else char for part, char in zip(parts, text, strict=True))
