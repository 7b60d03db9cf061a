"""Staff log in with what is theirs, are locked out after five wrong tries, and out of time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import text

from accounts.credentials import SecretHasher
from accounts.errors import NotFound
from accounts.staff import (
    LoginLocked,
    LoginRefused,
    Origin,
    SessionEnded,
    StaffLogins,
    TotpNeeded,
    WeakPassword,
)

AGENT = "8801"
PASSWORD = "Kestrel-and-Rain-7"
NOBODY = "4444"
HERE = Origin()


@pytest.fixture
def empty_url(tmp_path: Path) -> str:
    """Give SQLite alone: `test_staff_databases` goes through the statements on both."""
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def logins(accounts) -> StaffLogins:
    """Give the logins of an operator whose agent has a password, at the cost of a cheap hash."""
    cheap = SecretHasher(passes=1, memory_kib=8)
    made = StaffLogins(uow_factory=accounts.uows, clock=accounts.clock, hasher=cheap)
    made.set_password(AGENT, PASSWORD)
    return made


def _fail(logins: StaffLogins, number: str, times: int, origin: Origin = HERE) -> None:
    for _ in range(times):
        with pytest.raises(LoginRefused):
            logins.login(number, "wrong-wrong-1", origin=origin)


def test_the_right_password_opens_a_session_that_is_found_by_its_token(logins) -> None:
    """And the session names the member and a token against forged requests."""
    opened = logins.login(AGENT, PASSWORD)

    found = logins.session(opened.token)

    assert found.member.number == AGENT
    assert found.member.role == "agent"
    assert found.csrf == opened.session.csrf
    assert opened.token not in found.csrf


@pytest.mark.parametrize(
    ("number", "password"), [(AGENT, "wrong-wrong-1"), (NOBODY, PASSWORD), ("", ""), ("9" * 50, "")]
)
def test_a_wrong_number_and_a_wrong_password_are_refused_alike(logins, number, password) -> None:
    """Nobody learns which numbers there are."""
    with pytest.raises(LoginRefused):
        logins.login(number, password)


@pytest.mark.parametrize("number", [AGENT, NOBODY])
def test_five_wrong_tries_lock_a_number_whether_or_not_somebody_has_it(
    logins, clock, number
) -> None:
    """For a quarter of an hour, and the lock ends by itself."""
    _fail(logins, number, 5)
    with pytest.raises(LoginLocked) as caught:
        logins.login(number, PASSWORD)

    assert caught.value.until == clock.now() + timedelta(minutes=15)

    clock.advance(timedelta(minutes=15))
    if number == AGENT:
        assert logins.login(number, PASSWORD).session.member.number == AGENT
    else:
        _fail(logins, number, 1)


def test_wrong_logins_from_elsewhere_lock_nobody_out(logins) -> None:
    """Numbers are told to customers: five tries of a stranger close it to the stranger alone."""
    stranger, mine = Origin("192.0.2.1"), Origin("198.51.100.1")
    _fail(logins, AGENT, 5, stranger)

    assert logins.login(AGENT, PASSWORD, origin=mine).token
    with pytest.raises(LoginLocked):
        logins.login(AGENT, PASSWORD, origin=stranger)


@pytest.mark.parametrize("number", [AGENT, NOBODY])
def test_guessing_from_many_addresses_is_bounded_and_known_devices_come_in(
    logins, clock, number
) -> None:
    """Alike for numbers that nobody has; a device that nobody logged in from is a stranger's."""
    device = logins.login(AGENT, PASSWORD, origin=Origin("198.51.100.1")).device
    for address in range(25):
        _fail(logins, number, 1, Origin(f"192.0.2.{address}"))
    for origin in (Origin("203.0.113.1"), Origin("203.0.113.1", "made-up")):
        with pytest.raises(LoginLocked):
            logins.login(number, PASSWORD, origin=origin)
    if number == AGENT:
        again = logins.login(AGENT, PASSWORD, origin=Origin("203.0.113.1", device))
        assert again.device == device

    clock.advance(timedelta(minutes=15))
    _fail(logins, number, 1, Origin("203.0.113.1"))


def test_at_a_known_device_five_wrong_tries_lock_that_device(logins, clock) -> None:
    """And a device is forgotten with the password, or when it was long not used."""
    address = Origin("198.51.100.1")
    device = logins.login(AGENT, PASSWORD, origin=address).device
    known = Origin("203.0.113.1", device)
    _fail(logins, AGENT, 5, known)
    with pytest.raises(LoginLocked):
        logins.login(AGENT, PASSWORD, origin=known)
    assert logins.login(AGENT, PASSWORD, origin=address).token

    logins.set_password(AGENT, PASSWORD)
    fresh = logins.login(AGENT, PASSWORD, origin=known).device
    assert fresh != device
    clock.advance(timedelta(days=91))
    assert logins.login(AGENT, PASSWORD, origin=Origin("", fresh)).device != fresh


def test_colleagues_at_one_device_are_both_known_there(logins) -> None:
    """The device keeps its token when the second one logs in."""
    other = "9901"
    logins.set_password(other, PASSWORD)
    device = logins.login(AGENT, PASSWORD).device

    assert logins.login(other, PASSWORD, origin=Origin("", device)).device == device
    assert logins.login(AGENT, PASSWORD, origin=Origin("", device)).device == device


