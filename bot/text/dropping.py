"""Which of several demands a customer drops: 第二个不用了, 后面的先不办了, 积分不用查了."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.text.normalise import normalise
from bot.text.numerals import parse_number

LONGEST = 20
"""Characters without punctuation; a longer message is about something else."""

_NOISE = re.compile(r"[\s,，.。?？!！、~～…]+")
_REFUSAL = re.compile(
    r"(?:先|暂时|就|都|也|可以)*(?:不用|不要|不需要|不必|不想|不(?!是)|别|甭|免|取消|算)"
    r"(?:再|给我|帮我|去|管)*(?:[查办看问弄退开充交改转要说]|处理)?(?:它|这个|那个)?[了吧啦]*"
)
_WISH = re.compile(r"(?:先|就|都|也)*(?:取消|不要|不想)[了吧啦]*")
"""With a word of the demand this asks for it: 取消彩铃."""
_ORDINAL = re.compile(r"第([一二三四五1-5])(?:[个件项条]事?)?")
_LAST = re.compile(r"最后(?:一?[个件项条]事?)?|最后那[个件]")
_REST = re.compile(
    r"(?:后面|后边|剩下|其他|其它|其余|别的|另外)(?:的|那)?(?:[几两]?[个件]|事情?)*的?"
)
_FILLER = re.compile(
    r"^(?:那|那么|哦|嗯|呃|啊|算了|好了?|我|的|就|把|那个|这个|吧|了|先)+|(?:的|了|吧)+$"
)


@dataclass(frozen=True)
class Dropped:
    """Places (from 1, in the order said) of the demands dropped, or `rest`: all after this one."""

    places: frozenset[int] = frozenset()
    rest: bool = False


def dropped_of(text: str, open_ones: Sequence[tuple[int, str]]) -> Dropped | None:
    """Return what `text` drops of `open_ones` (place and words of each), or None.

    A place is dropped by its number, by 最后一个, or by a word of the demand itself; without any
    of these the text is a plain no or stop, which is not decided here.
    """
    bare = _NOISE.sub("", normalise(text).text)
    if not open_ones or len(bare) > LONGEST or bare.startswith("/"):
        return None
    refusal = _REFUSAL.search(bare)
    if refusal is None:
        return None
    if _REST.search(bare):
        return Dropped(rest=True)
    places = [parse_number(found) for found in _ORDINAL.findall(bare)]
    if _LAST.search(bare):
        places.append(Decimal(open_ones[-1][0]))
    known = frozenset(place for place, _ in open_ones if place in places)
    if places:
        return Dropped(known) if known else None
    return _by_words(bare, refusal, open_ones)


def _by_words(
    bare: str, refusal: re.Match[str], open_ones: Sequence[tuple[int, str]]
) -> Dropped | None:
    """Return the one demand that holds what is left of the text without its refusal."""
    left = _FILLER.sub("", _REFUSAL.sub("", bare))
    if len(left) < 2 or _WISH.fullmatch(refusal.group()):  # noqa: PLR2004 - one character is in every demand
        return None
    named = frozenset(place for place, words in open_ones if left in normalise(words).text)
    return Dropped(named) if named else None
