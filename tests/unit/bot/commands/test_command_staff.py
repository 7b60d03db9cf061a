"""`xiaotong staff` lists people and gives passwords that open the desk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from accounts.bootstrap import seed_file
from accounts.clock import SystemClock
from accounts.staff import LoginRefused, TotpNeeded
from accounts.staff.first_passwords import STAFF_PASSWORDS, FirstPasswords
from actions.services import open_services
from bot.commands.staff import run
from bot.errors import XiaotongError
from bot.settings import load

OPERATOR = Path(__file__).resolve().parents[2] / "accounts" / "small.yml"
STAFF = "8801"


@pytest.fixture
def logins(tmp_path: Path):
    """Give the logins of a fresh database with first passwords."""
    services = open_services(load({"data_dir": tmp_path}), SystemClock())
    seed_file(services.accounts, OPERATOR)
    FirstPasswords(tmp_path / STAFF_PASSWORDS).ensure(services.accounts.logins)
    yield services.accounts.logins
    services.accounts.close()


@pytest.mark.usefixtures("logins")
def test_staff_are_listed_without_their_passwords(tmp_path, capsys) -> None:
    """Number, role and groups are all there."""
    run(what="list", data_dir=tmp_path)
    told = capsys.readouterr().out

    assert STAFF in told
    assert "agent" in told
    given = json.loads((tmp_path / STAFF_PASSWORDS).read_text(encoding="utf-8"))
    assert not any(password in told for password in given.values())


def test_a_new_password_is_shown_once_and_opens_the_desk(logins, tmp_path, capsys) -> None:
    """The first one opens nothing any more, and has left the file."""
    file = tmp_path / STAFF_PASSWORDS
    first = json.loads(file.read_text(encoding="utf-8"))[STAFF]
    run(what="password", data_dir=tmp_path, number=STAFF)
    password = capsys.readouterr().out.split()[-1]

    assert logins.login(STAFF, password)
    with pytest.raises(LoginRefused):
        logins.login(STAFF, first)
    assert STAFF not in json.loads(file.read_text(encoding="utf-8"))


def test_a_second_factor_is_switched_on_and_off(logins, tmp_path, capsys) -> None:
    """The address for the app is shown once."""
    run(what="password", data_dir=tmp_path, number=STAFF)
    password = capsys.readouterr().out.split()[-1]
    run(what="totp", data_dir=tmp_path, number=STAFF)
    assert "otpauth://totp/" in capsys.readouterr().out
    with pytest.raises(TotpNeeded):
        logins.login(STAFF, password)

    run(what="totp", data_dir=tmp_path, number=STAFF, off=True)
    assert logins.login(STAFF, password)


@pytest.mark.usefixtures("logins")
@pytest.mark.parametrize("what", ["password", "totp"])
def test_a_number_that_nobody_has_is_refused_in_one_line(tmp_path, what) -> None:
    """And nothing is changed."""
    with pytest.raises(XiaotongError, match="4444"):
        run(what=what, data_dir=tmp_path, number="4444")
