"""Staff without a password get one in a file that nobody else can read."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from accounts.bootstrap import seed_file
from accounts.staff import LoginRefused
from accounts.staff.first_passwords import FirstPasswords


@pytest.fixture
def empty_url(tmp_path: Path) -> str:
    """Give SQLite alone: `test_staff_databases` goes through the statements on both."""
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give the place of the file, whose folder is not there yet."""
    return tmp_path / "new" / "staff_passwords.json"


def test_everybody_can_log_in_with_what_the_file_says(accounts, file) -> None:
    """Each has another password, and only the owner can read them."""
    numbers = FirstPasswords(file).ensure(accounts.logins)
    given = json.loads(file.read_text(encoding="utf-8"))

    assert set(numbers) == set(given) == {each.number for each in accounts.roster.members()}
    assert len(set(given.values())) == len(given)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for number, password in given.items():
        assert accounts.logins.login(number, password).session.member.number == number


def test_a_second_start_changes_no_password(accounts, file) -> None:
    """Nor does a seed that is imported again."""
    passwords = FirstPasswords(file)
    passwords.ensure(accounts.logins)
    before = file.read_text(encoding="utf-8")

    assert passwords.ensure(accounts.logins) == ()
    assert file.read_text(encoding="utf-8") == before


def test_a_password_that_was_changed_leaves_the_file(accounts, file) -> None:
    """The others stay in it."""
    passwords = FirstPasswords(file)
    number, *others = passwords.ensure(accounts.logins)
    passwords.forget(number)

    assert set(json.loads(file.read_text(encoding="utf-8"))) == set(others)


def test_a_seed_may_give_passwords_and_is_believed_again(accounts, file, tmp_path, small_seed):
    """A member whom it gives none is left as they were."""
    FirstPasswords(file).ensure(accounts.logins)
    given = json.loads(file.read_text(encoding="utf-8"))
    number, other = sorted(given)[:2]
    seeded = tmp_path / "seed.yml"
    text = small_seed.read_text(encoding="utf-8")
    seeded.write_text(
        text.replace(f'number: "{number}"', f'number: "{number}", password: "Given-by-seed-1"'),
        encoding="utf-8",
    )
    seed_file(accounts, seeded)

    assert accounts.logins.login(number, "Given-by-seed-1")
    assert accounts.logins.login(other, given[other])
    with pytest.raises(LoginRefused):
        accounts.logins.login(number, given[number])
