"""What customers said last, with personal data masked: for trying models, never for people."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from accounts.storage.engine import open_engine
from bot.conversation.messages import Author
from bot.redaction import SECRET_MARK, mask_text
from bot.storage.migrate import migrate
from bot.storage.tables import messages

LOOKED_AT = 10
"""Messages looked at for each one asked for: many are said again and again."""
_CJK = ("\u4e00", "\u9fff")
_LEAST = 2
"""Chinese characters that a message needs to mean something by itself."""


def recent_texts(url: str, limit: int) -> tuple[str, ...]:
    """Return up to `limit` different messages of customers, the newest first, masked.

    Presses of buttons, secrets and what says nothing in words are left out.
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
    return tuple(dict.fromkeys(_telling(texts)))[:limit]


def _telling(texts: list[str]) -> Iterator[str]:
    for text in texts:
        masked = mask_text(text)
        words = sum(_CJK[0] <= char <= _CJK[1] for char in masked)
        if words >= _LEAST and SECRET_MARK not in masked and not masked.startswith("/"):
            yield masked
