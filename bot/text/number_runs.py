"""Tells apart the long numbers of a text: mobile, identity card, bank card, and six digits alone.

They come solid, in groups (138 0001 0002), full-width or spoken (幺三八…). One reading serves
redaction and the search for codes, so that no part of one number is ever taken for another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from bot.text.normalise import Normalised
from bot.text.numerals import digits_of


class RunKind(Enum):
    """What a run of digits is, by its length and grouping."""

    PHONE = "phone"
    ID_CARD = "id_card"
    BANK_CARD = "bank_card"
    SIX = "six"


@dataclass(frozen=True)
class Run:
    """One number in a levelled text: its half-open span there and its ASCII digits."""

    kind: RunKind
    start: int
    end: int
    digits: str


_DIGIT = "[0-9零一二三四五六七八九幺]"
# Digits of one number, at most two blanks or dashes between them. U+20E3 frames an emoji digit.
_CHAIN = re.compile(f"{_DIGIT}+(?:[ \\-_\u20e3]{{1,2}}{_DIGIT}+)*")
_GROUP = re.compile(f"{_DIGIT}+")
# "1、2、3、4、5、6": commas and stops separate single digits only; elsewhere they end a number.
_LISTED = re.compile(f"(?<!{_DIGIT}){_DIGIT}(?:[,.、/] ?{_DIGIT}){{5}}(?![,.、/]? ?{_DIGIT})")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_ABROAD = re.compile(r"(?:00?)?861[3-9]\d{9}")
_IDENTITY = re.compile(
    r"[1-8]\d{5}(?:(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx]?"
    r"|\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3})"
)
_IDENTITY_GROUPS = {(18,), (17,), (15,), (6, 8, 4), (6, 8, 3), (6, 12), (6, 11), (14, 4), (14, 3)}
_CARD_LENGTHS = range(16, 20)
_LONGEST = max(_CARD_LENGTHS)
_QUARTET = 4
_ISSUER = 6
_ACCOUNT = 10
"""Digits after the issuer's six, at least, where a card is written in two groups."""
_MOST_GROUPS = 5
"""Groups an identity or bank card number is written in, at most."""
_MOBILE_LENGTH = 11
_SIX = 6
_LOOK_BACK = 10
"""Characters in front of a number that can tell what it is, at most."""
# Letters in front make an id of it (GZ…, DD…, FP…); a star says that it is masked already.
_BOUND_BEFORE = re.compile(r"[a-z*]$")
_SECRET_WORD_BEFORE = re.compile(r"(?:code|password|passwd|pwd|pin|otp|mima|yzm)$")
_FRACTION_AFTER = re.compile(r"\.\d{1,2}(?!\d)")
_FRACTION_BEFORE = re.compile(r"\d\.$")
_YEAR_FIRST = re.compile(r"(?:19|20)\d\d")


def number_runs(source: Normalised) -> tuple[Run, ...]:
    """Return the long numbers of a levelled text, in order, none overlapping another."""
    runs = [run for chain in _CHAIN.finditer(source.text) for run in _runs_of(source.text, chain)]
    runs += [
        Run(RunKind.SIX, listed.start(), listed.end(), digits_of(listed.group()))
        for listed in _LISTED.finditer(source.text)
    ]
    return tuple(sorted(runs, key=lambda run: run.start))


@dataclass(frozen=True)
class _Group:
    start: int
    end: int
    digits: str

    def __len__(self) -> int:
        return len(self.digits)


def _runs_of(text: str, chain: re.Match[str]) -> Iterator[Run]:
    before = text[max(0, chain.start() - _LOOK_BACK) : chain.start()]
    lettered = _BOUND_BEFORE.search(before) and not _SECRET_WORD_BEFORE.search(before)
    if lettered or _FRACTION_BEFORE.search(before) or _FRACTION_AFTER.match(text, chain.end()):
        return
    groups = [
        _Group(chain.start() + part.start(), chain.start() + part.end(), digits_of(part.group()))
        for part in _GROUP.finditer(chain.group())
    ]
    rest: list[_Group] = []
    done = 0
    for index, group in enumerate(groups):
        if group.start < done:
            continue
        run = _longest(text, groups, index)
        if run is None:
            rest.append(group)
            continue
        yield from _sixes(rest)
        rest, done = [], run.end
        yield run
    yield from _sixes(rest)


def _longest(text: str, groups: list[_Group], first: int) -> Run | None:
    """Return the longest number, other than a six, that begins with the group at `first`."""
    found: Run | None = None
    digits = ""
    for last in range(first, len(groups)):
        digits += groups[last].digits
        if len(digits) > _LONGEST:
            break
        if len(digits) < _MOBILE_LENGTH:
            continue  # Nothing but a six is that short; a text full of single digits stays cheap.
        start, end = groups[first].start, groups[last].end
        if _is_phone(digits, len(groups[first])):
            return Run(RunKind.PHONE, start, end, digits)
        if last - first >= _MOST_GROUPS:
            continue
        joined = groups[first : last + 1]
        tail = "x" if text[end : end + 1] == "x" and not text[end + 1 : end + 2].isalnum() else ""
        if _is_identity(joined, digits + tail):
            found = Run(RunKind.ID_CARD, start, end + len(tail), digits)
        elif len(digits) in _CARD_LENGTHS and _is_card_shape(joined):
            found = Run(RunKind.BANK_CARD, start, end, digits)
    return found


def _is_phone(digits: str, first: int) -> bool:
    # A code before another number ("135246 10099") is not the beginning of a phone number, nor is
    # the end of a spaced one ("… 8 6 137…") a country code.
    if len(digits) == _MOBILE_LENGTH:
        return first != _SIX and _MOBILE.fullmatch(digits) is not None
    return first not in {1, _SIX} and _ABROAD.fullmatch(digits) is not None


def _is_identity(groups: list[_Group], digits: str) -> bool:
    shape = tuple(len(group) for group in groups)
    return shape in _IDENTITY_GROUPS and _IDENTITY.fullmatch(digits) is not None


def _is_card_shape(groups: list[_Group]) -> bool:
    shape = tuple(len(group) for group in groups)
    if len(shape) == 1:
        return True
    if len(shape) == 2 and shape[0] == _ISSUER:  # noqa: PLR2004 - two groups: issuer, account
        account = groups[1].digits
        mobile = _MOBILE.fullmatch(account) or _ABROAD.fullmatch(account)
        return len(account) >= _ACCOUNT and not mobile
    return set(shape[:-1]) == {_QUARTET} and shape[-1] <= _QUARTET


def _sixes(groups: list[_Group]) -> Iterator[Run]:
    """Yield the six-digit numbers among groups that belong to nothing longer."""
    if sum(len(group) for group in groups) == _SIX and not _is_date(groups):
        digits = "".join(group.digits for group in groups)
        yield Run(RunKind.SIX, groups[0].start, groups[-1].end, digits)
        return
    for group in groups:
        if len(group) == _SIX:
            yield Run(RunKind.SIX, group.start, group.end, group.digits)


def _is_date(groups: list[_Group]) -> bool:
    """Tell 2026-10 and 2026-1-5 from six digits written in groups."""
    return len(groups) > 1 and _YEAR_FIRST.fullmatch(groups[0].digits) is not None
