"""What a customer presses with while an offer waits for a yes: 要多久, 快点, 为什么, 不是我开的."""

from __future__ import annotations

import re
from typing import Literal

Press = Literal["contest", "how_long", "hurry", "why"]

LONGEST = 16
"""Characters beyond which a message is a matter of its own and no remark on the offer."""

_NOISE = re.compile(r"[\s，。？?！!、,.~～…]+")
_FILLER = (
    r"(?:那|么|请问|大概|大约|一般|到底|究竟|还|要|得|需|需要|等|你们|您|我|给|会|能|可以|不能|"
    r"才|就|都|也|再|又|这|个|太|有点|是|最快|最晚|处理|办理|办|解决|恢复|弄|修|搞|完|好|用|开通|"
    r"开机|开|通|联系|回复|答复|结果|出|到账|的|地|得|了|啊|呢|吧|呀|吗|嘛|哦|一)*"
)
_WHOLE: tuple[tuple[Press, str], ...] = (
    ("how_long", r"(?:多久|多长时间|几天|几个?小时|什么时候|啥时候|何时|哪天)"),
    ("hurry", r"(?:慢|快点儿?|快一点儿?|快些|尽快|赶紧|赶快|马上|着急|急|等不及|等不了)"),
    ("why", r"(?:为什么|为啥|凭什么|凭啥|怎么会这样|怎么回事)(?:会|这样|这么久)*"),
)
_PATTERNS = tuple((press, re.compile(f"{_FILLER}{core}{_FILLER}")) for press, core in _WHOLE)
_DONE = r"(?:订|开|用|办|点|出|去|申请|同意|授权|看|买|打(?!通)|听说)"
_CONTEST = re.compile(
    rf"(?:没有?|从未|未曾?)(?:人|让|叫|自己|主动|谁|在|怎么){{0,2}}{_DONE}(?!机|懂|清|明|见|到|法|账)"
    r"|(?:没|没有)出过|不是我|不是本人|不知情|我不知道"
    r"|退(?:钱|费|款|给我|还|回)|钱退|谁(?:订|开|办|给我)|退订|取消|关掉"
)
_REFUSAL = re.compile(
    r"算了|不用|不需要|先不|不办|不登|别登|登记|不想|以后再|再说|^取消(?:吧|了)?$"
)
_WHY = re.compile(r"为什么|为啥|干嘛|干什么用|凭什么|什么用|有必要")
_MATTER_REFUSED = re.compile(
    r"(?:先|暂时)?(?:不用|不要|不|别)(?:再|给我|帮我|先|您)*"
    r"(?:登记|交|缴|充|办|开|退|订|换|改|转|验证)"
)


def press_of(text: str) -> Press | None:
    """Return how `text` presses on what was just offered, or None when it does not.

    ``contest`` disputes the facts; the other three must make up the whole message, so that
    ``套餐什么时候到期`` stays a question of its own.
    """
    bare = _NOISE.sub("", text)
    if not bare or len(bare) > LONGEST or bare.startswith("/"):
        return None
    if _REFUSAL.search(bare):
        return None
    if _CONTEST.search(bare):
        return "contest"
    return next((press for press, pattern in _PATTERNS if pattern.fullmatch(bare)), None)


_URGED = re.compile(
    r"催(?!眠)|快(?:点|一点|些)|尽快|赶紧|赶快|抓紧|加急|着急|急死|太慢|这么慢|这么久|怎么还(?:没|不)|还没(?:人|有人)|拖(?:了|着|到)"
)


def urges(text: str) -> bool:
    """Tell whether a question about progress presses for it (催一下, 怎么还没处理)."""
    return not text.startswith("/") and _URGED.search(_NOISE.sub("", text)) is not None


def asks_why(text: str) -> bool:
    """Tell whether a short message asks why something is needed (为什么要输两次)."""
    bare = _NOISE.sub("", text)
    return len(bare) <= LONGEST and _WHY.search(bare) is not None


def refuses_matter(text: str) -> bool:
    """Tell whether a no names what is not to be done (``先不交了``): it ends no conversation."""
    return _MATTER_REFUSED.search(_NOISE.sub("", text)) is not None
