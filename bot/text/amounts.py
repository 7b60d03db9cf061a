"""Amounts of money: 二十块, 20元, 五毛, 3块5, 一百五, 二十来块, ¥50 → exact decimal yuan.

A number without a unit is money where only money fits: after a verb of paying (充一百, 扣了我30),
at the end of a change (改成八十, 不是五十是一百), or when it is the whole message, as the answer to
“how much?”. What is said is what is given: a sum below zero keeps its sign and a third decimal
stays, so that whoever takes the money can refuse it and say the bounds (handbook §2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bot.text.mention import Hit, Mention, mentions, without_denied, without_overlaps
from bot.text.normalise import Normalised, normalise
from bot.text.numerals import NUMBER, is_rough, parse_number

_CENT = Decimal("0.01")
_MOST = Decimal(10) ** 16  # yuan; beyond it the digits are no sum at all
_MOST_WITHOUT_UNIT = 10_000  # from here on a bare number is a hotline or an id
_MOST_PAID_IN = 1_000_000  # after 充 or 交 only from here on: seven digits are a line or an account
_LARGE = re.compile(r"[万亿]")  # nobody gives an id in 万
_DIGIT = "[0-9一二两三四五六七八九]"
_APART = r"(?<![\d.点零一二三四五六七八九十百千万两几])"
_YUAN = re.compile(
    rf"{_APART}({NUMBER})(?:[多来几](?= ?[块元]))?个? ?"
    rf"(?:块钱|块(?!儿)|元钱|元|圆|蚊(?!子|香|虫)|人民币|rmb)"
    rf"(?:(半)(?!个|年|天)|零?({_DIGIT})(?:毛|角)(?:钱)?({_DIGIT})?分?|零?({_DIGIT})分"
    rf"|(?<=元)(\d)(?=$|[,，。.!;吧了的呢])"
    rf"|(?<=块) ?({_DIGIT}{{1,2}})(?! ?[\d个条元块兆年月号天gm二三四五六七八九十百]"
    rf"|一(?![天个月年次条])|(?<=一)[定共直起样下些])(?:钱)?)?"
)
_JIAO = re.compile(
    rf"{_APART}(?<![块元])({NUMBER})(?:来|多)?(?:毛"
    rf"|角)(?:钱)?(?:({_DIGIT})分?(?![钟类条个次天张兆mgk]))?"
)
_FEN = re.compile(rf"{_APART}({NUMBER})分钱")
_SIGN = re.compile(rf"(?:¥|rmb)\s?({NUMBER})(?:元|块钱?)?")
_NUMERAL = r"[\d.点零一二三四五六七八九十百千万]"
_MEASURE = r"[个块元圆毛角分条天号月年次兆gmkt点%％几位折倍遍小张本部台人]"
_OF_NUMBER = (
    rf"(?!一(?!百|千|万))(?P<sum>{NUMBER})(?!{_NUMERAL})"
    rf"(?![多来]?(?:{_MEASURE}|[岁期秒周日])|-\d| \d)"
)
_AFTER_VERB = re.compile(
    r"(?:(?P<paid_in>充值?|冲值?|交|缴费?|存|储值|付)|扣|收|转|退|花|用|欠费?|少了|多了|多出|贵了|涨了)"
    r"(?:了|过|我|你|你们|它|他|给我|进|掉|上|个|话费|手机费|值|费|入|的是|去|到账|,|:|：| ){0,4}"
    rf"[负-]?(?!一(?!百|千|万))(?P<sum>{NUMBER})(?!{_NUMERAL})(?![多来]?{_MEASURE}|-\d| \d)"
)
# 充的一百, 交那五十, 这笔三百的充值, 没超过四十五, 以前都是四十左右
_MEANT = (
    re.compile(rf"(?:充值?|冲值?|交|缴费?|存|储值|付)(?:的|了那|那|这|嗰){_OF_NUMBER}"),
    re.compile(rf"(?:这|那|一|哪)笔{_OF_NUMBER}(?=的(?:充值?|缴费|话费|扣费|扣款|钱|费))"),
    re.compile(rf"(?:没有?|不会|未|不|都)超过{_OF_NUMBER}"),
    re.compile(
        rf"(?:以前|之前|平时|往常|一般|每个?月|都)(?:都|也|就|才)?(?:是|在)?(?:扣|花|用)?"
        rf"{_OF_NUMBER}(?=左右|上下|出头)"
    ),
)
_CHANGED_TO = re.compile(
    rf"(?:(?:改|换)(?:一下|个)?(?:成|为|到|交|充)?"
    rf"|(?:不是|不要){NUMBER}(?:块钱|块|元)?[, ]{{0,2}}(?:而?是|我?要|我?说的是))"
    rf"[负-]?({NUMBER})(?:吧|呗|好了|行了|算了)?\s*(?:[,。.!;]|$)"
)
_ALONE = re.compile(
    rf"\s*(?:就|要|我?充值?|那|来|大概|大约|差不多|要不|还是|话费|电话费"
    rf"|[:：,，]){{0,3}}[负-]?({NUMBER})"
    r"(?:左右|上下)?(?:吧|呗|的|好了|行了|整)?[。.!！]?\s*"
)
_KILO = re.compile(
    r"(?:充值?|冲值?|交|缴费?|存|付|转)(?:了|过|个|话费|费|上|入"
    r"| ){0,3}(?P<sum>\d{1,3}(?:\.\d)?(?P<unit>[kw]))(?![a-z\d])"
)
# “一分钱没用”: nothing at all; “十块八块”: some ten yuan.
_NOTHING = re.compile(r"一(?:分|毛|角|块)(?:钱)?(?:都|也|还)?(?:没|不(?!是|对))")
_TEN_OR_SO = re.compile(r"[一二两三四五六七八九十]块[一二两三四五六七八九]块")
# A dash after a digit joins (30-50元), after another word it may part (套餐费-39元).
_BELOW_ZERO = re.compile(r"(?:(?:^|(?<![\d元块毛])\s|[,.。:;!?充冲值交缴存付成改换扣])-|负)$")
# 一块 before a doing word is “together”; 这一块 is “this part”.
_TOGETHER = re.compile(r"一块(?!钱|[\d一二三四五六七八九]|[多来]|半)")
_TOGETHER_AFTER = re.compile(r"^(?:查|办|弄|算|给|交|去|充|用|儿|取消|退|处理|说|问|改|开|看)")


def find_amounts(text: str | Normalised) -> tuple[Mention[str], ...]:
    """Return the sums of money in `text` as yuan, written with two places (``"20.00"``).

    Rough sums (二十来块) give their figure. Sums that the customer denies are left out. A sum may
    be zero, below zero, or have more places when the customer said so (``"12.345"``).
    """
    source = normalise(text)
    none: set[int] = set()
    for pattern in (_NOTHING, _TEN_OR_SO):
        for match in pattern.finditer(source.text):
            none.update(range(*match.span()))
    found = [hit for hit in _candidates(source.text) if hit.start not in none]
    hits = without_denied(source, without_overlaps(found))
    return mentions(source, hits)


def as_yuan(value: Decimal) -> str | None:
    """Return `value` with two places, or more when it has more; None beyond any sum of money."""
    if abs(value) > _MOST:
        return None
    cents = value.quantize(_CENT)
    return str(cents) if cents == value else f"{value:f}"


def _candidates(text: str) -> Iterator[Hit[str]]:
    for match in _KILO.finditer(text):
        thousands = Decimal(match.group("sum")[:-1]) * (
            1000 if match.group("unit") == "k" else 10_000
        )
        yield from _hit(text, match, thousands, "sum")
    for match in _YUAN.finditer(text):
        if not _means_together(text, match):
            yield from _hit(text, match, _yuan(match))
    for match in _JIAO.finditer(text):
        yield from _hit(text, match, _parts(Decimal(0), match.group(1), match.group(2)))
    for match in _FEN.finditer(text):
        yield from _hit(text, match, _scaled(match.group(1), 2))
    for match in _SIGN.finditer(text):
        yield from _hit(text, match, parse_number(match.group(1)))
    yield from _without_unit(text)


def _without_unit(text: str) -> Iterator[Hit[str]]:
    for match in _AFTER_VERB.finditer(text):
        most = _MOST_PAID_IN if match.group("paid_in") else _MOST_WITHOUT_UNIT
        yield from _bare(text, match, "sum", most)
    for pattern in _MEANT:
        for match in pattern.finditer(text):
            yield from _bare(text, match, "sum", _MOST_WITHOUT_UNIT)
    for match in _CHANGED_TO.finditer(text):
        yield from _bare(text, match, 1, _MOST_WITHOUT_UNIT)
    alone = _ALONE.fullmatch(text)
    if alone is not None and _could_answer_how_much(alone.group(1)):
        yield from _bare(text, alone, 1, _MOST_WITHOUT_UNIT + 1)


def _bare(text: str, match: re.Match[str], group: int | str, below: int) -> Iterator[Hit[str]]:
    value = parse_number(match.group(group))
    if value is not None and (value < below or _LARGE.search(match.group(group))):
        yield from _hit(text, match, value, group)


def _hit(
    text: str, match: re.Match[str], value: Decimal | None, group: int | str = 0
) -> Iterator[Hit[str]]:
    start = match.start(group)
    if value is not None and _BELOW_ZERO.search(text[max(0, start - 3) : start]):
        start, value = start - 1, -value
    yuan = None if value is None else as_yuan(value)
    if yuan is not None and not is_rough(match.group(group or 1)):
        yield Hit(start, match.end(group), (yuan,))


def _means_together(text: str, match: re.Match[str]) -> bool:
    if not _TOGETHER.match(text, match.start()):
        return False
    if text.endswith(("这", "那", "哪"), 0, match.start()):
        return True
    return bool(_TOGETHER_AFTER.match(text[match.end() : match.end() + 2]))


def _yuan(match: re.Match[str]) -> Decimal | None:
    whole = parse_number(match.group(1))
    half, jiao, fen, lone_fen, after_yuan, after_kuai = match.groups()[1:]
    tail = after_yuan or after_kuai
    if whole is None:
        return None
    if half:
        return whole + Decimal("0.5")
    if jiao:
        return _parts(whole, jiao, fen)
    if lone_fen:
        return _parts(whole, "0", lone_fen)
    if tail:
        # 3块5 is three and a half; 3块25 is 3.25.
        digits = [parse_number(char) or Decimal(0) for char in tail]
        return whole + sum(
            (digit.scaleb(-place) for place, digit in enumerate(digits, 1)), Decimal(0)
        )
    return whole


def _parts(whole: Decimal, jiao: str, fen: str | None) -> Decimal | None:
    tenths, hundredths = _scaled(jiao, 1), _scaled(fen or "0", 2)
    if tenths is None or hundredths is None:
        return None
    return whole + tenths + hundredths


def _scaled(word: str, places: int) -> Decimal | None:
    value = parse_number(word)
    return None if value is None else value.scaleb(-places)


def _could_answer_how_much(word: str) -> bool:
    """Tell a sum from an id: a number with leading zeros is one, a lone zero is not."""
    return len(word) == 1 or word[0] not in "0零〇" or "." in word
