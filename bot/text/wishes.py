"""What a complaining customer wants (handbook §5), and whether anything was told at all."""

from __future__ import annotations

import re
from typing import Literal

Wish = Literal["refund", "apology", "compensation", "cancel", "stop", "handle", "fix", "explain"]

_NOISE = re.compile(r"[\s，。？?！!、,.~～…：:]+")
_WISHES: tuple[tuple[Wish, re.Pattern[str]], ...] = (
    ("refund", re.compile(r"退(?:钱|费|款|还|回|给我)|钱(?:要)?退|把钱.{0,4}(?:还|退)|返还")),
    ("compensation", re.compile(r"赔(?!礼)|补偿")),
    ("apology", re.compile(r"道歉|赔礼|赔不是|认错")),
    (
        "stop",
        re.compile(
            r"(?:别|不要|不许|停止)(?:再|让.{0,4}再)?(?:给我)?(?:打|发|骚扰|推销|来电)|屏蔽|拉黑"
        ),
    ),
    ("cancel", re.compile(r"(?:给我|帮我|马上|要求|赶紧)?(?:取消|退订|关掉|关闭)")),
    (
        "handle",
        re.compile(
            r"(?:处罚|处分|开除|批评|严肃处理|惩罚|追责|追究|处理)(?:他|她|那个|这个|员工|人|责任)"
        ),
    ),
    ("explain", re.compile(r"(?:给|要|有).{0,4}(?:说法|解释|交代|答复|理由)|说清楚|查清楚|核实")),
    ("fix", re.compile(r"(?:尽快|赶紧|马上|早点)?(?:解决|修好|恢复|办好|弄好|搞好|改善)")),
)
# Words that say no more than that there is a complaint, a fault or a suggestion.
_EMPTY = re.compile(
    r"(?:我|俺|本人|你们|您们|你|您|贵公司|公司|客服|这边|这里|想|要|需要|准备|必须|强烈|坚决|请|麻烦|帮我|给我|"
    r"帮忙|投诉|举报|反映|反应|申诉|维权|登记|一下|一个|个|些|有|点|对|向|找|跟|和|的|了|吧|啊|呀|呢|哦|吗|嘛|"
    r"情况|事情?|问题|不满意?|意见|建议|提|说|表扬|报修|报障|故障|报个?|修|障|处理|办理|业务|服务|"
    r"电话|热线|渠道|怎么|如何|可以|能|就是|还是|再|也|都|很|非常|现在|今天|马上|好|hi|hello|您好|你好)+"
)
_NUMBER = re.compile(
    r"(?:手机)?(?:号码?)?是?1\d{2}[-—]?\d{4}[-—]?\d{4}(?:这个)?(?:手机)?(?:号码?)?"
)
"""A telephone number with what names it: it says whose matter it is, and nothing of the matter."""
SUBSTANCE = 4
"""Characters beyond the empty words from which something was told."""
_NOTHING = re.compile(
    r"(?:工号|名字|姓名|电话|号码|时间|地点|具体(?:的|时间|地点)?|录音|截图|这个|这些|我|都|也|"
    r"那|就|先|暂时|现在|还是){0,4}"
    r"(?:没有?|无|不了|算了|不提了|不说了|跳过|暂时没有?|没了|没什么|不用了?|不需要|不记得了?|记不(?:清|得|住)了?|忘了?|想不起来了?|"
    r"不清楚|不知道|说不清楚?|不方便说?|不想说|都行|都可以|随便|随你们?|看着办|没别的|没有了)(?:啊|吧|呢|哦|的|了)?"
)
_CLUE = re.compile(
    r"工号|\d{4,}|录音|录像|截图|截屏|照片|拍(?:了|下)|聊天记录|短信(?:还)?在|号码是|营业厅|门店|姓[\u4e00-\u9fff]|叫什么|名字|小票|单子|合同|证据|监控"
)
_DROPPED = re.compile(
    r"(?:先)?(?:不|别|不用|不想|不要|不打算|用不着)(?:再)?(?:投诉|举报|报修|报障|反映|提建议|登记)(?:了|吧)"
    r"|(?:算了|撤销|撤回|取消)(?:这个|我的|刚才的)?(?:投诉|报修)"
)


def wish_of(text: str) -> Wish | None:
    """Return what `text` wants done most plainly, or None when it does not say."""
    bare = _NOISE.sub("", text)
    return next((wish for wish, pattern in _WISHES if pattern.search(bare)), None)


def has_substance(text: str) -> bool:
    """Tell whether `text` tells anything beyond that there is something to complain of."""
    bare = _NUMBER.sub("", _NOISE.sub("", text.lower()))
    return not bare.startswith("/") and len(_EMPTY.sub("", bare)) >= SUBSTANCE


def is_nothing(text: str) -> bool:
    """Tell whether the whole of `text` says that there is nothing to tell (没有, 不记得了)."""
    return _NOTHING.fullmatch(_NOISE.sub("", text)) is not None


def is_clue(text: str) -> bool:
    """Tell whether `text` holds something by which a complaint can be checked (工号8001)."""
    return _CLUE.search(text) is not None


def drops_matter(text: str) -> bool:
    """Tell whether `text` takes a complaint, a fault or a suggestion back (不投诉了)."""
    return _DROPPED.search(_NOISE.sub("", text)) is not None
