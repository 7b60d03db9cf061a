"""Who a browser is: a signed cookie that names its conversation, and where it may come from."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import SplitResult, urlsplit

from aiohttp import hdrs, web
from itsdangerous import BadSignature, Signer

from bot.errors import RequestRefused

COOKIE = "xiaotong_session"
HOST_COOKIE = f"__Host-{COOKIE}"
"""The name over HTTPS. A browser takes a cookie of this prefix only from this very host over HTTPS,
so that neither a neighbouring host nor somebody on an unencrypted line can plant a session of their
own and read along once the customer has verified (session fixation)."""
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
DAYS_30 = 30 * 24 * 3600
_ID_BYTES = 18


@dataclass(frozen=True)
class Session:
    """A browser's session; `is_new` when this request has to carry the cookie back."""

    id: str
    is_new: bool


class Sessions:
    """Reads and writes the session cookie; a cookie that we did not sign counts as none."""

    def __init__(self, key: str) -> None:
        """`key` signs the cookies; another key ends every session."""
        self._signer = Signer(key, salt="xiaotong.session", digest_method=hashlib.sha256)

    def of(self, request: web.Request) -> Session:
        """Return the request's session, a new one if it shows none."""
        try:
            shown = request.cookies.get(_name(request), "")
            known = self._signer.unsign(shown.encode("utf-8", "replace"))
            return Session(known.decode("ascii"), is_new=False)
        except (BadSignature, UnicodeDecodeError):
            return Session(secrets.token_urlsafe(_ID_BYTES), is_new=True)

    def grant(self, request: web.Request, response: web.StreamResponse, session: Session) -> None:
        """Set the cookie: unreadable for scripts, and not sent from other sites' forms.

        A page of another origin that embeds the chat, if the line is safe, gets one that browsers
        send from other sites too, kept apart for each of them (Partitioned). Who asks from there
        has passed `check_origin`.
        """
        elsewhere = _is_elsewhere(request) and (request.secure or _is_local(request))
        cookie = SimpleCookie()
        cookie[_name(request)] = self._signer.sign(session.id).decode("ascii")
        morsel = cookie[_name(request)]
        morsel["max-age"], morsel["path"], morsel["httponly"] = DAYS_30, "/", True
        morsel["secure"] = request.secure or elsewhere
        morsel["samesite"] = "None" if elsewhere else "Lax"
        # Python 3.10 knows no such attribute.
        apart = "; Partitioned" if elsewhere else ""
        response.headers.add(hdrs.SET_COOKIE, morsel.OutputString() + apart)


def _is_elsewhere(request: web.Request) -> bool:
    """Tell whether a page of another host, or over another scheme, asks."""
    origin = _split(request.headers.get(hdrs.ORIGIN, ""))
    own = _split(f"{request.scheme}://{request.host}")
    return bool(origin.hostname) and (origin.scheme, origin.hostname) != (own.scheme, own.hostname)


def _is_local(request: web.Request) -> bool:
    """Tell whether browsers take the line for safe without HTTPS: for trying things out."""
    return _split(f"//{request.host}").hostname in LOCAL


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _name(request: web.Request) -> str:
    return HOST_COOKIE if request.secure else COOKIE


def check_origin(request: web.Request, allowed: tuple[str, ...]) -> None:
    """Refuse (403) a browser page of another origin; one without an origin is none of ours."""
    origin = request.headers.get("Origin", "")
    if origin in allowed:
        return
    host = _split(origin).netloc
    if not host or host != request.host:
        raise RequestRefused("forbidden_origin", 403)
