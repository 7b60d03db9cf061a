"""Where something happens, in the customer's own words: 我家在幸福小区3号楼, 城东区, 人民路附近.

The value is the wording itself. A place is told by its ending (区, 路, 小区, 号楼 …), by a word for
a kind of place after 在, or by being a well-known city.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.text.mention import Hit, Mention, mentions, without_overlaps
from bot.text.normalise import Normalised, normalise

_FUNCTION = (
    "我你您他她它们咱俺的了吗呢吧啊呀哦嘛着过是在到就都也还又再很太真这那哪怎么什谁不没无"
    "别有把被给帮跟和与或及从往向对为因所以但"
    "可能会要想得让请说问查看听打拨接收发用上下去来回进出住位于叫个次天月年号点钱块元信宽"
    "网速路由器修坏断慢卡停连换改办装移念读坐寄送找派几条弄和咋"
    "，。！？、；：“”‘’（）,.!?;:()~- "
)
_LEAD = rf"(?:和(?=[平睦谐顺园美])|[^{re.escape(_FUNCTION)}\d])"
_NUM = r"(?:\d{1,5}|[一二三四五六七八九十百零]{1,5}|[a-z]\d{0,3})"
_ADMIN = (
    r"(?:省|自治区|市(?!场|面|民|价|中心)|自治州|地区|县|区(?!别|分|域|间|号)|镇|乡(?!下"
    r"|亲|音|镇)|街道|开发区|高新区|新区|工业区|园区|经开区)"
)
_STREET = (
    r"(?:大道|大街|路(?!由|费|上|过|程|径|线|边摊|人)|街(?!道|上)|巷子?|胡同|里弄"
    r"|村(?!里人|民|干)|屯|庄|组|社区|居委会)"
)
_SITE = (
    r"(?:小区|花园|家园|公寓|大厦|广场|苑|新村|新城|山庄|别墅|公馆|名城|华府|学校|大学城?"
    r"|学院|中学|小学|医院|车站|火车站|高铁站|地铁站|机场"
    r"|工业园|科技园|产业园|写字楼|商场|商城|市场|购物中心|万达|宾馆|酒店|工厂|厂区|公园"
    r"|体育馆|体育场|图书馆|宿舍楼?|教学楼|食堂|停车场|码头|景区)"
)
_WITHIN = (
    rf"(?:{_NUM}(?:号楼|栋楼?|幢|单元|号院|号|层|楼|室|座|门|期|组|队|弄)|(?:东|西|南|北"
    rf"|中)(?:区|门|街|路|边|侧|头)|地下(?:室|车库|停车场|一层)?|负[一二三]楼"
    rf"|\d{{3,4}}(?!\d)"
    r"|附近|旁边|对面|门口|这边|那边|这一带|一带|这一片|里面|周边|口|楼上|楼下|顶楼)"
)
_PLACE = re.compile(
    rf"(?:{_LEAD}{{1,7}}?{_ADMIN}){{1,4}}(?:{_LEAD}{{1,7}}?{_STREET}){{0,3}}"
    rf"(?:{_LEAD}{{1,8}}?{_SITE})?{_WITHIN}{{0,5}}"
    rf"|(?:{_LEAD}{{1,7}}?{_STREET}){{1,3}}(?:{_LEAD}{{1,8}}?{_SITE})?{_WITHIN}{{0,5}}"
    rf"|{_LEAD}{{1,8}}?{_SITE}(?:{_LEAD}{{1,6}}?{_SITE})?{_WITHIN}{{0,5}}"
    rf"|{_NUM}(?:号楼|栋|幢)(?:{_NUM}(?:单元|层|楼|室|号)){{0,3}}"
)
# Endings that make another word: 线路 is no street, 服务区 no district.
_OTHER_WORD = re.compile(
    r"^(?:.{0,3}(?:线|网|套|思|出|半|铁|公|马|一|电|走|迷|销|退|活|后|高速公)路"
    r"|.*(?:服务区|山区|专区|误区|禁区|盲区|超市|股市|门市|网上商城|手机市场)"
    r"|(?:全|本|外|同|各|老|家|故|下|同|扑|小|社|校|片|地|本地|城|都|上|郊|市)(?:区|省|市|县|乡|街|村)"
    r"|省|自治区|家庭|客厅|网厅"
    r"|.?(?:营业厅|市场|商城|商场|学校|医院|公园|广场|酒店|宾馆|机场|车站))$"
)
_VAGUE_IN = (
    r"(?:地下(?:室|车库|停车场)|车库|停车场|电梯里?|宿舍|单位|公司|学校|工厂|厂里|厂区"
    r"|工地|办公室|高铁上|地铁上|火车上|隧道里?|山上|山里|乡下|农村|老家"
    r"|郊区|市区|城区|县城|镇上|村里|村子里|商场|超市|医院|酒店|网吧|机场|火车站|高铁站"
    r"|小区里?|楼道里?|卫生间|厨房|卧室|客厅|阳台|国外|外地|香港|澳门|台湾)"
)
_IN = re.compile(
    rf"(?:在|到了?|回)(?:我们?|咱们?|这边|这个|那个|一个|的"
    rf"|家){{0,2}}(?P<place>{_VAGUE_IN}{_WITHIN}{{0,2}})"
)
# 住在高铁站后面那个小区, 在万达负一楼
_BESIDE = re.compile(
    rf"(?:在|住)(?P<place>[^{re.escape(_FUNCTION)}\d]{{0,6}}?{_SITE}"
    r"(?:(?:后面|前面|旁边|对面|边上|隔壁)(?:的)?(?:那个|这个|那栋|那片)?(?:小区|楼|房子|商场|市场)"
    r"|负[一二三]楼|地下[一二三]层))"
)
_HERE = re.compile(r"(?:这边|那边|这里|那里|这一带|那一带)$")
# Where reception is bad by nature, without a word for “in”.
_BAD_SPOT = re.compile(
    r"(?:^|[\s,，。;；])(?P<place>(?:地下(?:室|车库|停车场)|车库|电梯里?|隧道里?|山上"
    r"|山里|高铁上|地铁上|工地上?|宿舍里?))"
)
_CITIES = (
    "北京|上海|天津|重庆|石家庄|太原|呼和浩特|沈阳|长春|哈尔滨|南京|杭州|合肥|福州|南昌"
    "|济南|郑州|武汉|长沙|广州|南宁|海口|成都|贵阳|昆明|拉萨|西安|兰州|西宁|银川|乌鲁木齐"
    "|深圳|苏州|无锡|宁波|温州|厦门|青岛|大连|东莞|佛山|珠海|中山|惠州|烟台|潍坊|徐州"
    "|常州|南通|扬州|绍兴|嘉兴|金华|台州|泉州|洛阳|襄阳|宜昌|株洲|桂林|三亚|绵阳|遵义"
    "|大理|丽江|咸阳|保定|唐山|邯郸|廊坊"
    "|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西"
    "|海南|四川|贵州|云南|陕西|甘肃|青海|宁夏|新疆|西藏|内蒙古"
)
_CITY = re.compile(
    rf"(?:在|人在|住在|住|位于|到了?)(?P<place>(?:{_CITIES})(?:{_CITIES})?(?:这边"
    rf"|那边)?)(?!市|省|路|大学|银行)"
)
_TO_CUE = re.compile(
    r"^.*(?:我们?家|咱们?家|我们?|家住|家|位于|地址|现在|目前|今天|昨天|早上|晚上|最近"
    r"|老家|父母|整个|自从)(?=.{2})"
)


def find_locations(text: str | Normalised) -> tuple[Mention[str], ...]:
    """Return the places that `text` names, as the customer wrote them; ordinary words are none."""
    source = normalise(text)
    hits = without_overlaps(_candidates(source.text))
    found = mentions(source, hits)
    return tuple(type(each)(each.start, each.end, each.text, each.text) for each in found)


def _candidates(text: str) -> Iterator[Hit[str]]:
    for match in _PLACE.finditer(text):
        start = match.start()
        begun = _TO_CUE.match(match.group())
        if begun is not None:
            start += begun.end()
        place = text[start : match.end()]
        if len(place) > 1 and not _OTHER_WORD.match(place):
            named = _HERE.sub("", place) or place  # 这边 points, it is no part of the address
            yield Hit(start, start + len(named), (named,))
    for pattern in (_IN, _BESIDE, _BAD_SPOT, _CITY):
        for match in pattern.finditer(text):
            yield Hit(match.start("place"), match.end("place"), (match.group("place"),))
