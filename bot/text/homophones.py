"""Sounds of Chinese text, for names that were heard or typed by ear: 彩玲 for 彩铃.

Speech recognition and pinyin keyboards write another character of the same sound. Speakers also
merge sounds (z/zh, n/ng, l/n), which the folded sound forgives.
"""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

_FOLDED_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_FOLDED_FINALS = (("ang", "an"), ("eng", "en"), ("ing", "in"))
_TONES = "12345"


@lru_cache(maxsize=8192)
def sound_of(char: str) -> str:
    """Return the syllable of `char` with its tone as a closing digit; other signs as they are."""
    if not "\u4e00" <= char <= "\u9fff":
        return char
    read: str = lazy_pinyin(char, style=Style.TONE3, neutral_tone_with_five=True)[0]
    return read


@lru_cache(maxsize=8192)
def folded_sound(char: str) -> str:
    """Return the syllable of `char` without tone, merged with what it is often taken for."""
    sound = sound_of(char)
    if sound == char:
        return char
    syllable = sound.rstrip(_TONES)
    for long, short in _FOLDED_INITIALS:
        if syllable.startswith(long):
            syllable = short + syllable[len(long) :]
            break
    for long, short in _FOLDED_FINALS:
        if syllable.endswith(long):
            syllable = syllable[: -len(long)] + short
            break
    return syllable


def may_be_heard_as(name: str, said: str) -> bool:
    """Tell whether `said` may be `name` misheard; both of one length and one folded sound.

    The shorter the name, the less may differ: of two or three characters one, and its tone must
    be right; of more, two, whatever their tones.
    """
    wrong = [(a, b) for a, b in zip(name, said, strict=True) if a != b]
    if len(name) > 3:  # noqa: PLR2004 - see the docstring
        return len(wrong) <= 2  # noqa: PLR2004
    return len(wrong) == 1 and sound_of(wrong[0][0])[-1] == sound_of(wrong[0][1])[-1]
