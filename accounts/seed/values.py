"""What single values of a seed may be; each function returns the value or raises Wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from decimal import Decimal
from typing import TypeVar

from accounts.seed.tree import Node

T = TypeVar("T")

MOST_MONEY = Decimal(10_000_000)
"""Amounts stay below this, so that they fit a four-byte column of fen with room to spare."""

MOST_COUNT = 1_000_000_000
"""Counts (MB, minutes, points) stay below this, for the same reason."""

FARTHEST_MONTHS = 1200
_MONEY = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,2})?")
_PHONE = re.compile(r"1[0-9]{10}")
_CODE = re.compile(r"[A-Za-z0-9_-]{1,20}")
_WORD = re.compile(r"[a-z][a-z0-9_]{0,19}")
_PASSWORD = re.compile(r"[0-9]{6}")
_STAFF_PASSWORD = re.compile(r"\S{10,200}")
_TICKET = re.compile(r"GZ[0-9]{6,18}")
_HOURS = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)")


class Wrong(Exception):
    """A value is not what its field takes; the message is the sentence for the reader."""


def text(longest: int = 60) -> Callable[[Node], str]:
    """Take text of 1 to `longest` characters on one line."""

    def convert(node: Node) -> str:
        value = _string(node).strip()
        if not value:
            raise Wrong("不能为空")
        if len(value) > longest:
            raise Wrong(f"最多 {longest} 个字")
        if any(not character.isprintable() for character in value):
            raise Wrong("含有换行或控制字符")
        return value

    return convert


def money(node: Node) -> Decimal:
    """Take decimal yuan as text, at most two places; a bare number is refused."""
    if isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        raise Wrong('金额要写成带引号的文字，例如 "59.00"')
    if not _MONEY.fullmatch(_string(node)):
        raise Wrong('金额格式不对，应如 "59.00"，最多两位小数')
    value = Decimal(node.value)
    if abs(value) >= MOST_MONEY:
        raise Wrong(f"金额太大，应小于 {MOST_MONEY}")
    return value.quantize(Decimal("0.01"))


def price(node: Node) -> Decimal:
    """Take an amount that is not negative."""
    value = money(node)
    if value < 0:
        raise Wrong("金额不能为负")
    return value


def paid(node: Node) -> Decimal:
    """Take an amount above zero."""
    value = money(node)
    if value <= 0:
        raise Wrong("金额必须大于零")
    return value


def whole(lowest: int = 0, highest: int = MOST_COUNT) -> Callable[[Node], int]:
    """Take a whole number from `lowest` to `highest`."""

    def convert(node: Node) -> int:
        if not isinstance(node.value, int) or isinstance(node.value, bool):
            raise Wrong("应当是不带引号的整数")
        if not lowest <= node.value <= highest:
            raise Wrong(f"应在 {lowest} 到 {highest} 之间")
        return node.value

    return convert


months_ago = whole(0, FARTHEST_MONTHS)
"""How many months ago: 0 is the current month."""


def month_offset(node: Node) -> int:
    """Take a month as an offset: 0 is the current month, -1 the one before; never the future."""
    if isinstance(node.value, int) and not isinstance(node.value, bool) and node.value > 0:
        raise Wrong("月份不能在将来：0 是本月，-1 是上月")
    return whole(-FARTHEST_MONTHS, 0)(node)


def flag(node: Node) -> bool:
    """Take true or false."""
    if not isinstance(node.value, bool):
        raise Wrong("应当是 true 或 false")
    return node.value


def one_of(*allowed: str) -> Callable[[Node], str]:
    """Take one of the words `allowed`."""

    def convert(node: Node) -> str:
        value = _string(node)
        if value not in allowed:
            raise Wrong("应当是其中之一：" + "、".join(allowed))
        return value

    return convert


def phone(node: Node) -> str:
    """Take a mobile number as text: 11 digits, the first a 1."""
    return _matching(node, _PHONE, "手机号应是以 1 开头的 11 位数字，并带引号")


def code(node: Node) -> str:
    """Take the code of a catalogue item."""
    return _matching(node, _CODE, "编码应是 1 到 20 位字母、数字、- 或 _")


def word(node: Node) -> str:
    """Take an English word of the domain, such as ``customer``."""
    return _matching(node, _WORD, "应是小写英文单词")


def password(node: Node) -> str:
    """Take a service password; the value is never repeated in a problem."""
    return _matching(node, _PASSWORD, "服务密码应是 6 位数字，并带引号")


def staff_password(node: Node) -> str:
    """Take a password for the desk; the value is never repeated in a problem."""
    return _matching(node, _STAFF_PASSWORD, "员工密码应是 10 到 200 个字符，并带引号")


def ticket_id(node: Node) -> str:
    """Take the id of a ticket."""
    return _matching(node, _TICKET, "工单号应是 GZ 加数字")


def hours(node: Node) -> str:
    """Take a span of the day."""
    return _matching(node, _HOURS, '时段应如 "09:00-18:00"')


def texts(longest: int = 60) -> Callable[[Node], tuple[str, ...]]:
    """Take a list of texts."""
    convert_one = text(longest)

    def convert(node: Node) -> tuple[str, ...]:
        if not isinstance(node.value, list):
            raise Wrong("应当是一个列表")
        return tuple(convert_one(element) for element in node.value)

    return convert


def codes() -> Callable[[Node], tuple[str, ...]]:
    """Take a list of codes of catalogue items."""

    def convert(node: Node) -> tuple[str, ...]:
        if not isinstance(node.value, list):
            raise Wrong("应当是一个列表")
        return tuple(code(element) for element in node.value)

    return convert


def once(convert: Callable[[Node], T], seen: set[T]) -> Callable[[Node], T]:
    """Take what `convert` takes, but not a second time; `seen` remembers."""

    def convert_once(node: Node) -> T:
        value = convert(node)
        if value in seen:
            raise Wrong("与前面的重复")
        seen.add(value)
        return value

    return convert_once


def known(codes: Container[str], kind: str) -> Callable[[Node], str]:
    """Take a code that the catalogue of the same file has; `kind` names it to the reader."""

    def convert(node: Node) -> str:
        value = code(node)
        if value not in codes:
            raise Wrong(f"目录里没有这个{kind}：{value}")
        return value

    return convert


def _string(node: Node) -> str:
    if not isinstance(node.value, str):
        raise Wrong("应当是文字（数字要带引号）")
    return node.value


def _matching(node: Node, pattern: re.Pattern[str], sentence: str) -> str:
    if not isinstance(node.value, str) or not pattern.fullmatch(node.value):
        raise Wrong(sentence)
    return node.value
