"""References to something not named: another number (我爸的号), or one of a list (第二个).

The value of an ordinal is ``ordinal:N`` counted from 1, or ``ordinal:-1`` for the last.
"""

from __future__ import annotations

import re

from bot.text.mention import Hit, Mention, mentions, without_denied, without_overlaps
from bot.text.normalise import Normalised, normalise
from bot.text.numerals import parse_number

OTHER_NUMBER = "other_number"

_NUMBER_WORD = r"(?:手机号码?|电话号码?|号码|号|手机|电话|卡)"
_PERSON = (
    r"(?:爸爸?|妈妈?|父亲|母亲|老爸|老妈|爹|娘|爷爷|奶奶|外公|外婆|姥姥|姥爷|老公|老婆|媳妇儿?|爱人|对象"
    r"|丈夫|妻子|儿子|女儿|闺女|孩子|小孩|娃|哥哥?|姐姐?|弟弟?|妹妹?|姑|姨|舅舅?|叔叔?|伯伯?|婆婆|公公"
    r"|岳父|岳母|丈母娘|朋友|同事|同学|室友|男朋友|女朋友|家人|家里人|父母|爸妈|老人|邻居|老板)"
)
_OTHER = re.compile(
    rf"(?<!不)(?:换|改)(?:个|一个|一下|成?另外?一?个|成别的|别的)?(?:手机|电话)?(?:号码|号(?!召))"
    rf"|(?:别的|其他的?|其它的?|另外?的?|另外?一个|另外?一张|别人的?|人家的?|副)(?:那个)?{_NUMBER_WORD}"
    rf"|(?:我|我们?家?|俺|咱)的?{_PERSON}(?:他|她)?(?:的|那个|这个|那)?(?:那个|这个)?{_NUMBER_WORD}"
    rf"|给?(?:我|俺)?{_PERSON}的{_NUMBER_WORD}|(?:他|她)的?{_NUMBER_WORD}|不是(?:我)?(?:本机|这个号码?)"
)
_ORDINAL = re.compile(
    r"第([一二两三四五六七八九十]|\d{1,2})(?:个|项|条|种|款|档|张|笔|样)|最后(?:一)?(?:个|项|条|种|款|笔)"
)


def find_references(text: str | Normalised) -> tuple[Mention[str], ...]:
    """Return ``other_number`` and ``ordinal:N`` references of `text`, denied ones left out."""
    source = normalise(text)
    hits = [
        Hit(match.start(), match.end(), (OTHER_NUMBER,)) for match in _OTHER.finditer(source.text)
    ]
    for match in _ORDINAL.finditer(source.text):
        place = parse_number(match.group(1)) if match.group(1) else -1
        hits.append(Hit(match.start(), match.end(), (f"ordinal:{place}",)))
    return mentions(source, without_denied(source, without_overlaps(hits)))
