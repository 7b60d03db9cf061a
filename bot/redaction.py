"""Masks personal data on its way to any log, tracker, event, label queue or screen (handbook §3).

Everything here is idempotent, and leaves amounts, dates and the ids of tickets and orders alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.text.normalise import Normalised, normalise
from bot.text.number_runs import Run, RunKind, number_runs
from bot.text.phones import find_phones
from bot.text.secret_runs import secret_runs

SECRET_MARK = "●●●●●●"  # noqa: S105 - what stands where one stood
"""Stands in a text where a code or password stood."""

Span = tuple[int, int, str]
"""Half-open span of a text and what to put there."""

REMEMBERED = 4096
"""Texts whose masked form is remembered."""

_PHONE_LENGTH = 11
_TAIL = 4
_ID_PREFIX = re.compile(r"[A-Za-z]")
_HIDDEN_ID = "*" * 18

# The hundred most frequent surnames and the double ones; those that are verbs are left out (查).
_SURNAME = (
    "(?:欧阳|司马|诸葛|上官|司徒|东方|独孤|南宫|夏侯|尉迟|皇甫|公孙|慕容|长孙|宇文|轩辕|令狐|端木"
    "|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱])"
)
_NAME = re.compile(
    r"(?:姓名|名字|机主|户主|我叫|我是|名叫)(?:是|叫|为|[:：])?\s*"
    rf"(?P<name>{_SURNAME}[\u4e00-\u9fff]{{1,2}}?)"
    r"(?=\s*(?:$|[,，。.;；、!！?？\s]|身份证|证件|手机|电话|号码))"
)
_NOT_A_NAME = re.compile(r".+(?:先生|女士|小姐|[哥姐叔总])$")


def mask_phone(number: str) -> str:
    """Return 138****0001 for a mobile number; of anything else keep the last two characters."""
    if len(number) == _PHONE_LENGTH:
        return f"{number[:3]}****{number[-_TAIL:]}"
    return "*" * max(0, len(number) - 2) + number[-2:]


def mask_name(name: str) -> str:
    """Return the first character and one star, whatever the length: 张*."""
    return f"{name[0]}*" if name else ""


@lru_cache(maxsize=REMEMBERED)
def mask_text(text: str) -> str:
    """Return `text` with phone, identity and bank card numbers, names and named secrets masked.

    Names are found only where the text announces one (姓名：…, 我叫…). What was masked lately is
    remembered: one message goes to several screens, and with every packet of its conversation.
    """
    source = normalise(text)
    spans = [_masked(source, run) for run in number_runs(source) if run.kind is not RunKind.SIX]
    spans += [
        (*source.span(run.start, run.end), SECRET_MARK)
        for run in secret_runs(source, expected=False)
    ]
    # Spoken repeats (幺三八三个零…) are beyond plain runs.
    spans += [
        (found.start, found.end, mask_phone(found.value))
        for found in find_phones(source)
        if not _ID_PREFIX.match(text, max(0, found.start - 1))
    ]
    spans += [
        (*source.span(*found.span("name")), mask_name(found.group("name")))
        for found in _NAME.finditer(source.text)
        if not _NOT_A_NAME.match(found.group("name"))
    ]
    return replace_spans(text, spans)


def replace_spans(text: str, spans: Iterable[Span]) -> str:
    """Return `text` with each span replaced; of spans that overlap the first and longest counts."""
    pieces: list[str] = []
    done = 0
    for start, end, replacement in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= done:
            pieces += [text[done:start], replacement]
            done = end
    return "".join([*pieces, text[done:]])


def _masked(source: Normalised, run: Run) -> Span:
    start, end = source.span(run.start, run.end)
    if run.kind is RunKind.PHONE:
        return start, end, mask_phone(run.digits[-_PHONE_LENGTH:])
    if run.kind is RunKind.ID_CARD:
        return start, end, _HIDDEN_ID
    return start, end, "*" * (len(run.digits) - _TAIL) + run.digits[-_TAIL:]
