"""What of a profile is to be changed, and to what: 联系电话, 联系地址, 实名信息."""

from __future__ import annotations

import re
from typing import Literal

from bot.text.normalise import normalise
from bot.text.phones import find_phones

Field = Literal["phone", "address", "identity", "other"]

_FIELDS: tuple[tuple[Field, re.Pattern[str]], ...] = (
    ("other", re.compile(r"邮箱|工作单位|单位名称|职业|在职|法定代表|经办人")),
    (
        "identity",
        re.compile(
            r"过[户护互沪]|户名|[户机]主|实[名明铭民]|姓名|名字|改名|登记名|身[份分](?:证|正|信息)|证件|护照|"
            r"户口|性别|生日|名下|(?:改成|弄成|换成)[我他她]|转给|登记人|登记的信息|资料不全|补资料|公司户"
        ),
    ),
    ("address", re.compile(r"地[址趾]|住址|搬家|搬到|收件|邮寄|寄到|住在|寄错")),
    (
        "phone",
        re.compile(r"联系(?:电话|方式|号码|人)|备用(?:电话|号码)|紧急联系|电话|手机号|手机改|座机"),
    ),
)
_LEAD = re.compile(
    r".*?(?:改成|改为|改到|换成|换到|变更为|变更成|更新为|更新成|搬到|寄到|住在|地址(?:是|为|[:：])|"
    r"(?<![不别])(?:是|为)|[:：])\s*"
)
_PLACE = re.compile(r"[省市区县州镇乡村路街巷弄号栋幢楼座室苑园庄里湾]|小区|大厦|公寓|单元|宿舍")
_MARKS = 2
"""Words for places that make an address of a text."""
_LONGEST = 60
_TALK = re.compile(r"[我你您他她们吗怎么]|名字|什么")
_TAIL = re.compile(
    r"[\s，。！!,.;；]*(?:谢谢|麻烦了?|就?可以了?|就行)?[\s，。！!,.;；吧啊呢哦的]*$"
)
_FIXED = re.compile(r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)")


def field_of(text: str) -> Field | None:
    """Return which part of the profile `text` is about, or None."""
    plain = normalise(text).text
    return next((field for field, pattern in _FIELDS if pattern.search(plain)), None)


def address_of(text: str) -> str | None:
    """Return the address in `text`, without the words before and after it, or None.

    It needs two words for places (市, 路, 号 …), so that 改一下地址 holds none.
    """
    lead = _LEAD.match(text)
    rest = text[lead.end() :] if lead and len(text) - lead.end() > _MARKS else text
    value = _TAIL.sub("", rest).strip(" ，。,.:：")
    if len(value) > _LONGEST or _TALK.search(value):
        return None
    return value if len(set(_PLACE.findall(value))) >= _MARKS else None


def callback_number_of(text: str) -> str | None:
    """Return the number in `text` on which somebody can be called back, or None.

    Of several the last: who says which number is in trouble says afterwards where to call.
    """
    mobiles = find_phones(text)
    return mobiles[-1].value if mobiles else fixed_line_of(text)


def fixed_line_of(text: str) -> str | None:
    """Return a fixed-line number in `text` with its area code, or None."""
    found = _FIXED.search(text)
    return found.group().replace(" ", "-") if found else None
