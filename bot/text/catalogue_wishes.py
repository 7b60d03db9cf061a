"""What customers want of packages and services beside names and prices: 还有吗, 超了怎么算, 都退了.

Tables of wordings; names, prices and places in a list are entities (`bot/nlu/entities.py`).
"""

from __future__ import annotations

import re
from typing import Literal

Subject = Literal["package", "addon", "service"]
Property = Literal[
    "overage", "termination", "contract", "effective", "eligibility", "valid", "allowance", "fee"
]
Bound = Literal["most", "least", "about"]

_NOISE = re.compile(r"[\s，。？?！!、,.~～…]+")

_MORE = re.compile(
    r"^(?:那)?还有(?:没有?|吗|别的|其他的?|其它的?|呢|哪些|什么|啥)|更多|换一(?:批|些|组)|下一(?:页|批)"
    r"|其他的(?:呢|看看)|接着(?:看|说|报|列)|再(?:看|列|报|来)(?:看|几|一|些|点)|继续(?:看|列|报)"
)
_BY_USAGE = re.compile(
    r"(?:根据|按照?|照|看|结合)(?:一下|下)?我(?:的|这|这个号|近|平时|每个?月|现在|实际)*"
    r"(?:用量|使用|用的?|情况|消费|习惯)|用量推荐|我(?:这个号|这样|这种|的用量|这用量)?(?:用法)?"
    r"(?:用|换|办|选)?哪(?:个|款|种|档)(?:套餐)?(?:最|更|比较)?(?:合适|适合|划算|省|合算|好)"
    r"|(?:帮|给|替)我(?:看看|算算?|算一下|算下|挑|选|推荐|分析)|适合我"
)
_ADVICE = re.compile(
    r"推荐|适合|合适|划算|合算|哪(?:种|款|个)(?:套餐)?(?:最|更|比较)?(?:好|省)|建议|怎么选|选哪"
)
_SUITS = re.compile(
    r"适合|推荐|挑(?:个|一|选)|哪(?:个|款|种|档)[^，。]{0,4}(?:省|划算|合算|合适|实惠)"
)
_SUBJECTS: tuple[tuple[Subject, re.Pattern[str]], ...] = (
    ("package", re.compile(r"套餐|月租|资费|方案|档|主套")),
    (
        "addon",
        re.compile(
            r"流[量亮]包|加油包|叠加包|语音包|短信包|日包|月包|漫游|一天的?包|按天|临时"
            r"|包(?![括含年月]|里|月租)|(?:充|买|加|订)点?流量|流量不够|没流量"
        ),
    ),
    ("service", re.compile(r"增值|会员|彩铃|炫铃|手机报|来电显示|功能|业务")),
)

