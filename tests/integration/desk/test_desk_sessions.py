"""Who gets in, what each role may do, and when a session is over."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from aiohttp import WSServerHandshakeError

AGENT, BOSS, TRAINER = "8801", "9901", "7701"
PASSWORD = "Kestrel-and-Rain-7"


async def test_a_member_logs_in_sees_who_they_are_and_logs_out(centre) -> None:
    """And what was open to the session is closed to it afterwards."""
    agent = await centre.staff(AGENT)
    me = await agent.get("/api/desk/me")

    assert me["staff"]["number"] == AGENT
    assert me["staff"]["role"] == "agent"
    assert me["csrf"] == agent.csrf
    assert me["status"]["status"] == "offline"

    assert (await agent.call("POST", "/api/desk/logout"))[0] == 204
    status, shown = await agent.call("GET", "/api/desk/me")
    assert (status, shown["error"]) == (401, "session_needed")


async def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(centre) -> None:
    """httpOnly, SameSite=Strict, and nothing of it in the answer's body."""
    body = {"number": AGENT, "password": PASSWORD}
    async with centre.rest.post(f"{centre.url}/api/desk/login", json=body) as response:
        cookie = response.headers["Set-Cookie"]
        shown = await response.text()

    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert cookie.split("=", 1)[1].split(";")[0] not in shown


@pytest.mark.parametrize(
    ("number", "password"), [(AGENT, "wrong-wrong-1"), ("4444", PASSWORD), ("", "")]
)
async def test_wrong_numbers_and_passwords_are_refused_alike(centre, number, password) -> None:
    """With the same code and words."""
    member = centre.member(number)
    status, shown = await member.login(password)

    assert (status, shown["error"]) == (401, "login_refused")


async def test_five_wrong_logins_lock_the_number_and_say_for_how_long(centre) -> None:
    """The right password is refused as well until then."""
    member = centre.member(AGENT)
    for _ in range(5):
        assert (await member.login("wrong-wrong-1"))[0] == 401
    status, shown = await member.login()

    assert (status, shown["error"]) == (429, "login_locked")

    centre.clock.advance(timedelta(minutes=15))
    assert (await member.login())[0] == 200


async def test_a_stranger_who_guesses_does_not_keep_an_agent_from_their_own_desk(centre) -> None:
    """Even from the agent's own address: the browser that they log in with is known."""
    agent, stranger = await centre.staff(AGENT), centre.member(AGENT)
    for _ in range(5):
        assert (await stranger.login("wrong-wrong-1"))[0] == 401
    assert (await stranger.login())[0] == 429

    assert (await agent.login())[0] == 200
    cookies = {each.key: each for each in agent.http.cookie_jar}
    assert cookies["xt_desk_device"]["httponly"]
    assert cookies["xt_desk_device"]["samesite"] == "Strict"


async def test_a_second_factor_is_asked_for_by_its_own_code(centre) -> None:
    """The page then shows the field for it."""
    uri = centre.accounts.logins.switch_totp(AGENT, on=True)
    member = centre.member(AGENT)
    status, shown = await member.login()

    assert (status, shown["error"]) == (401, "totp_needed")
    assert (await member.login(totp=pyotp.parse_uri(uri).at(centre.clock.now())))[0] == 200


async def test_a_request_without_the_sessions_token_changes_nothing(centre) -> None:
    """A forged form has the cookie and not the header."""
    agent = await centre.staff(AGENT)
    for token in ("", "another"):
        status, shown = await agent.call(
            "PUT", "/api/desk/status", {"status": "online"}, **{"X-CSRF-Token": token}
        )
        assert (status, shown["error"]) == (403, "bad_csrf")

    assert (await agent.get("/api/desk/me"))["status"]["status"] == "offline"


async def test_a_page_of_another_site_is_refused(centre) -> None:
    """For requests, for logins and for the WebSocket."""
    agent = await centre.staff(AGENT)
    evil = {"Origin": "https://elsewhere.example"}
    for method, path in (("GET", "/api/desk/me"), ("POST", "/api/desk/login")):
        status, shown = await agent.call(method, path, {}, **evil)
        assert (status, shown["error"]) == (403, "forbidden_origin")
    with pytest.raises(WSServerHandshakeError) as caught:
        await agent.http.ws_connect(f"{centre.url}/ws/desk", headers=evil)
    assert caught.value.status == 403


async def test_a_session_expires_by_itself_and_says_so(centre) -> None:
    """After half an hour without a request."""
    agent = await centre.staff(AGENT)
    centre.clock.advance(timedelta(minutes=30))
    status, shown = await agent.call("GET", "/api/desk/state")

    assert (status, shown["error"], shown["why"]) == (401, "session_expired", "expired")


async def test_each_role_does_its_own_work_and_no_other(centre) -> None:
    """Trainers read, agents work, supervisors do both and more."""
    agent, boss, trainer = [await centre.staff(each) for each in (AGENT, BOSS, TRAINER)]
    expected = {
        "/api/desk/state": (200, 200, 403),
        "/api/desk/supervisor": (403, 200, 403),
        "/api/admin/conversations": (403, 200, 200),
    }
    for path, statuses in expected.items():
        for member, status in zip((agent, boss, trainer), statuses, strict=True):
            assert (await member.call("GET", path))[0] == status, (member.number, path)


async def test_another_password_ends_the_other_sessions_and_their_desks(centre) -> None:
    """The one that changed it goes on."""
    one, other = await centre.staff(AGENT), await centre.staff(AGENT)
    live = await other.live()
    new = "Another-Bird-88"
    status, _ = await one.call("PUT", "/api/desk/password", {"old": PASSWORD, "new": new})

    assert status == 204
    assert (await live.until("session_ended"))["reason"] == "changed"
    assert (await other.call("GET", "/api/desk/me"))[0] == 401
    assert (await one.call("GET", "/api/desk/me"))[0] == 200


async def test_a_weak_password_is_refused_in_words(centre) -> None:
    """The old one still holds."""
    agent = await centre.staff(AGENT)
    body = {"old": PASSWORD, "new": "short"}
    status, shown = await agent.call("PUT", "/api/desk/password", body)

    assert (status, shown["error"]) == (400, "weak_password")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"{", "bad_json"),
        (b"[]", "bad_request"),
        (b'{"number": 5, "password": "x"}', "bad_request"),
    ],
)
async def test_a_login_of_the_wrong_shape_is_refused(centre, body, error) -> None:
    """With a code, never with a trace."""
    async with centre.rest.post(f"{centre.url}/api/desk/login", data=body) as response:
        assert response.status == 400
        assert (await response.json())["error"] == error
