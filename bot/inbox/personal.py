"""Finds in a levelled text whatever could tell who said it, and says what stands for it.

Stricter than the mask of logs (`bot.redaction`): a trainer needs the wording, never the number.
What stands for something holds no digit, and for a long number it is the word that features use,
so that an example teaches the same with and without it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from bot.text.locations import find_locations
from bot.text.normalise import NUMBER_WORD, Normalised
from bot.text.number_runs import RunKind, number_runs

Span = tuple[int, int, str]
"""Half-open span of the text as typed, and what to put there."""
Names = Callable[[str], Iterable[tuple[int, int]]]
"""Finds the spans of people's names in a levelled text, announced or not."""

FEW = 3
"""Digits in a row that can be no number of anybody."""
MANY = 10
"""Digits of a whole text from which even short groups of them may be one number in pieces."""
NUMBER_MARK = "●●●●"
ID_MARK = "证件号"
CARD_MARK = "银行卡号"
NAME_MARK = "某某"
PLACE_MARK = "某处"
WEB_MARK = "某网址"
HANDLE_MARK = "某账号"
MIXED_MARK = "某编号"

_DIGIT = "0-9零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖貳參参叄陸"
# Anything but letters and words may stand between the digits of one number.
_CHAIN = re.compile(rf"[{_DIGIT}](?:(?:[^\w\n]|_){{0,5}}[{_DIGIT}])*")
_ONE_DIGIT = re.compile(f"[{_DIGIT}]")
_LISTED = re.compile(rf"[{_DIGIT}]{{2,3}}(?:、[{_DIGIT}]{{2,3}})+")
"""Several numbers, none of them long: 59、99、199."""
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])"
_YEAR = r"(?:20[12]\d)"
_MEANT = re.compile(
    rf"{_YEAR}(?=年)|二零[一二][零一二三四五六七八九](?=年)"
    rf"|{_YEAR}[-/.]{_MONTH}(?:[-/.]{_DAY})?"
    r"|(?:1(?:0000|0010|0050|0086|0099|1185|2300|2315|2318|2321|2345|2377|2381|6800))"
    r"|\d{1,5}(?:\.\d{1,2})?(?= ?(?:元|块|圆|兆|分钟|条|积分|mb|gb|kb|[mgk](?![a-z0-9])))"
)
"""Numbers that are nobody's, long as they are: years, service numbers, amounts with a unit."""
_QUANTITY = re.compile(
    rf"(?:一+|[{_DIGIT}]{{1,3}}(?=[十百千万元块毛角月年日点个gm%])|[{_DIGIT}](?![{_DIGIT}]))"
)
"""Short digits that say how much or when: no part of a number that was written in pieces."""
_SECRET_WORD = re.compile(
    r"密码|验证码|随机码|校验码|动态码|短信码|口令|pass|pwd|pin(?![a-z])|otp|mima|yzm|生日|出生"
)
_WEB = re.compile(
    r"[a-z0-9._%+-]+ ?@ ?[a-z0-9.-]+(?:\.[a-z]+)?|(?:https?://|www\.)[^\s\u4e00-\u9fff]+"
)
_HANDLE = re.compile(
    r"(?:微信|qq|wx|vx|抖音|账号|帐号|id|护照)号?(?:是|为|[:：])? ?(?P<id>[a-z0-9_-]{5,})"
)
_MIXED = re.compile(r"(?=[a-z0-9_-]*[a-z])(?=[a-z0-9_-]*\d[a-z0-9_-]*\d)[a-z0-9_-]{6,}")
"""Letters with two digits or more among them: ids, plates, passports, accounts."""
_KNOWN_MIXED = re.compile(r"(?:[345]g|4k|mp[34]|iphone|ipad|wifi|sim|vip|hd|volte|ios|mate|redmi)")

