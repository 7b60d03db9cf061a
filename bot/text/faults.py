"""What is broken (intents.yml, fault_type); which faults are the fixed network's (handbook §5)."""

from __future__ import annotations

import re
from typing import Literal

from bot.text.mention import Hit, Mention, mentions
from bot.text.normalise import Normalised, normalise

FaultType = Literal["signal", "mobile_data", "voice_call", "sms", "broadband", "iptv", "other"]

_FIXED_NETWORK = re.compile(
    r"宽带|光纤|光猫|路由器|家里的?网|无线网|wi-?fi|iptv|机顶盒|电视", re.IGNORECASE
)
_IPTV = re.compile(
    r"iptv|机顶盒|网络电视|电视盒子?|(?:电视|遥控器?)(?=.{0,8}(?:看不了|没信号|没有信号"
    r"|卡|黑屏|花屏|打不开|放不出|"
    r"没(?:有)?(?:画面|声音|节目|图像)|不能看|转圈|加载|坏|连不上|没网|断|不亮|没反应|频道))"
)
_BROADBAND = re.compile(
    r"宽带|宽太(?=从|又|断|连|坏|上)|宽代|光纤|光猫|专线|路由器?(?=.{0,6}(?:红|灯|坏|断|没网|连不))"
    r"|(?<!用)(?<!连)wi-?fi(?!正常|没问题|能|可以|好好)|无线网|(?:家里?|屋头"
    r"|屋里)的?(?:网络|网)(?!点|厅)|los灯"
    r"|(?:有线|固定)网络|猫(?:上)?(?:的)?(?:红灯|亮红|灯)"
)
_MOBILE: tuple[tuple[FaultType, re.Pattern[str]], ...] = (
    (
        "sms",
        re.compile(
            r"(?:短信|短消息|信息|彩信|验证码)(?:也|都|总是|老是|一直|就是|根本|还是)*"
            r"(?:今天|昨天|最近|现在|到现在|又|全|一条|半条){0,3}(?:也|都)?"
            r"(?:收不到|收不了|发不出去?|发不了|发不到|发送?失败|发不成功?|没收到|接收不到?"
            r"|没法发|没办法发|不能发|不能收)"
            r"|(?:收不到|收不了|发不出去?|发不了|没收到|接收不到|接不到)(?:任何|别人的?|他们的?"
            r"|银行的?|各种)?(?:短信|短消息|验证码|彩信)"
            r"|发(?:个|条)?(?:短信|信息|短消息)(?:总|老|一直|也|都)*(?:失败|发不出去?|不成功)"
        ),
    ),
    (
        "voice_call",
        re.compile(
            r"打不同(?=电话|$|[,，])|打(?:不|唔)(?:出去?|进来?|入|通|了电话|成)|(?:打我|打进来|打过来).{0,8}(?:关机"
            r"|无法接通|空号|占线|正在通话|通话中)|(?:座机|固话)(?:也|都|就)?(?:没声音?|没有声音|坏)|拨不(?:出去?"
            r"|通)|接不(?:到|了|通|着|听)(?=.{0,3}(?:电话|来电|$))|接(?:不到|不了|不着)(?:电话"
            r"|来电)"
            r"|(?:电话|手机)(?:也|都|老|总|一直|就|突然)*(?:打不|拨不|接不|呼不|不能打|不能接"
            r"|不能拨)(?:出去?|进来?|通|了|到|着)?"
            r"|(?:通话|电话|打电话)(?:中|时|的时候|过程中|老是?|总是?|经常|也|都|就|一直|说着说着"
            r"|打着打着|里|有|声音|质量){0,3}"
            r"(?:断线?|掉线?|断断续续|杂音|电流声|回音|听不清楚?|听不见|没声音?|没有声音|卡|串线"
            r"|单通|差)"
            r"|听不(?:见|清|到)(?:对方|别人|人家)?(?:说话|声音)?|对方(?:也|都)?听不(?:见|清|到)"
            r"|老掉线(?=.{0,4}(?:电话|通话))"
            r"|(?:说|提示|显示|老说)(?:我)?(?:的)?(?:号码|电话|手机)?(?:是)?(?:空号|不在服务区"
            r"|无法接通|已关机)"
        ),
    ),
    (
        "mobile_data",
        re.compile(
            r"(?:上不(?:了|去|成)|不能上|没法上|没办法上|无法上|连不(?:上|了|到)|打不开)(?:手机"
            r"|移动)?(?:网页|网站|网络?|4g|5g|流量|数据)"
            r"|(?:手机|移动)?(?:网络?|网速|4g|5g|流量|数据(?:网络|流量|连接)?)(?:也|都|就|怎么|咋"
            r"|经常|老是?|总是?|一直|特别|好|太|很|非常|超级?|真|这么|那么|有点|又|突然|实在|最近"
            r"|信号){0,3}"
            r"(?:上不(?:了|去)|用不(?:了|成)|不能用|没法用|连不(?:上|了)|慢|卡|差|不好|不行"
            r"|不稳定?|断|掉|坏|出(?:了)?(?:问题|故障)|有问题|异常|瘫痪|打不开|没反应|不动|加载不"
            r"|刷不|时好时坏|时有时无|龟速|烂|延迟)"
            r"|(?:网页|视频|微信|抖音|页面|图片|地图|支付宝|付款码|二维码|游戏|直播)(?:也|都|老"
            r"|总|一直|半天|根本){0,2}"
            r"(?:打不开|刷不出来?|加载不(?:出来?|了)|转圈|发不出去|卡顿|缓冲|卡得?|登不上|刷不动)"
            r"|刷不(?:出来?|动|了)(?:视频|抖音|网页)?|[45]g(?:老是?|总是?|一直)?(?:变"
            r"|掉)成?[234]g|发不出(?:消息|图片?|微信)|上网(?:也|都|怎么|咋|这么|那么|特别|很|好"
            r"|太|非常|老|总|一直){0,2}(?:慢|卡|断|不行|不了)|(?:开了|打开)(?:移动)?(?:数据"
            r"|流量)(?:也|都|还是){0,2}(?:上不|没)"
            r"|没(?:有)?网(?!点|厅)(?:络|了)?|(?:手机|流量|[45]g)(?:突然|又|老|总是?|也|就)?断网"
        ),
    ),
    (
        "signal",
        re.compile(
            r"no (?:service|signal)|没有?新号(?!码)|(?:没有?|无|搜不到|收不到|找不到|读不到|没得"
            r"|冇|丢|木有|缺)(?:一点|任何|半点|手机|什么)?(?:网络)?[信讯]号"
            r"|[信讯]号(?:也|都|就|老是|总是|一直|特别|好|太|很|非常|超级?|真|这么|那么|有点|又"
            r"|突然|实在|最近|强度|质量|只有|就|还是|是|的){0,3}"
            r"(?:没有?|差|弱|不好|不行|不稳定?|断|时有时无|时好时坏|时断时续|一格|1格|两格|烂"
            r"|消失|丢失|不满|低|零|找不到|搜不到)"
            r"|无服务|没有?服务(?!密码|态度)|无网络服务|仅限紧急(?:呼叫|电话)?|只能(?:拨打"
            r"|打)紧急|不在服务区|信号盲区|掉网|脱网|注册不上网络"
        ),
    ),
)
_OTHER = re.compile(
    r"故障|报修|报障|报个?修|出(?:了)?毛病|(?:手机|卡|号码|电话)(?:突然|又|也|就"
    r"|老)?(?:用不了|不能用|没法用|坏了|失灵)"
)
_FIXED: tuple[tuple[FaultType, re.Pattern[str]], ...] = (("iptv", _IPTV), ("broadband", _BROADBAND))
_AND_MOBILE = re.compile(r"手机|4g|5g|流量|移动数据|电话|短信")


