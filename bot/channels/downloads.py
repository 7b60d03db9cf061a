"""A file that somebody attached, as an answer: to be saved, and run by nobody."""

from __future__ import annotations

from urllib.parse import quote

from aiohttp import web

POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""Should a browser show the file after all, it shows it without scripts, forms and links."""
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


def download(name: str, media_type: str, content: bytes) -> web.Response:
    """Return `content` as a file to be saved as `name`, in the letters of any language."""
    ascii_ = "".join(each if each in _PLAIN else "_" for each in name)
    headers = {
        "Content-Disposition": f'attachment; filename="{ascii_}"; '
        f"filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": POLICY,
        # What is withdrawn is fetched no more; no proxy keeps what one customer fetched.
        "Cache-Control": "private, no-cache",
    }
    return web.Response(body=content, content_type=media_type, headers=headers)
