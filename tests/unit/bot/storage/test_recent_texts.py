"""Recent messages for trying models: of customers alone, different ones, masked."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from bot.conversation.messages import Author, Content
from bot.conversation.model import Conversation
from bot.redaction import SECRET_MARK
from bot.storage.recent import recent_texts


def _mask(text: str) -> str | None:
    """Stands for the inbox's masker: digits go, and who says a name cannot be told from others."""
    return None if "我叫" in text else re.sub(r"\d+", "某号", text)


AT = datetime(2026, 11, 15, 4, 0, tzinfo=timezone.utc)


async def _say(store, *texts: str | None, author: Author = Author.CUSTOMER) -> None:
    for place, text in enumerate(texts):
        at = AT + timedelta(seconds=place)
        await store.change(
            "c",
            lambda tx, text=text, at=at: tx.append(author, Content(text=text), at=at),
            otherwise=Conversation("c", "web", AT),
        )


async def test_the_newest_different_messages_come_first_and_masked(store, empty_url: str) -> None:
    """What is said again counts once, and no number leaves the log."""
    await _say(store, "查话费", "我的号码是13800010001", "查话费", "漫游怎么开")
    await _say(store, "请问您要查什么", author=Author.BOT)

    texts = recent_texts(empty_url, 10, _mask)

    assert texts == ("漫游怎么开", "查话费", "我的号码是某号")
    assert recent_texts(empty_url, 1, _mask) == ("漫游怎么开",)


async def test_presses_secrets_and_what_says_nothing_are_left_out(store, empty_url: str) -> None:
    """They would teach nothing about a model."""
    await _say(store, None, "/query_bill", "8", "好", "13800010001", f"密码是{SECRET_MARK}", "OK")

    assert recent_texts(empty_url, 10, _mask) == ()


def test_a_log_that_is_not_there_yet_has_no_messages(empty_url: str) -> None:
    """A candidate may be trained before anybody said anything."""
    assert recent_texts(empty_url, 10, _mask) == ()


async def test_what_cannot_be_masked_surely_is_left_out(store, empty_url: str) -> None:
    """Rather a message less than somebody's name on a trainer's screen."""
    await _say(store, "查话费", "我叫张三丰，查话费")

    assert recent_texts(empty_url, 10, _mask) == ("查话费",)