def is_fixed_network(text: str) -> bool:
    """Tell whether `text` speaks of broadband or IPTV rather than of the mobile network."""
    return bool(_FIXED_NETWORK.search(text))


def find_faults(text: str | Normalised) -> tuple[Mention[FaultType], ...]:
    """Return what `text` says is broken, each type once, in order of place.

    Where a line or a set is named (宽带, 机顶盒), symptoms such as “no network” are its own unless
    the mobile phone is named too. ``other`` stands for a fault that is not described.
    """
    source = normalise(text)
    fixed = _first(source.text, _FIXED)
    mobile = _first(source.text, _MOBILE)
    if fixed and not _AND_MOBILE.search(source.text):
        mobile = [hit for hit in mobile if hit.values[0] in {"voice_call", "sms"}]
    if len(fixed) == len(_FIXED) and not re.search(r"宽带.{0,12}(?:断|坏|慢|不)", source.text):
        fixed = fixed[:1]  # a television on a named line is the television's fault
    hits = [*fixed, *mobile] or _first(source.text, (("other", _OTHER),))
    return mentions(source, hits)


def _first(text: str, kinds: tuple[tuple[FaultType, re.Pattern[str]], ...]) -> list[Hit[FaultType]]:
    found = ((kind, pattern.search(text)) for kind, pattern in kinds)
    return [Hit(match.start(), match.end(), (kind,)) for kind, match in found if match]