def test_a_right_password_forgets_the_wrong_ones_before_it(logins) -> None:
    """Four slips, a login, four slips again: not five in a row."""
    _fail(logins, AGENT, 4)
    logins.login(AGENT, PASSWORD)
    _fail(logins, AGENT, 4)

    assert logins.login(AGENT, PASSWORD).token


def test_a_session_ends_by_idleness_and_at_the_latest_by_age(logins, clock) -> None:
    """Thirty minutes without use, or twelve hours with it."""
    idle, busy = logins.login(AGENT, PASSWORD).token, logins.login(AGENT, PASSWORD).token
    clock.advance(timedelta(minutes=29))
    logins.session(busy)
    clock.advance(timedelta(minutes=1))
    with pytest.raises(SessionEnded) as caught:
        logins.session(idle)
    assert caught.value.why == "expired"
    for _ in range(24):
        clock.advance(timedelta(minutes=28))
        logins.session(busy)
    clock.advance(timedelta(minutes=18))
    with pytest.raises(SessionEnded):
        logins.session(busy)


def test_looking_whether_a_session_is_open_does_not_keep_it_open(logins, clock) -> None:
    """An idle desk with an open socket ends like any other."""
    token = logins.login(AGENT, PASSWORD).token
    clock.advance(timedelta(minutes=29))
    logins.check(token)
    clock.advance(timedelta(minutes=1))

    with pytest.raises(SessionEnded):
        logins.check(token)


def test_logout_ends_this_session_and_no_other(logins) -> None:
    """And a token that was never given is none."""
    one, other = logins.login(AGENT, PASSWORD).token, logins.login(AGENT, PASSWORD).token
    logins.logout(one)

    for token in (one, "never-given"):
        with pytest.raises(SessionEnded):
            logins.session(token)
    assert logins.session(other)


def test_a_changed_password_ends_the_other_sessions(logins) -> None:
    """The one that changed it goes on; the old password opens nothing."""
    mine, other = logins.login(AGENT, PASSWORD).token, logins.login(AGENT, PASSWORD).token
    logins.change_password(mine, PASSWORD, "Another-Bird-88")

    assert logins.session(mine)
    with pytest.raises(SessionEnded) as caught:
        logins.session(other)
    assert caught.value.why == "changed"
    _fail(logins, AGENT, 1)
    assert logins.login(AGENT, "Another-Bird-88")


@pytest.mark.parametrize("new", ["short", "aaaaaaaaaaaaaaa", f"xyzw-{AGENT}-abcd", PASSWORD])
def test_a_weak_password_is_refused_and_the_old_one_holds(logins, new) -> None:
    """Too short, monotonous, made of the number, or the same again."""
    token = logins.login(AGENT, PASSWORD).token
    with pytest.raises(WeakPassword):
        logins.change_password(token, PASSWORD, new)

    assert logins.login(AGENT, PASSWORD)


def test_a_wrong_old_password_is_refused_and_counted(logins) -> None:
    """A desk left open is no place to guess at."""
    token = logins.login(AGENT, PASSWORD).token
    for _ in range(5):
        with pytest.raises(LoginRefused):
            logins.change_password(token, "wrong-wrong-1", "Another-Bird-88")

    with pytest.raises(LoginLocked):
        logins.change_password(token, PASSWORD, "Another-Bird-88")


def test_a_second_factor_is_asked_for_and_each_code_is_good_once(logins, clock) -> None:
    """Without it, with a wrong one, with the right one, and with that one again."""
    uri = logins.switch_totp(AGENT, on=True)
    code = pyotp.parse_uri(uri).at(clock.now())
    with pytest.raises(TotpNeeded):
        logins.login(AGENT, PASSWORD)
    with pytest.raises(LoginRefused):
        logins.login(AGENT, PASSWORD, f"{(int(code) + 1) % 10**6:06}")

    assert logins.login(AGENT, PASSWORD, code).session.member.has_totp
    with pytest.raises(LoginRefused):
        logins.login(AGENT, PASSWORD, code)

    logins.switch_totp(AGENT, on=False)
    assert logins.login(AGENT, PASSWORD)


def test_wrong_second_factors_lock_too(logins) -> None:
    """Who knows the password must not guess six digits for ever."""
    logins.switch_totp(AGENT, on=True)
    for _ in range(5):
        with pytest.raises(LoginRefused):
            logins.login(AGENT, PASSWORD, "nonsense")

    with pytest.raises(LoginLocked):
        logins.login(AGENT, PASSWORD, "nonsense")


def test_numbers_that_nobody_has_get_neither_password_nor_second_factor(logins) -> None:
    """Not found, both."""
    with pytest.raises(NotFound):
        logins.set_password(NOBODY, PASSWORD)
    with pytest.raises(NotFound):
        logins.switch_totp(NOBODY, on=True)


def test_no_password_and_no_token_stands_in_the_database(logins, uows) -> None:
    """Only hashes of them do."""
    token = logins.login(AGENT, PASSWORD).token
    with uows(readonly=True) as uow:
        stored = [
            str(value)
            for table in ("staff_logins", "staff_sessions")
            for row in uow.execute(_all(table))
            for value in row
        ]

    assert not any(PASSWORD in value or token in value for value in stored)
    assert stored


def _all(table: str):
    return text(f"SELECT * FROM {table}")  # noqa: S608 - a name of ours