SURNAME = (
    "(?:"
    "欧阳|司马|诸葛|上官|司徒|东方|独孤|南宫|夏侯|尉迟|皇甫|公孙|慕容|长孙|宇文|轩辕|令狐|端木"
    "|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱"
    "严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁])"
)
_HAN = r"[\u4e00-\u9fff]"
_CALLED = (
    r"姓名|名字|机主|户主|我叫|我是|我姓|名叫|叫做|本人|收件人|联系人|收货人|经办人|登记人|持卡人|户名"
    r"|(?:爱人|对象|朋友|亲戚|同事|邻居|房东)叫|我(?:爸|妈|爷爷|奶奶|老公|老婆|儿子|女儿|弟弟|妹妹|哥哥|姐姐|媳妇|丈夫|妻子)(?:爸|妈)?叫?"
    r"|客户经理|找一?下?|转给|过户给"
)
_ANNOUNCED = re.compile(
    rf"(?:{_CALLED})(?:是|叫|为|姓|[:： ])?\s*(?P<name>{SURNAME}{_HAN}{{1,2}}?)"
    rf"(?=\s*(?:$|[^\w]|身份|证件|手机|电话|号码|的|这|想|要|我|在|是|和|跟|住|尾|办|{NUMBER_WORD}))"
)
_TITLED = re.compile(
    rf"(?P<name>{SURNAME}{_HAN}{{0,2}}?)(?P<title>先生|女士|小姐|师傅|经理|老师|阿姨|叔叔|大爷|大妈|大哥|大姐)"
)
_NO_NAME = re.compile(
    r"^(?:方便|方面|高兴|高级|高端|马上|石头|白天|白费|龙卡|金额|金卡|万一|江湖|任何|任意|安全|安排|安装"
    r"|包月|包年|包括|关于|关系|关闭|关机|左右|文件|文字|温馨|康复|甘肃|宁夏|宁波|易损|常州|严重|莫名"
    r"|许多|许久|何时|何况|何必|程度|程序|段时|雷电|付费|付款|付了|方式|方法|史上|毛病|钱包|钱数|顾客"
    r"|包里|包的|包流|向你|向您|向他|向客|于是|武汉|成都|陆续|夏天|秦皇|黎明|贺卡|江苏|江西|江门|石家"
    r"|金华|温州|万达|万州|安徽|安阳|安庆|汤|关了|关掉|祝|文明|文艺|齐全|向上|易|高速|高铁|高德|高中).*"
)
_ROOM = re.compile(
    r"小区|花园|家园|公寓|大厦|苑|新村|新城(?!区)|山庄|别墅|公馆|名城|华府|宿舍楼|号楼|[栋幢弄]|单元|室|\d号|号院|[路街巷]\S*\d"
)
_PART = r"(?:(?![我你您他她的了在住到是从家往向给寄送想知上个月这那有没通频渠])[\u4e00-\u9fff])"
_ADDRESS = re.compile(
    rf"(?:{_PART}{{1,8}}(?:省|市|区|县|镇|乡|街道)){{0,4}}{_PART}{{1,8}}(?:路|街|道|巷|弄|村|胡同)"
    r"[^，。,;；!！?？\s]{0,4}?[0-9一二三四五六七八九十百零●]+\s*(?:号|弄|栋|幢|楼|单元|室)"
    r"(?:[^，。,;；!！?？\s]{0,6}?[0-9a-z一二三四五六七八九十百零●]+\s*(?:号|栋|幢|楼|层|单元|室|座|户))*"
)


_KINDS = {RunKind.PHONE: NUMBER_WORD, RunKind.ID_CARD: ID_MARK, RunKind.BANK_CARD: CARD_MARK}


def personal(source: Normalised, names: Names) -> list[Span]:
    """Return everything that has to go, in any order; spans may overlap."""
    return [
        *_known_numbers(source),
        *_web(source),
        *people(source, names),
        *places(source),
        *numbers(source),
    ]


def people(source: Normalised, names: Names) -> Iterator[Span]:
    """Yield names: announced (我叫…), with a title (…先生), or known by `names`."""
    spans = [
        match.span("name")
        for pattern in (_ANNOUNCED, _TITLED)
        for match in pattern.finditer(source.text)
        if not _NO_NAME.match(match.group("name"))
    ]
    for start, end in (*spans, *names(source.text)):
        yield (*source.span(start, end), NAME_MARK)


def places(source: Normalised) -> Iterator[Span]:
    """Yield places that name a house or an estate; a town or a district is nobody's address."""
    for place in find_locations(source):
        if _ROOM.search(place.text):
            yield (place.start, place.end, PLACE_MARK)
    for match in _ADDRESS.finditer(source.text):
        yield (*source.span(*match.span()), PLACE_MARK)


def numbers(source: Normalised) -> Iterator[Span]:
    """Yield every run of digits that could be somebody's number, in whatever writing."""
    text = source.text
    meant = [] if _SECRET_WORD.search(text) else [m.span() for m in _MEANT.finditer(text)]
    chains = [each for each in _chains(text) if not _is_meant(each, meant, text)]
    short = [each for each in chains if not _QUANTITY.match(text, each[0])]
    counted = sum(_count(text, start, end) for start, end in short)
    for start, end in chains:
        length = _count(text, start, end)
        if length > FEW or (counted >= MANY and length > 1 and (start, end) in short):
            yield (*source.span(start, end), NUMBER_MARK)


def _chains(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of digits that may be one number; of a list of short ones each by itself."""
    for match in _CHAIN.finditer(text):
        if _LISTED.fullmatch(match.group()):
            start = match.start()
            for piece in match.group().split("、"):
                yield start, start + len(piece)
                start += len(piece) + 1
        else:
            yield match.span()


def _count(text: str, start: int, end: int) -> int:
    """Return how many digits there are between two places."""
    return len(_ONE_DIGIT.findall(text, start, end))


def _web(source: Normalised) -> Iterator[Span]:
    for match in _WEB.finditer(source.text):
        yield (*source.span(*match.span()), WEB_MARK)
    for match in _HANDLE.finditer(source.text):
        yield (*source.span(*match.span("id")), HANDLE_MARK)
    for match in _MIXED.finditer(source.text):
        if not _KNOWN_MIXED.search(match.group()):
            yield (*source.span(*match.span()), MIXED_MARK)


def _known_numbers(source: Normalised) -> Iterator[Span]:
    for run in number_runs(source):
        if run.kind in _KINDS:
            yield (*source.span(run.start, run.end), _KINDS[run.kind])


def _is_meant(chain: tuple[int, int], meant: list[tuple[int, int]], text: str) -> bool:
    """Tell whether a chain of digits is one number that is nobody's, and nothing besides."""
    start, end = chain
    return any(first <= start and end <= last for first, last in meant) and not (
        text[start - 1 : start].isascii() and text[start - 1 : start].isalpha()
    )
