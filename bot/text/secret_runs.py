"""Finds six-digit secrets (codes, service passwords) in what a customer typed (handbook §3)."""

from __future__ import annotations

import re

from bot.text.normalise import Normalised
from bot.text.number_runs import Run, RunKind, number_runs

_SECRET_WORD = re.compile(
    r"密码|验证码|随机码|校验码|动态码|短信码|口令|password|passwd|pwd|code|pin(?![a-z])|otp|mima|yzm"
)
_NEAR_WORD = 12
"""Characters between a secret and the word that names it, at most."""
_MONTH = re.compile(r"20[1-9]\d(?:0[1-9]|1[0-2])")
_MONTH_WORD = re.compile(r"月|账单|帐单|话费|费用|详单|流量|消费|用量|年")
_NEAR_MONTH = 6
_AMOUNT_BEFORE = re.compile(r"[¥$] ?$")
_AMOUNT_AFTER = re.compile(
    r" ?(?:元|块|圆|人民币|mb|gb|kb|rmb|[mgk](?![a-z])|兆)"
    r"|[万亿千百十%角毛年月日条个]|分(?![别享开])"
)
# What may stand around six digits that are sent for their own sake: "是 123456 哦".
_FILLER = re.compile(r"[\W_]|[是的了我就给你您好嗯啊哦呢吧这那个发来行]|ok")


def secret_runs(source: Normalised, *, expected: bool) -> tuple[Run, ...]:
    """Return the runs of six digits to be kept from everybody, in order of place.

    When a secret is `expected` that is every run that cannot be a month, an amount or part of
    something longer. Otherwise one must be named (密码, 验证码 …) or be all there is but a mobile
    number; then the other runs are kept back with it, for it may have been written twice.
    """
    numbers = number_runs(source)
    runs = [run for run in numbers if run.kind is RunKind.SIX]
    runs = [run for run in runs if not _is_amount(source, run) and not _is_month(source, run)]
    if expected or any(is_named(source, run) for run in runs) or _is_all(source, numbers, runs):
        return tuple(runs)
    return ()


def is_named(source: Normalised, run: Run) -> bool:
    """Tell whether a word for a secret stands near `run`."""
    distance = _distance(_SECRET_WORD, source, run)
    return distance is not None and distance <= _NEAR_WORD


def _is_amount(source: Normalised, run: Run) -> bool:
    before = source.text[max(0, run.start - 2) : run.start]
    return bool(_AMOUNT_BEFORE.search(before) or _AMOUNT_AFTER.match(source.text, run.end))


def _is_month(source: Normalised, run: Run) -> bool:
    """Tell whether 202610 stands nearer to a word about bills than to one for a secret."""
    if not _MONTH.fullmatch(run.digits):
        return False
    month = _distance(_MONTH_WORD, source, run)
    secret = _distance(_SECRET_WORD, source, run)
    return month is not None and month <= _NEAR_MONTH and (secret is None or month < secret)


def _is_all(source: Normalised, numbers: tuple[Run, ...], runs: list[Run]) -> bool:
    # A lone 202610 that nobody asked for answers "which month?" far more often than it is secret.
    if len(runs) != 1 or _MONTH.fullmatch(runs[0].digits):
        return False
    around = source.text
    for number in reversed(numbers):
        if number.kind in {RunKind.SIX, RunKind.PHONE}:
            around = around[: number.start] + around[number.end :]
    return not _FILLER.sub("", around)


def _distance(words: re.Pattern[str], source: Normalised, run: Run) -> int | None:
    """Return how many characters lie between `run` and the nearest of `words`, if one is in sight.

    Sight ends well beyond `_NEAR_WORD`, so that a text full of numbers and words stays cheap.
    """
    sight = 2 * _NEAR_WORD
    gaps = [
        run.start - word.end() if word.end() <= run.start else word.start() - run.end
        for word in words.finditer(source.text, max(0, run.start - sight), run.end + sight)
    ]
    return min((gap for gap in gaps if gap >= 0), default=None)
