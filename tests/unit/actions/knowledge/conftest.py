"""Actions with a knowledge base of three articles beside the small operator."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from actions.services import Services, use_services
from bot.knowledge.bootstrap import open_knowledge
from bot.knowledge.editing import Incoming
from bot.knowledge.model import Article, Disclosure, Kind
from bot.taboo import Taboos

REVIEWER = "9001"


class LetterEncoder:
    """Encodes a sentence by its characters and their pairs."""

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Return a row of length 1 per text."""
        rows = np.zeros((len(texts), 256), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for part in [*text, *(text[at : at + 2] for at in range(len(text) - 1))]:
                row[zlib.crc32(part.encode()) % 256] += 1
        return rows / np.maximum(1e-6, np.linalg.norm(rows, axis=1, keepdims=True))


def article(code: str, title: str, answer: str, **more) -> Article:
    """Return a public how-to that holds since January."""
    return Article(
        code=code,
        title=title,
        answer=answer,
        kind=Kind.HOWTO,
        source="{operator}公告",
        author="7001",
        valid_from=date(2026, 1, 1),
        **more,
    )


ARTICLES = (
    article(
        "transfer",
        "号码过户",
        "过户要双方到营业厅，或拨打{hotline}。\n\n## 要带什么\n\n双方的身份证原件。",
        similar=("手机号怎么过户", "过户要什么手续"),
        links=("sim", "secret"),
    ),
    article("sim", "补卡和换卡", "请本人到营业厅。", similar=("补卡怎么办", "手机卡坏了怎么换")),
    article(
        "secret", "过户减免口径", "内部。", similar=("过户减免",), disclosure=Disclosure.INTERNAL
    ),
    article("music", "彩铃怎么换歌", "在手机营业厅换。", similar=("彩铃换歌",), offers=("RING",)),
)


@pytest.fixture
def publish(services: Services) -> Callable[..., None]:
    """Give what publishes one more article: code, title, answer, and what differs."""

    def publish(code: str, title: str, answer: str, **more) -> None:
        made = article(code, title, answer, **more)
        services.knowledge.editor.take([Incoming(code, made)], reviewer=REVIEWER)

    return publish


@pytest.fixture
def services(services: Services, tmp_path: Path) -> Iterator[Services]:
    """Put the articles beside the account services."""
    knowledge = open_knowledge(
        url=f"sqlite:///{tmp_path / 'knowledge.db'}",
        clock=services.clock,
        taboos=Taboos(services.scripts.taboos()),
        encoder=LetterEncoder(),
    )
    knowledge.editor.take([Incoming(each.code, each) for each in ARTICLES], reviewer=REVIEWER)
    made = replace(services, knowledge=knowledge)
    use_services(made)
    yield made
    knowledge.close()
