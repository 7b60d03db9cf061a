"""Finds people's names by their part of speech: what begins with a surname and is tagged a name."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.inbox.personal import SURNAME
from bot.settings import ROOT

_NAME = re.compile(rf"{SURNAME}[\u4e00-\u9fff]{{1,3}}")
_TAG = "nr"
_WORD_FREQUENCY = 60
"""Counted from here on in jieba's own dictionary it is a word rather than a name: 高清, 金卡."""


_NO_NAME = re.compile(
    r"张[卡照单新总幺票表图机]|谢谢|祝[您你]|王八|钱|白[屏忙干送眼搭跑等花]|毛[一二三四五六七八九]|何时|严肃"
    r"|石沉|安卓|谢忱|汤全|周知|莫得|龙门阵|柳亮|刘[亮量]|俞额|祝福|万能|高清"
)
"""What the tagger takes for names in talk about telecom: measure words, thanks, misspelt 流量."""


class NameFinder:
    """Finds names with jieba's tagger; loads its dictionary (a second) at the first text."""

    def __call__(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the half-open span of each name in a levelled text."""
        start = 0
        tagger = _tagger()
        for word, tag in tagger.cut(text):
            end = start + len(word)
            known = tagger.tokenizer.FREQ.get(word, 0) >= _WORD_FREQUENCY
            if tag == _TAG and _NAME.fullmatch(word) and not (known or _NO_NAME.match(word)):
                yield start, end
            start = end


@lru_cache(maxsize=1)
def _tagger() -> Any:
    with warnings.catch_warnings():
        # jieba's source has escapes that Python warns of whenever it compiles them.
        warnings.simplefilter("ignore", DeprecationWarning)
        from jieba.posseg import POSTokenizer  # noqa: PLC0415

        from bot.nlu.dictionary import dictionary_lines, word_cutter  # noqa: PLC0415
    return POSTokenizer(word_cutter(tuple(dictionary_lines(Path(ROOT) / "data" / "dictionary"))))
