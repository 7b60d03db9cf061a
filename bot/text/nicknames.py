"""What customers make of a name in the catalogue: 畅享59元套餐 → 畅享59, 59畅享, 畅享.

Every form is in the spelling of `bot.text.spoken`. Forms are suggestions: whoever puts the names
of a catalogue together drops those that two items share.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol

from bot.text.normalise import normalise
from bot.text.spoken import plain_number, spoken

Strength = Literal["exact", "derived", "weak"]
"""``exact``: as the operator writes it; ``derived``: shortened; ``weak``: a word of daily speech
that means the item only beside a word of ordering."""


class Item(Protocol):
    """What is asked of an item of the catalogue; `kind` is package, addon or service."""

    @property
    def kind(self) -> str: ...  # noqa: D102 - see the class
    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102
    @property
    def aliases(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def fee(self) -> Decimal: ...  # noqa: D102
    @property
    def on_sale(self) -> bool: ...  # noqa: D102
    @property
    def data_mb(self) -> int: ...  # noqa: D102
    @property
    def voice_min(self) -> int: ...  # noqa: D102
    @property
    def valid(self) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class Form:
    """One way to say a name."""

    text: str
    strength: Strength


_GENERATION = re.compile(r"^[345]g")
_KIND_WORD = re.compile(
    r"(?:套餐|资费|计划|业务|服务|功能|会员|vip|包月|流量包|加油包|语音包|月包|日包|季包|年包|包|卡)$"
)
_NUMBERED = re.compile(r"^(?P<brand>[^\d]{2,})(?P<number>\d+(?:\.\d+)?)元?$")
_DAILY_WORDS = """
视频 流量 语音 短信 彩信 音乐 游戏 阅读 国际 漫游 国内 境外 宽带 上网 通话 手机 来电 电视 新闻
会员 加油 校园 家庭 亲情 老用户 新用户 学生 青年 老人 安全 天气 动漫 电话 号码 国际漫游 数据
手机号 无限 不限量 全国 本地 省内 长途 定向 假日 夜间 体育 影视 邮箱 套餐 业务 服务
"""
_GENERIC = frozenset(_DAILY_WORDS.split())
"""Words of daily speech that a shortened name must not consist of."""
_NOT_A_NAME = re.compile(r"(?!.*([天日月年])\1)[\d.元gm天日月年包套餐档分钟]*")
_LIMITED = re.compile(r"漫游|国际|港澳|境外|定向|夜间|假日|闲时|专属")
_RESOURCE = re.compile(r"流量|数据|上网|语音|通话|电话|短信|彩信")
"""What an allowance is of; 语音 that is to be switched off is no package of minutes."""
_GIGA = 1024
_SHORTEST_CODE = 3


def may_be_a_name(text: str) -> bool:
    """Tell whether `text` could be one item's own name: no daily word, no bare figure."""
    spelt = _spelt(text)
    is_long_enough = len(spelt) >= 2  # noqa: PLR2004 - one character is no name
    return is_long_enough and not _NOT_A_NAME.fullmatch(spelt) and spelt not in _GENERIC


def forms_of(item: Item) -> Iterator[Form]:
    """Yield the ways to say `item`, the exact ones first; the same text may come twice."""
    name = _spelt(item.name)
    yield Form(name, "exact")
    for alias in item.aliases:
        yield Form(_spelt(alias), "exact")
    if len(item.code) >= _SHORTEST_CODE:
        yield Form(_spelt(item.code), "exact")
    for text in _shortened(name):
        yield from _checked(text)
    for alias in item.aliases:
        yield from _checked(_spelt(alias).replace("元", ""))
        bare = _KIND_WORD.sub("", _spelt(alias))
        if bare in _GENERIC and not _RESOURCE.fullmatch(bare):
            yield Form(bare, "weak")  # 漫游包: 开个漫游
    if item.kind == "addon":
        yield from (Form(text, "derived") for text in _by_content(item))


def _spelt(name: str) -> str:
    return spoken(normalise(name).text).text


def _shortened(name: str) -> Iterator[str]:
    """Yield `name` without its kind, 元 and 5G, and with its parts in another order."""
    core = _KIND_WORD.sub("", name)
    for base in dict.fromkeys((core, _GENERATION.sub("", core))):
        yield base
        if core != name:
            yield base + name[len(core) :]
        numbered = _NUMBERED.match(base)
        if numbered:
            brand, number = numbered.group("brand"), numbered.group("number")
            yield brand
            for figure in (number, number + "元"):
                for kind in ("", "档", "套餐"):
                    yield brand + figure + kind
                yield brand + "套餐" + figure
                yield figure + brand
        elif core != name and name.endswith(("会员", "vip")):
            yield base + ("vip" if name.endswith("会员") else "会员")


def _checked(text: str) -> Iterator[Form]:
    if len(text) < 2 or _NOT_A_NAME.fullmatch(text):  # noqa: PLR2004 - one character is no name
        return
    yield Form(text, "weak" if text in _GENERIC or text.isascii() else "derived")


def _by_content(item: Item) -> Iterator[str]:
    """Yield what an add-on is called after what it holds: 10g流量包, 100分钟包."""
    if _LIMITED.search(item.name):
        return
    if item.data_mb and not item.voice_min:
        volumes = [f"{item.data_mb}m"]
        if item.data_mb * 10 % _GIGA == 0:
            volumes.append(plain_number(Decimal(item.data_mb) / _GIGA) + "g")
        spans = ("日", "1天", "1日", "天") if item.valid == "day" else ("月", "1个月", "1月")
        for volume in volumes:
            for kind in ("包", "流量包", "加油包", "流量加油包", "数据包", "上网包"):
                yield volume + kind
            for span in spans:
                for kind in ("包", "流量包", "加油包"):
                    yield volume + span + kind
                    yield span + volume + kind
                yield volume + "流量" + span + "包"
    if item.voice_min and not item.data_mb:
        minutes = f"{item.voice_min}分钟"
        for kind in ("包", "语音包", "通话包", "语音", "通话", "电话包"):
            yield minutes + kind
