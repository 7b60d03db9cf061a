"""What in a sentence could tell who said it, unless it is plainly made up.

Nobody can tell a good invention from a customer's data, so training data shall use inventions that
show it (docs/labelling.md). Names and addresses are found by the rules that mask the inbox.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from bot.inbox.personal import Span, people, places
from bot.text.normalise import Normalised, normalise
from bot.text.number_runs import RunKind, number_runs
from bot.text.phones import find_phones

_DIGIT = re.compile("[0-9零一二三四五六七八九幺]")
_FEWEST_DIGITS = 5
"""Digits in a text below which it holds no number, even one spoken with 三个零."""
_PHONE_BLOCK = 8
"""The digits of a mobile number after its network's three."""
_INVENTED_BLOCK = "000"
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10x98765432"
_ID_LENGTH = 18

_MAIL = re.compile(r"[a-z0-9._%+-]+ ?@ ?(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})")
_INVENTED_HOST = re.compile(r"(?:.+\.)?example\.(?:com|cn|net|org)")
_PLATE = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
    r"[a-z][·.\- ]?(?P<serial>(?=(?:[a-z]*[0-9]){3})[a-z0-9]{5,6})(?![a-z0-9])"
)
_HOUSE = re.compile(r"(?:[路街道巷弄]|胡同)[^\s]{0,4}?[0-9一二三四五六七八九十百零]+ ?[号弄]")
_ANY_TOWN = re.compile("人民|中山|解放|建设|建国|和平|新华|胜利|幸福")
"""Streets that every town has: with one of them an address is nobody's."""
_INVENTED_NAME = re.compile("张三|李四|王五|赵六|李雷|韩梅|某")
_TITLE = re.compile("先生|女士|小姐|师傅|经理|老师|阿姨|叔叔|大爷|大妈|大哥|大姐")


def looks_invented(number: str) -> bool:
    """Tell whether a mobile number is plainly made up.

    Nobody can tell a good invention from a customer's number, so training data shall use numbers
    that show it: 000 behind the network's three digits (docs/labelling.md), or four equal or
    counting digits in a row (13812345678, 15011112222).
    """
    if number[3:].startswith(_INVENTED_BLOCK):
        return True
    return _counts(number[-_PHONE_BLOCK:])


def _counts(block: str) -> bool:
    """Tell whether four digits in a row are equal or count."""
    steps = [int(after) - int(before) for before, after in pairwise(block)]
    return any(steps[at : at + 3] in ([0] * 3, [1] * 3, [-1] * 3) for at in range(len(steps) - 2))


def numbers_of_people(source: Normalised) -> Iterator[str]:
    """Yield the kinds of finding for numbers in `source` that look like a real person's."""
    if len(_DIGIT.findall(source.text)) < _FEWEST_DIGITS:
        return
    if any(not looks_invented(found.value) for found in find_phones(source)):
        yield "personal_phone"
    if any(
        (run.kind is RunKind.ID_CARD and _is_identity(run.digits))
        or (run.kind is RunKind.BANK_CARD and _is_card(run.digits))
        for run in number_runs(source)
    ):
        yield "personal_number"


def whereabouts_of_people(source: Normalised) -> Iterator[str]:
    """Yield the kinds of finding for names and addresses in `source` that could be somebody's.

    Mail addresses, number plates, streets with a house number and announced names (我叫…); who is
    named by a title alone (李师傅) is nobody in particular.
    """
    text = source.text
    if any(not _INVENTED_HOST.fullmatch(mail.group("host")) for mail in _MAIL.finditer(text)):
        yield "personal_mail"
    if any(not _is_invented_plate(plate.group("serial")) for plate in _PLATE.finditer(text)):
        yield "personal_plate"
    if _HOUSE.search(text) and any(
        _HOUSE.search(said) and not _ANY_TOWN.search(said)
        for said, _ in _said(source, places(source))
    ):
        yield "personal_address"
    if any(
        len(said) > 1 and not _TITLE.match(behind) and not _INVENTED_NAME.match(said)
        for said, behind in _said(source, people(source, _nobody))
    ):
        yield "personal_name"


def _is_invented_plate(serial: str) -> bool:
    digits = re.sub("[a-z]", "", serial)
    return _INVENTED_BLOCK in digits or _counts(digits)


def _said(source: Normalised, spans: Iterable[Span]) -> Iterator[tuple[str, str]]:
    """Yield what stands in each span, levelled, and what stands behind it."""
    typed = source.original
    for start, end, _ in spans:
        yield normalise(typed[start:end]).text, normalise(typed[end:]).text


def _nobody(_text: str) -> tuple[tuple[int, int], ...]:
    """Find no names but those that are announced or have a title: no tagger is loaded here."""
    return ()


def _is_identity(digits: str) -> bool:
    """Tell whether the check character of a resident number is right; old ones have none."""
    if len(digits) != _ID_LENGTH:
        return True
    total = sum(int(digit) * weight for digit, weight in zip(digits, _ID_WEIGHTS, strict=False))
    return _ID_CHECKS[total % 11] == digits[-1].lower()


def _is_card(digits: str) -> bool:
    """Tell whether a bank card number fits its check digit (Luhn)."""
    doubled = "0246813579"
    odd, even = digits[-1::-2], digits[-2::-2]
    return sum(map(int, odd)) % 10 == -sum(int(doubled[int(one)]) for one in even) % 10