_PROPERTIES: tuple[tuple[Property, re.Pattern[str]], ...] = (
    (
        "overage",
        re.compile(r"超(?:出|了|过|额|量|套|流量|的)|用(?:完|超|光|没)了?|套餐外|套外|溢出"),
    ),
    ("termination", re.compile(r"违约|赔|提前(?:退|解|换|终止|取消)|解约|毁约|退要|没到期")),
    ("contract", re.compile(r"合约|合同|几年|绑定|签(?:多久|几)|到期|捆绑|协议期")),
    (
        "effective",
        re.compile(
            r"生效|当月(?:生|就|换|用)|立即|马上(?:能|就)|次月|下(?:个)?月(?:才|开始|生)"
            r"|什么时候(?:能用|开始|换)|月中(?:办|换)|首月"
        ),
    ),
    (
        "eligibility",
        re.compile(
            r"能不能(?:办|订|开|换)|能办|可以办|还能办|谁(?:能|可以)|什么条件|办理条件|要什么条件|资格"
            r"|限制|符合|(?:学生|新用户|老用户|老人).{0,4}(?:能|可以)"
        ),
    ),
    (
        "valid",
        re.compile(
            r"有效期|多久(?:失效|过期|有效)|能用(?:多久|几天|到)|用到(?:什么|几|哪)|几天|清零|失效"
            r"|过期|续订|自动续|可以用到"
        ),
    ),
    (
        "allowance",
        re.compile(
            r"多少(?:流量|分钟|条|个?g|兆)|几(?:个g|g|分钟|条)|有(?:什么|啥|哪些)|包含|内容"
            r"|含(?:多少|什么)|包括什么|里(?:面)?有|有多少|有几"
        ),
    ),
    (
        "fee",
        re.compile(
            r"多少钱|几块|几元|月租|月费|怎么(?:收费|收钱|计费|卖)|收费|资费|价格|价钱|收不收|贵不贵"
            r"|啥价|费用"
        ),
    ),
)
_UNLISTED = re.compile(
    r"结转|定向|热点|共享|副卡|亲情|长途|漫游在|哪些国家|限速|断网|打折|省内|全国|转赠|宽带|电视"
)
_OWN = re.compile(
    r"我(?:的|这|这个|现在|目前|们|自己|用的|当前|那个?)*(?:套餐|月租|资费|包|方案)"
    r"|我(?:的|这|这个|现在|目前)?.{0,4}(?:超了|合约|违约)"
    r"|本机|现在(?:用)?的(?:套餐)?|目前的?(?:套餐)?|当前(?:套餐)?"
)
_COMPARES = re.compile(
    r"区别|差(?:在|别|多少|异)|不同|比(?:一比|较|一下)|哪个(?:好|划算|便宜|合适|更)|[和跟].*哪"
)

_ASKS = re.compile(r"怎么样|咋样|如何|介绍|看看|了解|什么|哪|[吗呢么?？]$|好不好|说说|讲讲")

_THIS = re.compile(r"[这那](?:个|款|种|项|档)|它|就(?:订|办|换|开|要|买|选|来)|那就")
_TAKES = re.compile(r"订|办|换|开通?|买|加|要[这那它]|就[这那它要]|来一?[个份]")

_GIVES_UP = re.compile(r"退|取消|关[掉了闭停]|停[掉了]|不要了")
_CHANGES = re.compile(r"换|改[成为到]|升[级到成]|降[级到成]|转[成为到]")
_OPENS = re.compile(r"开通?|订|加|办|买")

_REVOKES = re.compile(
    r"撤(?:销|回|掉|单|了)|[反后]悔|(?:改|换|变|恢复|退)回(?:去|来|原来|以前|之前)|不换了|先不换|别换了"
    r"|还(?:用|是用)(?:回|我)?(?:以前|原来|之前|原先|现在)的"
    r"|(?:刚|刚才|刚刚|上次|昨天|前面|那个?|那次)(?:办|订|换|改|申请|下|提交)?(?:的|了)?"
    r"(?:那个?|这个?)?(?:套餐)?(?:变更|订单|申请|更换|换套餐)(?:不要了|取消|退)"
    r"|取消(?:掉|了)?(?:刚才|刚刚|刚|上次|昨天|那个?|这个?|我的?)*(?:的)?(?:套餐)?"
    r"(?:变更|订单|申请|更换)"
)
_ALL = re.compile(
    r"都(?:给我|帮我|要)?(?:退|取消|关|停|去|不要|注销)|全(?:部|都|给|退|关|取消|停|去)|所有"
    r"|一个不留|统统|通通|一起(?:退|取消|关)|只留套餐|套餐(?:之?外|以外)的"
)
_ODD = re.compile(r"乱开|没(?:经|有).{0,6}(?:同意|订|开|办)|不是我(?:开|订|办)|偷偷|私自|擅自|莫名")
_EXCEPT = re.compile(r"除了|除|只留|留着|留下|保留|别动|不退")

_NOT_SOLD_HERE = re.compile(
    r"副卡|亲情(?:网|号|卡)?|家庭(?:网|群)|呼(?:叫)?转(?:移)?|来电转|转接|volte|国际长途|长途功能"
    r"|语音信箱|留言信箱|5g(?:功能|开关)|4g升5g|升5g|短信功能|免打扰|来电拦截|骚扰拦截|集团网"
    r"|校园(?:网|包)|宽带|流量共享|共享流量|通话功能|上网功能",
    re.IGNORECASE,
)
_MOST = re.compile(r"以内|之内|以下|不超|不要超|别超|最多|低于|少于|封顶|块内|元内|控制在")
_LEAST = re.compile(r"以上|高于|至少|起步|不低于")


