"""Why a customer wants to leave, and what 不 means once an offer has been made (handbook §4)."""

from __future__ import annotations

import re
from typing import Literal

from bot.text.normalise import normalise

Reason = Literal["price", "network", "service", "other"]

_REASONS: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    # Who asks to be spared an offer has said enough.
    (
        "other",
        re.compile(r"(?:不要|别|不用|不是|不想|少)[^，。]{0,6}(?:优惠|便宜|套餐|挽留|推荐|原因)"),
    ),
    ("service", re.compile(r"服务|态度|客服|投诉|乱(?:扣|收|开)|坑|推销|不满意|失望|不理|敷衍")),
    (
        "network",
        re.compile(
            r"信号|网络|网速|上网|断网|掉线|打不(?:出|通)|没网|网(?:太|很|特别|真)?(?:慢|差|卡|烂)|卡顿|太卡|通话质量|覆盖"
        ),
    ),
    (
        "price",
        re.compile(
            r"贵|便宜|划算|资费|价格|费用|(?:话费|月租)[^，。]{0,4}高|太高|多花|省钱|不值|收费高"
        ),
    ),
    (
        "other",
        re.compile(
            r"其他|别的原因|不用了|不要了|用不(?:着|上|到)|没(?:在)?用|出国|换(?:了)?(?:城市|地方|工作)|"
            r"搬|外地|去世|走了|多余|闲置|[两三]个号|不想说|没有?(?:什么)?原因|没理由|个人原因|就是想|"
            r"老家|毕业|白扣|扣钱"
        ),
    ),
)
_PORTING = re.compile(
    r"携号|携转|转网|转(?:到|去|入|成)?(?:别家|其他|移动|联通|电信|广电)|换运营商"
)
_NOISE = re.compile(r"[\s，。？?！!、,.~～…]+")
_STAYS = re.compile(
    r"先不|不销|不注销|不转|不走|算了|再想想|再考虑|考虑|留着|保留|改天|以后再|撤销"
)
_INSISTS = re.compile(
    r"不用|不要|不需要|没兴趣|不感兴趣|不想换|不换|不考虑|不必|别推荐|直接|还是(?:要|想)?(?:销|注销|办|转)|就(?:要|是)"
)

# No to "shall we go on?", word for word; whether it was meant for the offer, nobody can tell.
_BARE = re.compile(
    r"(?:(?:暂时|先|那|就)?(?:不用|不要|不需要|不必|不)(?:了|啦|吧|的|谢谢|谢|麻烦)*)+"
)


def reason_of(text: str) -> Reason | None:
    """Return why the customer wants to leave as far as `text` says it, or None.

    What was done to them weighs more than what it cost, and both more than circumstances.
    """
    plain = normalise(text).text
    return next((reason for reason, pattern in _REASONS if pattern.search(plain)), None)


def is_porting(text: str) -> bool:
    """Tell whether the number is to go to another operator."""
    return _PORTING.search(text) is not None


def stays(text: str) -> bool:
    """Tell whether a no means that nothing is to be closed (先不销了, 算了)."""
    return _STAYS.search(_NOISE.sub("", text).replace("不考虑", "")) is not None


def insists(text: str) -> bool:
    """Tell whether a no declines the offer made and nothing else (不用推荐, 还是要销).

    A bare 不用了 is a plain no: nothing may be done without an explicit yes.
    """
    bare = _NOISE.sub("", text)
    return not stays(text) and not _BARE.fullmatch(bare) and _INSISTS.search(bare) is not None
