"""What customers said last, with personal data masked: for trying models, and shown to trainers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import func, select

from accounts.storage.engine import open_engine
from bot.conversation.messages import Author
from bot.redaction import SECRET_MARK
from bot.storage.migrate import migrate
from bot.storage.tables import messages

Mask = Callable[[str], str | None]
"""Takes personal data out of a text; None when that cannot be made sure."""

LOOKED_AT = 10
"""Messages looked at for each one asked for: many are said again and again."""
_CJK = ("\u4e00", "\u9fff")
_LEAST = 2
"""Chinese characters that a message needs to mean something by itself."""


def recent_texts(url: str, limit: int, mask: Mask) -> tuple[str, ...]:
    """Return up to `limit` different messages of customers, the newest first, through `mask`.

    Presses of buttons, secrets, what says nothing in words and what cannot be masked surely are
    left out.
    """
    engine = open_engine(url)
    try:
        migrate(engine)
        said = select(messages.c.text).where(
            messages.c.author == Author.CUSTOMER.value,
            messages.c.text.isnot(None),
            func.length(messages.c.text) >= _LEAST,
        )
        newest = said.order_by(messages.c.at.desc()).limit(limit * LOOKED_AT)
        with engine.connect().execution_options(readonly=True) as connection:
            texts = list(connection.execute(newest).scalars())
    finally:
        engine.dispose()
    return tuple(dict.fromkeys(_telling(texts, mask)))[:limit]


def _telling(texts: list[str], mask: Mask) -> Iterator[str]:
    for text in texts:
        # Counted before the mask: what stands for a number is a word too.
        words = sum(_CJK[0] <= char <= _CJK[1] for char in text)
        if words < _LEAST or SECRET_MARK in text or text.startswith("/"):
            continue
        masked = mask(text)
        if masked is not None:
            yield masked
