"""Finds what a customer enters as a new password, also when it is no good one (handbook §3).

A proof has six digits and is looked for as such. What somebody would like to have as a password
may have any length and letters too; until it is refused it has to be kept from every log.
"""

from __future__ import annotations

import re

from bot.text.normalise import Normalised
from bot.text.number_runs import RunKind, number_runs

_TOKEN = re.compile(r"[!-~]{3,24}")
_TICKET = re.compile(r"(?<![0-9a-z])(?:gz|dd)[0-9]+(?![0-9a-z])")
_DIGITS = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){2,11}(?![0-9])")
# Letters and digits in one word. Colons, commas and the like stand between it and what it is said
# to be; a password that has one is covered on both sides of it.
_CHAR = r"[0-9a-z!@#$%^&*~_+.-]"
_MIXED = re.compile(
    rf"(?<![0-9a-z])(?={_CHAR}{{0,23}}[a-z])(?={_CHAR}{{0,23}}[0-9]){_CHAR}{{3,24}}(?![0-9a-z])"
)
_AMOUNT = re.compile(r"[0-9.]+(?:mb|gb|[mgk])")
_AMOUNT_AFTER = re.compile(r" ?(?:元|块|圆|人民币|mb|gb|[mgk](?![a-z])|兆|月|日|号|年|点|条|分钟)")
_FILLER = re.compile(
    r"[\W_]|[是的了我就用要想改成设为给您请帮把做当好嗯啊哦呢吧这那个]"
    r"|新|密码|服务|换|叫|行|设置|确认|输入|再|一次|一下"
)
_LATIN = re.compile(r"[a-z]{1,24}")


def new_password_spans(source: Normalised) -> tuple[tuple[int, int], ...]:
    """Return the half-open spans, in the levelled text, of what may be a new password.

    The whole message when it is one word with a digit in it; else runs of 3 to 12 digits and words
    of letters and digits that are no telephone number, no ticket and no amount, when the rest of
    the message says nothing else. One more word of letters (qwe 123) belongs to it.
    """
    text = source.text
    whole = text.strip()
    others = [(run.start, run.end) for run in number_runs(source) if run.kind is not RunKind.SIX]
    others += [match.span() for match in _TICKET.finditer(text)]
    is_word = _TOKEN.fullmatch(whole) and not others
    if is_word and any(char.isdigit() for char in whole):
        start = text.index(whole)
        return ((start, start + len(whole)),)
    found = [
        (start, end)
        for start, end in _candidates(text)
        if not any(first < end and start < last for first, last in others)
    ]
    rest = text
    for start, end in reversed(found):
        rest = rest[:start] + " " + rest[end:]
    said = _FILLER.sub(" ", rest).split()
    if not found or len(said) > 1:
        return ()
    if said:
        # Not within what is covered already, where it may stand too.
        hidden = list(text)
        for begin, end in found:
            hidden[begin:end] = " " * (end - begin)
        start = "".join(hidden).find(said[0])
        if not _LATIN.fullmatch(said[0]) or start < 0:
            return ()
        found.append((start, start + len(said[0])))
    return tuple(sorted(found))


def _candidates(text: str) -> list[tuple[int, int]]:
    """Return the runs of digits and the words of letters and digits, in order, none within another.

    An amount is none.
    """
    words = [
        match.span() for match in _MIXED.finditer(text) if not _AMOUNT.fullmatch(match.group())
    ]
    digits = [
        match.span()
        for match in _DIGITS.finditer(text)
        if not _AMOUNT_AFTER.match(text, match.end())
    ]
    found: list[tuple[int, int]] = []
    for start, end in sorted((*words, *digits)):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