def wants_more(text: str) -> bool:
    """Tell whether the rest of a list is asked for (还有吗, 换一批)."""
    return _MORE.search(_NOISE.sub("", text)) is not None


def wants_advice(text: str) -> bool:
    """Tell whether a recommendation is asked for (推荐一个, 哪种划算)."""
    return _ADVICE.search(text) is not None or advice_by_usage(text)


def advice_by_usage(text: str) -> bool:
    """Tell whether the recommendation is to rest on the customer's own use (按我的用量)."""
    return _BY_USAGE.search(text) is not None


def asks_what_suits(text: str) -> bool:
    """Tell whether `text` asks for a package that would suit, not for the present one."""
    return _SUITS.search(text) is not None


def subject_of(text: str) -> Subject | None:
    """Return what kind of offer `text` is about, or None when it does not say."""
    return next((subject for subject, pattern in _SUBJECTS if pattern.search(text)), None)


def properties_of(text: str) -> tuple[Property, ...]:
    """Return the properties asked about, the telling ones first; none for a plain 介绍一下.

    A plain "how much" beside another property belongs to that one: 超出多少钱.
    """
    found = tuple(name for name, pattern in _PROPERTIES if pattern.search(text.lower()))
    telling = tuple(name for name in found if name not in ("fee", "allowance"))
    return telling or found


def asks_unlisted(text: str) -> bool:
    """Tell whether `text` asks for something that no catalogue holds (结转, 定向, 热点)."""
    return _UNLISTED.search(text) is not None


def about_own(text: str) -> bool:
    """Tell whether the customer's own package is meant (我这套餐)."""
    return _OWN.search(text) is not None


def compares(text: str) -> bool:
    """Tell whether several are to be held against each other (有什么区别)."""
    return _COMPARES.search(text) is not None


def asks_about(text: str) -> bool:
    """Tell whether `text` asks rather than chooses (99那个怎么样)."""
    return _ASKS.search(text.strip()) is not None


def means_this(text: str) -> bool:
    """Tell whether what was told last is meant (就这个)."""
    return _THIS.search(text) is not None


def takes_it(text: str) -> bool:
    """Tell whether a yes orders what was told last (那就订这个吧), not only agrees."""
    return means_this(text) and _TAKES.search(text) is not None


def does_with(text: str) -> Literal["give_up", "change", "open"] | None:
    """Return what is to be done with an item named in `text`, or None when nothing is said."""
    if asks_about(text):
        return None
    if _GIVES_UP.search(text):
        return "give_up"
    if _CHANGES.search(text):
        return "change"
    return "open" if _OPENS.search(text) else None


def revokes(text: str) -> bool:
    """Tell whether a change made before is to be taken back (刚才那个变更撤销)."""
    return _REVOKES.search(_NOISE.sub("", text)) is not None


def all_of_them(text: str) -> bool:
    """Tell whether everything is meant (都退了, 一个不留)."""
    return _ALL.search(text) is not None


def ordered_by_others(text: str) -> bool:
    """Tell whether what the customer did not order is meant (把乱开的都退了)."""
    return _ODD.search(text) is not None


def leaves_named(text: str) -> bool:
    """Tell whether the items named are those to be kept (除了来电显示都退)."""
    return _EXCEPT.search(text) is not None


def not_sold_here(text: str) -> bool:
    """Tell whether a function is asked for that people set up and no catalogue sells (副卡)."""
    return _NOT_SOLD_HERE.search(text) is not None


def bound_of(text: str) -> Bound:
    """Return whether a price named is the most, the least, or about what is to be paid."""
    if _MOST.search(text):
        return "most"
    return "least" if _LEAST.search(text) else "about"
