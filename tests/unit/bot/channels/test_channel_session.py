"""The session cookie: ours alone, and over HTTPS one that nobody else can have planted."""

from __future__ import annotations

import ssl
from http.cookies import SimpleCookie

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot.channels.session import COOKIE, HOST_COOKIE, Session, Sessions

NAMES = {True: HOST_COOKIE, False: COOKIE}


def _request(*, secure: bool, headers: dict[str, str] | None = None, **cookies: str) -> web.Request:
    shown = "; ".join(f"{name}={value}" for name, value in cookies.items())
    headers = {**(headers or {}), **({"Cookie": shown} if shown else {})}
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if secure else None
    return make_mocked_request("GET", "/", headers=headers, sslcontext=context)


def _header(request: web.Request, sessions: Sessions, session: Session) -> str:
    response = web.Response()
    sessions.grant(request, response, session)
    return response.headers["Set-Cookie"]


def _granted(sessions: Sessions, session: Session, *, secure: bool) -> SimpleCookie:
    return SimpleCookie(_header(_request(secure=secure), sessions, session))


@pytest.mark.parametrize("secure", [True, False])
def test_a_session_that_was_granted_is_known_again(secure: bool) -> None:
    """Under the name of its scheme; scripts cannot read it, other sites cannot send it."""
    sessions = Sessions("key")
    cookie = _granted(sessions, Session("abc", is_new=True), secure=secure)[NAMES[secure]]
    again = sessions.of(_request(secure=secure, **{NAMES[secure]: cookie.value}))

    assert again == Session("abc", is_new=False)
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert (bool(cookie["secure"]), cookie["domain"]) == (secure, "")


def test_a_plain_cookie_opens_no_session_over_https() -> None:
    """A neighbouring host, or a line that is not encrypted, can set such a one: fixation."""
    sessions = Sessions("key")
    planted = _granted(sessions, Session("theirs", is_new=True), secure=False)[COOKIE].value
    found = sessions.of(_request(secure=True, **{COOKIE: planted}))

    assert found.is_new
    assert found.id != "theirs"


@pytest.mark.parametrize("forged", ["abc", "abc.xyz", "", "é", "abc." + "A" * 43])
def test_a_cookie_that_we_did_not_sign_counts_as_none(forged: str) -> None:
    """And every stranger gets a session of their own."""
    sessions = Sessions("key")
    found = sessions.of(_request(secure=False, **({COOKIE: forged} if forged else {})))

    assert found.is_new
    assert found.id != sessions.of(_request(secure=False)).id


@pytest.mark.parametrize(
    ("origin", "host", "secure"),
    [
        ("https://hall.example", "chat.example:8443", True),
        ("http://chat.example", "chat.example", True),
        ("http://localhost:3000", "127.0.0.1:8080", False),
        ("http://hall.example", "[::1]:8080", False),
    ],
)
def test_a_page_elsewhere_gets_a_cookie_that_comes_back_from_there(origin, host, secure) -> None:
    """Browsers neither keep nor send an ordinary one; this one is another in every place."""
    request = _request(secure=secure, headers={"Origin": origin, "Host": host})
    header = _header(request, Sessions("key"), Session("abc", is_new=True))

    assert {"SameSite=None", "Secure", "Partitioned", "HttpOnly"} <= set(header.split("; "))
    assert header.startswith(f"{NAMES[secure]}=")


@pytest.mark.parametrize(
    ("origin", "host", "secure"),
    [
        ("https://chat.example", "chat.example", True),
        ("http://127.0.0.1:3000", "127.0.0.1:8080", False),
        ("http://hall.example", "chat.example", False),
        ("null", "chat.example", True),
        ("http://[", "[", False),
    ],
)
def test_any_other_page_gets_one_that_other_sites_cannot_send(origin, host, secure) -> None:
    """The own page, another port of it, and a line that is not safe: there no cookie would do."""
    request = _request(secure=secure, headers={"Origin": origin, "Host": host})
    header = _header(request, Sessions("key"), Session("abc", is_new=True))

    assert "SameSite=Lax" in header
    assert "Partitioned" not in header
    assert ("Secure" in header) == secure
