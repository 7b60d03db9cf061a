"""Logins go the same way on SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from datetime import timedelta

import pyotp
import pytest

from accounts.credentials import SecretHasher
from accounts.staff import LoginLocked, LoginRefused, SessionEnded, StaffLogins

AGENT, PASSWORD = "8801", "Kestrel-and-Rain-7"


@pytest.fixture
def logins(accounts) -> StaffLogins:
    """Give logins at the cost of a cheap hash."""
    cheap = SecretHasher(passes=1, memory_kib=8)
    return StaffLogins(uow_factory=accounts.uows, clock=accounts.clock, hasher=cheap)


def test_a_member_logs_in_is_locked_out_and_comes_back(logins, clock) -> None:
    """Password, second factor, wrong tries, the end of a lock, a session's end."""
    assert AGENT in logins.without_password()
    logins.set_password(AGENT, PASSWORD)
    assert AGENT not in logins.without_password()
    totp = pyotp.parse_uri(logins.switch_totp(AGENT, on=True))
    token = logins.login(AGENT, PASSWORD, totp.at(clock.now())).token
    for _ in range(5):
        with pytest.raises(LoginRefused):
            logins.login(AGENT, PASSWORD, "000000x")
    with pytest.raises(LoginLocked):
        logins.login(AGENT, PASSWORD, totp.at(clock.now()))
    clock.advance(timedelta(minutes=16))
    logins.session(token)
    other = logins.login(AGENT, PASSWORD, totp.at(clock.now())).token
    logins.change_password(token, PASSWORD, "Another-Bird-88")

    assert logins.session(token).member.number == AGENT
    with pytest.raises(SessionEnded):
        logins.session(other)


def test_one_code_opens_one_session_however_many_use_it_at_once(logins, clock) -> None:
    """Of ten logins with the same six digits one passes."""
    logins.set_password(AGENT, PASSWORD)
    code = pyotp.parse_uri(logins.switch_totp(AGENT, on=True)).at(clock.now())
    opened = []

    def log_in() -> None:
        try:
            opened.append(logins.login(AGENT, PASSWORD, code))
        except (LoginRefused, LoginLocked):
            return

    threads = [threading.Thread(target=log_in) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(opened) == 1
