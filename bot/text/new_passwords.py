"""Finds what a customer enters as a new password, also when it is no good one (handbook §3).

A proof has six digits and is looked for as such. What somebody would like to have as a password
may have any length and letters too; until it is refused it has to be kept from every log.
"""

from __future__ import annotations

import re

from bot.text.normalise import Normalised
from bot.text.number_runs import RunKind, number_runs

_TOKEN = re.compile(r"[!-~]{3,24}")
_TICKET = re.compile(r"(?:gz|dd)[0-9]+")
_DIGITS = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){2,11}(?![0-9])")
_AMOUNT_AFTER = re.compile(r" ?(?:元|块|圆|人民币|mb|gb|[mgk](?![a-z])|兆|月|日|号|年|点|条|分钟)")
_FILLER = re.compile(
    r"[\W_]|[是的了我就用要想改设成为给您好嗯啊哦呢吧这那个]|新|密码|服务|换|叫|行|设置|输入|再|一次"
)


def new_password_spans(source: Normalised) -> tuple[tuple[int, int], ...]:
    """Return the half-open spans, in the levelled text, of what may be a new password.

    The whole message when it is one word with a digit in it; else runs of 3 to 12 digits that
    are no telephone number and no amount, when the rest of the message says nothing else.
    """
    whole = source.text.strip()
    numbers = [run for run in number_runs(source) if run.kind is not RunKind.SIX]
    is_word = _TOKEN.fullmatch(whole) and not (numbers or _TICKET.fullmatch(whole))
    if is_word and any(char.isdigit() for char in whole):
        start = source.text.index(whole)
        return ((start, start + len(whole)),)
    found = [
        match.span()
        for match in _DIGITS.finditer(source.text)
        if not _AMOUNT_AFTER.match(source.text, match.end())
        and not any(run.start < match.end() and match.start() < run.end for run in numbers)
    ]
    rest = source.text
    for start, end in reversed(found):
        rest = rest[:start] + rest[end:]
    return tuple(found) if found and not _FILLER.sub("", rest) else ()
