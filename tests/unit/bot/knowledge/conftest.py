"""A small library on a real database, with an encoder of letters instead of the large one."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from accounts.clock import SHANGHAI, FixedClock
from bot.knowledge.bootstrap import open_knowledge
from bot.knowledge.editing import Incoming
from bot.knowledge.model import Article, Kind
from bot.knowledge.service import Knowledge
from bot.taboo import Taboos

NOON = datetime(2026, 10, 15, 12, 0, tzinfo=SHANGHAI)
AUTHOR, REVIEWER = "7001", "9001"


class LetterEncoder:
    """Encodes a sentence by its characters and their pairs: alike letters, alike vectors."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return a row of length 1 per text."""
        rows = np.zeros((len(texts), 256), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for part in [*text, *(text[at : at + 2] for at in range(len(text) - 1))]:
                row[zlib.crc32(part.encode()) % 256] += 1
        return rows / np.maximum(1e-6, np.linalg.norm(rows, axis=1, keepdims=True))


def article(code: str, title: str, answer: str = "请到营业厅办理。", **more) -> Article:
    """Return a public how-to of `AUTHOR`."""
    kept = {"similar": (title,), "valid_from": date(2026, 1, 1), **more}
    fixed = {"kind": Kind.HOWTO, "source": "公告", "author": AUTHOR}
    return Article(code=code, title=title, answer=answer, **{**fixed, **kept})


ARTICLES = (
    article(
        "transfer",
        "号码过户",
        "过户要双方到营业厅。\n\n## 要带什么\n\n双方的身份证原件。\n\n## 收费吗\n\n不收手续费。",
        similar=("手机号怎么过户", "过户要什么材料", "机主换人怎么办理"),
        links=("sim",),
    ),
    article("sim", "补卡和换卡", similar=("补卡要带什么证件", "手机卡坏了怎么换")),
    article("roaming", "国际漫游开通", similar=("出国前怎么开通漫游", "国外怎么上网")),
)


@pytest.fixture
def make() -> Callable[..., Article]:
    """Give what makes an article: code, title, and what differs from the usual."""
    return article


@pytest.fixture
def clock() -> FixedClock:
    """Stand the clock at noon of 15 October 2026 in Shanghai."""
    return FixedClock(NOON)


@pytest.fixture
def told() -> list[tuple[str, str]]:
    """Collect whom of which article the library told."""
    return []


@pytest.fixture
def library(tmp_path: Path, clock, told) -> Iterator[Knowledge]:
    """Open an empty knowledge base."""
    knowledge = open_knowledge(
        url=f"sqlite:///{tmp_path / 'knowledge.db'}",
        clock=clock,
        taboos=Taboos({"你": "您", "不知道": "我为您核实一下"}),
        tell=lambda owner, about: told.append((owner, about.code)),
        encoder=LetterEncoder(),
    )
    yield knowledge
    knowledge.close()


@pytest.fixture
def publish(library) -> Callable[..., None]:
    """Give what publishes articles."""

    def publish(*articles: Article) -> None:
        incoming = [Incoming(each.code, each) for each in articles]
        library.editor.take(incoming, reviewer=REVIEWER)

    return publish


@pytest.fixture
def knowledge(library, publish) -> Knowledge:
    """Give the knowledge base with `ARTICLES`."""
    publish(*ARTICLES)
    return library
