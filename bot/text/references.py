"""References to something not named: another number (我爸的号), or one of a list (第二个).

The value of an ordinal is ``ordinal:N`` counted from 1, or from the end: ``ordinal:-1`` is the
last. ``middle`` is the one between, ``previous`` what was spoken of just before (刚才那个).
"""

from __future__ import annotations

import re

from bot.text.mention import Hit, Mention, mentions, without_denied, without_overlaps
from bot.text.normalise import Normalised, normalise
from bot.text.numerals import parse_number

OTHER_NUMBER = "other_number"

_NUMBER_WORD = r"(?:手机号码?|电话号码?|号码|门号|号|手机|电话|卡)"
_PERSON = (
    r"(?:爸爸?|妈妈?|父亲|母亲|老爸|老妈|爹|娘|爷爷|奶奶|外公|外婆|姥姥|姥爷|老公|老婆"
    r"|媳妇儿?|爱人|老伴儿?|对象"
    r"|丈夫|妻子|儿子|女儿|闺女|孩子|小孩|娃|哥哥?|姐姐?|弟弟?|妹妹?|姑|姨|舅舅?|叔叔?"
    r"|伯伯?|婆婆|公公"
    r"|岳父|岳母|丈母娘|朋友|同事|同学|室友|男朋友|女朋友|家人|家里人|父母|爸妈|老人|邻居|老板)"
)
_OTHER = re.compile(
    rf"(?<!不)(?:换|改)(?:个|一个|一下|成?另外?一?个|成别的|别的)?(?:手机|电话)?(?:号码|号(?!召))"
    rf"|(?:别的|其他的?|其它的?|另外?的?|另外?一个|另外?一张|别人的?|人家的?"
    rf"|(?<!这个)(?<!这张)副)(?:那个)?{_NUMBER_WORD}"
    rf"|(?:我|我们?家?|俺|咱)的?{_PERSON}(?:他|她)?(?:的|那个|这个|那)?(?:那个|这个)?{_NUMBER_WORD}"
    rf"|给?(?:我|俺)?{_PERSON}的{_NUMBER_WORD}|(?:他|她)(?:的|那个|这个)?{_NUMBER_WORD}"
    rf"|不是(?:我)?(?:本机|这个号码?)"
)
# 借人家手机打的, 发到我爱人手机上了: their telephone is a tool, the matter is not about its line.
_LENT = re.compile(r"(?:借了?|拿|发到|发给)(?:的|了)?$")
_THING = r"(?:个(?!月|小时|钟|季)|项|条|种|款|档|张|笔|行|份(?!钱))"
_ENDS = r"(?=\s*(?:[,，。.!！?？的吧呢啊]|$))"
_NOBODY = r"(?!人|小|客服|师傅|女|男|说|投诉|话务|营业|[充缴存])"
_THAT = rf"(?:那|这)?(?:一)?{_THING}"
_PLACE = r"([一二两三四五六七八九十]|\d{1,2})"
_ORDINALS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("-", re.compile(rf"倒数第{_PLACE}{_THING}?")),
    ("", re.compile(rf"第{_PLACE}(?:{_THING}|(?=\s*(?:[吧呢啊的,，。.!]|$)))")),
)
# The words for a place without a number.
_PLACES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "ordinal:1",
        re.compile(
            rf"(?:最(?:上面|前面|上边|开头|前)(?:的)?|(?<![里前后手外上下口心老广开打])头"
            rf"|打头(?:的)?"
            rf"|首){_THAT}(?!月)|(?<![往停以之当])前一{_THING}{_ENDS}"
        ),
    ),
    (
        "ordinal:-1",
        re.compile(
            rf"(?:最(?:后面?|末尾?|下面|下边|底下)(?:的)?|末尾(?:的)?|末了(?:的)?|(?:下面|下边"
            rf"|后面|后边|底下)(?:的)?(?=那|这)){_THAT}|(?<![往停以之])后一{_THING}{_ENDS}"
        ),
    ),
    ("middle", re.compile(rf"(?:中间|当中)(?:的)?(?:那|这){_THING}")),
    (
        "previous",
        re.compile(
            rf"(?:上面|上边|前面|前边|刚刚?|刚才|方才|之前|才)(?:您|你|我)?(?:们)?(?:说|讲|提|推荐"
            rf"|介绍|报|发|列)?(?:到|过)?的?(?:那|这){_THING}{_NOBODY}"
            rf"|(?:您|你)(?:刚刚?|刚才|上面|之前)?(?:说|讲|提|推荐|介绍|报|发)(?:到|过"
            rf"|给我)?的(?:那|这){_THING}"
            r"|(?:您|你)?(?:刚刚?|刚才)(?:您|你)?(?:说|讲|推荐|介绍|提|报)(?:到|过)?的(?![话时第])"
        ),
    ),
)


def find_references(text: str | Normalised) -> tuple[Mention[str], ...]:
    """Return the references of `text` by the names above, denied ones left out."""
    source = normalise(text)
    hits = [
        Hit(match.start(), match.end(), (OTHER_NUMBER,))
        for match in _OTHER.finditer(source.text)
        if not _LENT.search(source.text[max(0, match.start() - 4) : match.start()])
    ]
    for sign, pattern in _ORDINALS:
        for match in pattern.finditer(source.text):
            place = parse_number(match.group(1))
            if place and (sign or not source.text.endswith("倒数", 0, match.start())):
                hits.append(Hit(match.start(), match.end(), (f"ordinal:{sign}{place}",)))
    for value, pattern in _PLACES:
        hits += [Hit(m.start(), m.end(), (value,)) for m in pattern.finditer(source.text)]
    return mentions(source, without_denied(source, without_overlaps(hits)))
