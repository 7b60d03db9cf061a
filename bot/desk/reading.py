"""Reads what a desk sent; whatever is not of the right shape is refused before anything happens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.channels.parsing import clean, json_object, message_text
from bot.errors import RequestRefused

NOTE_CHARS = 1000
REASON_CHARS = 200


async def body_of(request: web.Request) -> Mapping[str, Any]:
    """Return the JSON object of the request; raises RequestRefused (400)."""
    return json_object(await request.read() or b"{}")


def text_field(body: Mapping[str, Any], name: str, most: int, *, least: int = 1) -> str:
    """Return a text of `least` to `most` characters; raises RequestRefused (400, or 413)."""
    text = message_text(body.get(name), most)
    if len(text) < least:
        raise RequestRefused("bad_request", 400)
    return text


def maybe_text(body: Mapping[str, Any], name: str, most: int) -> str:
    """Return a text that may be missing or empty; raises RequestRefused (400, or 413)."""
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RequestRefused("bad_request", 400)
    if len(value) > most:
        raise RequestRefused("message_too_long", 413)
    return clean(value)


def one_of(body: Mapping[str, Any], name: str, *known: str) -> str:
    """Return a value that is one of `known`; raises RequestRefused (400)."""
    value = body.get(name)
    if not isinstance(value, str) or value not in known:
        raise RequestRefused("bad_request", 400)
    return value


def count(query: Mapping[str, str], name: str, default: int, most: int) -> int:
    """Return a whole number of the query from 1 to `most`; raises RequestRefused (400)."""
    value = query.get(name)
    if value is None:
        return default
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= most):
        raise RequestRefused("bad_request", 400)
    return int(value)
