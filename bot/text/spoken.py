"""One spelling for a name however it is said: 畅享五十九块钱的套餐 → 畅享59元套餐.

Names of the catalogue and what customers type are both brought to this spelling, so that they can
be compared letter by letter; it keeps the way back into the text it was made from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.text.numerals import parse_number

_CHINESE = "零一二两三四五六七八九十百千万幺廿卅"
_PIECE = re.compile(
    rf"(?P<number>\d{{1,9}}(?:\.\d{{1,2}})?|[{_CHINESE}]{{1,9}}(?:点[零一二三四五六七八九]{{1,2}})?)"
    r"(?:(?P<yuan> ?(?:块钱|元钱|块|圆|元|rmb))|(?P<giga> ?个? ?(?:gb|g|吉)(?![a-z]))"
    r"|(?P<mega> ?(?:个?m|mb|兆)(?![a-z])))?"
    r"|(?P<dropped>[ 的\"'“”‘’「」《》·_])"
)
_UNITS = {"yuan": "元", "giga": "g", "mega": "m"}


@dataclass(frozen=True)
class Spoken:
    """A spelling and, for each of its characters, the span of the levelled text it stands for."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the levelled text of ``text[start:end]`` (which must not be empty)."""
        return self.starts[start], self.ends[end - 1]


def spoken(levelled: str) -> Spoken:
    """Return the one spelling of a levelled text.

    Numerals become digits, units of money and volume one sign; 的, blanks and quotation marks go,
    except a blank between two digits, which parts two numbers.
    """
    builder = _Builder()
    done = 0
    for match in _PIECE.finditer(levelled):
        builder.copy(levelled, done, match.start())
        done = match.end()
        if match.group("number"):
            _number(builder, match)
        elif match.group() == " " and _between_digits(levelled, match):
            builder.put(" ", match.start(), match.end())
    builder.copy(levelled, done, len(levelled))
    return Spoken("".join(builder.chars), tuple(builder.starts), tuple(builder.ends))


class _Builder:
    def __init__(self) -> None:
        self.chars: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []

    def put(self, chars: str, start: int, end: int) -> None:
        for char in chars:
            self.chars.append(char)
            self.starts.append(start)
            self.ends.append(end)

    def copy(self, text: str, start: int, end: int) -> None:
        self.chars += text[start:end]
        self.starts += range(start, end)
        self.ends += range(start + 1, end + 1)


def _number(builder: _Builder, match: re.Match[str]) -> None:
    word = match.group("number")
    start, end = match.span("number")
    value = None if word == "零" else parse_number(word.replace("幺", "一"))
    if value is None:  # a lone 零 is more often 铃 heard wrong than a number
        builder.copy(match.string, start, end)
    else:
        builder.put(plain_number(value), start, end)
    for name, sign in _UNITS.items():
        if match.group(name):
            builder.put(sign, *match.span(name))


def plain_number(value: object) -> str:
    """Return a number without an exponent or closing zeros: 59.00 is 59, 59.90 is 59.9."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _between_digits(text: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()][-1:], text[match.end() :][:1]
    return before.isdigit() and after.isdigit()
