"""Items named by their price: 59那个, 五十九的套餐, 换59, 15块的流量包.

A price names an item when exactly one that is sold has it; then it is no sum of money.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from bot.text.nicknames import Item
from bot.text.numerals import digits_of, parse_number

_APART = r"(?<![\d.点零一二三四五六七八九十百千万幺第gpno])"
_WHOLE = r"(?:\d{1,4}|[零一二两三四五六七八九十百千幺]{1,7})"
_DIGIT = r"[\d一二三四五六七八九]"
# 45.9, 四十五点九, 45块9
_FEE = rf"(?P<fee>{_WHOLE}(?:(?:\.|点|块){_DIGIT}{{1,2}}(?!{_DIGIT}))?)"
_NUM = _APART + _FEE
_YUAN = r"(?: ?(?:块钱|元钱|块|元|圆))?"
_A_MONTH = r"(?:的?(?:一个?月|每个?月|1个?月|月租|包月)|/月)?"
_THAT = r"(?:那|这|嗰)(?:一)?(?:个|款|档|种)"
# 的 of the south-west and the north-east among them: 59嘞, 59哒.
_SAID = r"[\s,，。.!！?？;；、吧呢吗啊呀哈嘛了嘞哒咧咯喽哩噻撒欸啦滴]"
_NOT_THE_PACKAGE = (
    r"话费|电话费|手机费|费|钱|账|帐|单|发票|优惠|红包|会员|彩铃|手机|卡|号|人|时候|东西"
    r"|那个?|这个?|包(?!含|括|不|短|多)|流量包|语音包|加油包"
    r"|服务|业务|月|天|年|次|岁|倍|折|增值|流量费|短信费|宽带|押金|预存|券|金额|余额|话"
    r"|概率|基础|左右|以内|功能|漫游"
)
_VOLUME = r"(?P<volume>\d{1,4}(?:\.\d)?|[一二两三四五六七八九十百]{1,4}) ?个? ?(?:gb|g)(?:流量)?"
_PACKAGE = re.compile(
    rf"{_NUM}{_YUAN}{_A_MONTH}(?:"
    rf"的?(?:{_THAT}(?:的)?)?(?:套餐|资费套餐|方案|档位|档(?!案))"
    rf"|的?{_THAT}(?!月|号|人|时候|时间|工单|业务员|包|会员|业务|服务)"
    rf"|的(?!{_NOT_THE_PACKAGE})"
    r")"
)
_MONTHLY = re.compile(rf"{_NUM}{_YUAN}(?:一个?月|每个?月)的?(?=都|有|包|能打|多少流量|多少分钟|那)")
_THAT_ONE = re.compile(
    rf"那(?:个|款|档|种)的?{_NUM}{_YUAN}(?=\s*(?:$|{_SAID}|给我|怎么样|有什么"
    rf"|有多少|里面))"
)
# 129和199, 129跟199哪个划算: two prices of packages beside each other are the packages.
_PAIR = re.compile(
    rf"{_NUM}{_YUAN}的?(?:套餐|那个|档)?(?:和|跟|与|同|还有|或者|还是|对比|比)"
    rf"(?P<second>{_FEE.replace('<fee>', '<other>')}){_YUAN}"
    rf"(?=\s*(?:$|{_SAID}|的|套餐|档(?!案)|那|这|哪|有|什么|啥|区别|差|比|怎|对比|两|二|谁|都|选))"
)
_MONEY_BEFORE = re.compile(
    r"(?:充值?|冲|交|缴费?|存|付|扣|收|退|花|欠|转|少|多|用(?=了|掉))(?:了|过|我|你们?|掉"
    r"|的|是|个|话费|去){0,3}$"
    r"|(?:(?:这|那|哪)(?:笔|条|项)?|这个|哪个)$"
)
_CHANGED = re.compile(
    rf"(?:换|升|降|转|调|变|往[高低上下](?:了|里|面)?改)"
    rf"(?:成|到|为|做|回|个|一个|一下|下|去|套餐){{0,3}}(?:每月|月租|那个?)?{_NUM}{_YUAN}"
    rf"(?=\s*(?:$|{_SAID}|行|可以|好|需要|要什么|有什么|怎么|划算))"
)
_BUNDLE = re.compile(
    rf"{_NUM}{_YUAN}(?:{_A_MONTH}|的?(?:一|每|1)天)的?(?:{_THAT})?的?"
    r"(?P<kind>(?:流量|语音|通话|加油|数据|漫游|月|日|短信){0,3})包(?!括|含|月)"
)
# 三块钱一个G的那个, 30个G三十块的: price and volume together.
_FEE_VOLUME = (
    re.compile(
        rf"{_NUM} ?(?:块钱|元钱|块|元|圆)(?:的|一天|一个?月|,|，"
        rf"| )?{_VOLUME}(?:的?{_THAT}?的?(?:流量)?包|的|$)"
    ),
    re.compile(
        rf"(?<![\d.])(?:那个)?{_VOLUME}(?:的|,|，| |一天|一个?月)?{_FEE} ?(?:块钱|元钱|块|元"
        rf"|圆)(?:的?{_THAT}?的?(?:流量)?包|的|$)"
    ),
)
_BY_VOLUME = re.compile(
    rf"(?<![\d.]){_VOLUME}的?(?:那(?:一)?(?:款|档)|(?:那|这)个套餐|套餐(?!外|内|里))"
)
_SERVICE = re.compile(
    rf"{_NUM} ?(?:块钱|元钱|块|元|圆){_A_MONTH}的?(?:{_THAT})?的?(?P<noun>会员|包月业务"
    rf"|增值业务|业务|服务|功能)(?!费)"
)
_ANY = re.compile(r"[\d零一二两三四五六七八九十百千幺]")
# 三块钱一天那个
_DAILY = re.compile(rf"{_NUM}{_YUAN}(?:一|每|1)天的?(?:{_THAT}|包|的)")
# 取消那个五块钱的, 把每月扣五块的停了: what is to go is known by what it costs.
_TO_GO = (
    re.compile(
        r"(?:取消掉?|退订?掉?|去掉|停掉?|关掉?)(?:了|我|那个|这个|每个?月|扣|的){0,4}"
        rf"(?P<said>{_FEE} ?(?:块钱|块|元))(?:的(?!话费)|那项|那个|这项)"
    ),
    re.compile(
        rf"(?:那个|这个|那项|每个?月)扣?(?P<said>{_FEE} ?(?:块钱|块|元))(?:的|那项)?"
        r"(?:给我|帮我|都|也|就)?(?:停[掉了]|取消|退[掉订]|关[掉了]|去掉)"
    ),
)
_GIGA = 1024
_MOST = Decimal(10_000)


class PriceList:
    """Which price stands for which item; prices that two items on sale share stand for none."""

    def __init__(self, items: Iterable[Item]) -> None:
        """Index `items`; a package no longer sold is found where no other has its price."""
        listed = tuple(items)
        packages = [item for item in listed if item.kind == "package"]
        self._sold = _by_fee(item for item in packages if item.on_sale)
        self._once = _by_fee(item for item in packages if not item.on_sale)
        self._bundles = _by_fee(item for item in listed if item.kind == "addon")
        self._services = _by_fee(item for item in listed if item.kind == "service")
        self._packages = [item for item in packages if item.on_sale]

    def find(self, text: str) -> Iterator[tuple[int, int, Item]]:
        """Yield start, end and item of every price in a levelled text that names one."""
        if not _ANY.search(text):
            return
        for match in _PACKAGE.finditer(text):
            named = match.group().endswith(("套餐", "档", "档位"))
            if named or not _MONEY_BEFORE.search(text[max(0, match.start() - 8) : match.start()]):
                yield from self._found(match, self._package(match, also_once=named))
        for match in _MONTHLY.finditer(text):
            yield from self._found(match, self._package(match, also_once=False))
        for pattern in (_CHANGED, _THAT_ONE):
            for match in pattern.finditer(text):
                yield from self._found(match, self._package(match, also_once=False), "fee")
        for match in _PAIR.finditer(text):
            yield from self._pair(text, match)
        yield from self._others(text)

    def _others(self, text: str) -> Iterator[tuple[int, int, Item]]:
        """Yield packages named by what they hold, bundles, and services by their price."""
        for match in _BUNDLE.finditer(text):
            yield from self._found(match, _only(self._bundles, match, match.group("kind")))
        for pattern in _FEE_VOLUME:
            for match in pattern.finditer(text):
                offers = [*self._bundles.get(_fee(match), ()), *self._sold.get(_fee(match), ())]
                yield from self._found(match, _holding(offers, match))
        for match in _DAILY.finditer(text):
            daily = [each for each in self._bundles.get(_fee(match), ()) if each.valid == "day"]
            yield from self._found(match, _single(daily))
        for pattern in _TO_GO:
            for match in pattern.finditer(text):
                held = [*self._services.get(_fee(match), ()), *self._bundles.get(_fee(match), ())]
                yield from self._found(match, _single(held), "said")
        for match in _BY_VOLUME.finditer(text):
            yield from self._found(match, _holding(self._packages, match))
        for match in _SERVICE.finditer(text):
            noun = "会员" if match.group("noun") == "会员" else ""
            named = [each for each in self._services.get(_fee(match), ()) if noun in each.name]
            yield from self._found(match, _single(named))

    def _pair(self, text: str, match: re.Match[str]) -> Iterator[tuple[int, int, Item]]:
        """Yield the packages of two prices; a sum beside which no other is a price means money."""
        both = [_single(self._sold.get(_price(match.group(name)), [])) for name in ("fee", "other")]
        paid = _MONEY_BEFORE.search(text[max(0, match.start() - 8) : match.start()])
        if None not in both and not paid:
            yield from self._found(match, both[0], "fee")
            yield from self._found(match, both[1], "second")

    def _package(self, match: re.Match[str], *, also_once: bool) -> Item | None:
        found = _only(self._sold, match)
        if found is None and also_once and _fee(match) not in self._sold:
            return _only(self._once, match)
        return found

    def _found(
        self, match: re.Match[str], item: Item | None, group: str | int = 0
    ) -> Iterator[tuple[int, int, Item]]:
        if item is not None:
            yield match.start(group), match.end(group), item


def _by_fee(items: Iterable[Item]) -> dict[Decimal, list[Item]]:
    table: dict[Decimal, list[Item]] = {}
    for item in items:
        if item.fee > 0:
            table.setdefault(item.fee, []).append(item)
    return table


def _fee(match: re.Match[str]) -> Decimal:
    return _price(match.group("fee"))


def _price(said: str) -> Decimal:
    """Return the price said; zero, which nothing costs, when it is no number."""
    whole, _, tenths = re.sub("[点块]", ".", said.replace("幺", "一")).partition(".")
    value = parse_number(whole)
    if value is None or value >= _MOST:
        return Decimal(0)
    return value + Decimal(f"0.{digits_of(tenths)}") if tenths else value


def _holding(items: Iterable[Item], match: re.Match[str]) -> Item | None:
    volume = parse_number(match.group("volume"))
    found = [] if volume is None else [each for each in items if each.data_mb == volume * _GIGA]
    return _single(found)


def _single(items: list[Item]) -> Item | None:
    return items[0] if len(items) == 1 else None


def _only(table: dict[Decimal, list[Item]], match: re.Match[str], kind: str = "") -> Item | None:
    found = [each for each in table.get(_fee(match), ()) if _holds(each, kind)]
    return _single(found)


def _holds(item: Item, kind: str) -> bool:
    """Tell whether `item` may be called a `kind` of bundle: 流量 needs data, 语音 minutes."""
    if re.search(r"流量|数据|上网", kind) and not item.data_mb:
        return False
    return bool(item.voice_min) or not re.search(r"语音|通话", kind)
