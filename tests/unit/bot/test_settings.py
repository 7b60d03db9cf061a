"""Settings come from the command line, the environment and .env, in that order; secrets apart."""

from __future__ import annotations

import errno
import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot import settings as module
from bot.errors import SettingsError, WeakSecret
from bot.safe_files import FileNotWritten
from bot.settings import SETTINGS, load, secret

GIVEN = "0123456789abcdef" * 2
"""The shortest secret that is taken."""


@pytest.fixture(autouse=True)
def clean(monkeypatch, tmp_path):
    """No setting of the developer's, and a repository of the test's own."""
    for name in [name for name in os.environ if name.startswith("XIAOTONG_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(module, "ROOT", tmp_path)


def test_without_anything_given_the_defaults_hold(tmp_path) -> None:
    """Every row's default; state under the repository, databases inside it."""
    settings = load()

    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.data_dir == tmp_path / "var"
    assert settings.accounts_url == f"sqlite:///{tmp_path / 'var' / 'accounts.db'}"
    assert settings.conversations_url == f"sqlite:///{tmp_path / 'var' / 'conversations.db'}"
    assert settings.allowed_origins == ()
    assert {row.name for row in SETTINGS} == set(vars(settings))


def test_the_command_line_beats_the_environment_which_beats_the_file(monkeypatch, tmp_path) -> None:
    """Each place is asked when the one before says nothing; None says nothing."""
    (tmp_path / ".env").write_text(
        "# a comment\nXIAOTONG_PORT=1\nXIAOTONG_HOST='0.0.0.0'\n#XIAOTONG_LOG_LEVEL=DEBUG\n\nx\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("XIAOTONG_PORT", "2")

    assert load().host == "0.0.0.0"  # noqa: S104 - nothing listens there
    assert load().log_level == "INFO"
    assert load({"port": None}).port == 2
    assert load({"port": 3}).port == 3


def test_a_database_given_is_left_as_it_is(monkeypatch) -> None:
    """Only an empty URL means a file in the data folder."""
    monkeypatch.setenv("XIAOTONG_ACCOUNTS_URL", "postgresql://db/accounts")

    assert load().accounts_url == "postgresql://db/accounts"
    assert load().conversations_url.startswith("sqlite:///")


@pytest.mark.parametrize(
    ("given", "here"),
    [
        ({}, True),
        ({"XIAOTONG_ACCOUNTS_URL": "postgresql://localhost/accounts"}, False),
        ({"XIAOTONG_KNOWLEDGE_URL": "postgresql://localhost/knowledge"}, False),
    ],
)
def test_all_is_kept_here_as_long_as_no_database_is_a_server(monkeypatch, given, here) -> None:
    """One database elsewhere is enough for turns to wait for a network."""
    for name, url in given.items():
        monkeypatch.setenv(name, url)

    assert load().keeps_all_here is here


def test_origins_are_a_list(monkeypatch) -> None:
    """Separated by commas; blanks do not count."""
    monkeypatch.setenv("XIAOTONG_ALLOWED_ORIGINS", " https://a.example , ,https://b.example")

    assert load().allowed_origins == ("https://a.example", "https://b.example")


@pytest.mark.parametrize(
    ("name", "value"), [("PORT", "eighty"), ("TURN_TIMEOUT_SECONDS", "soon"), ("PORT", "")]
)
def test_a_value_of_the_wrong_type_names_its_variable(monkeypatch, name, value) -> None:
    """What is refused is said by name; a good value of the same setting is taken."""
    monkeypatch.setenv(f"XIAOTONG_{name}", value)
    with pytest.raises(SettingsError) as refused:
        load()
    monkeypatch.setenv(f"XIAOTONG_{name}", "17")

    assert refused.value.variable == f"XIAOTONG_{name}"
    assert getattr(load(), name.lower()) == 17


def test_a_secret_is_made_once_and_is_for_its_owner_alone(tmp_path) -> None:
    """Mode 0600, 32 random bytes, the same at the next start, another in another folder."""
    settings = load({"data_dir": tmp_path / "one"})

    made = secret(settings, "rest_api_key")

    path = tmp_path / "one" / "rest_api_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(bytes.fromhex(made)) == 32
    assert secret(settings, "rest_api_key") == made
    assert secret(load({"data_dir": tmp_path / "two"}), "rest_api_key") != made


def test_a_secret_given_is_used_and_not_written_down(monkeypatch, tmp_path) -> None:
    """A deployment may keep its secrets elsewhere."""
    monkeypatch.setenv("XIAOTONG_REST_API_KEY", GIVEN)

    assert secret(load(), "rest_api_key") == GIVEN
    assert not (tmp_path / "var" / "rest_api_key").exists()


@pytest.mark.parametrize("content", ["", "\n", GIVEN[:-1]])
def test_a_file_that_holds_no_whole_secret_is_refused_by_name(tmp_path, content) -> None:
    """An empty key would let in everyone with an empty key; one long enough is taken."""
    path = tmp_path / "rest_api_key"
    settings = load({"data_dir": tmp_path})
    path.write_text(content, encoding="ascii")
    with pytest.raises(WeakSecret) as refused:
        secret(settings, "rest_api_key")
    path.write_text(GIVEN, encoding="ascii")

    assert refused.value.variable == str(path)
    assert secret(settings, "rest_api_key") == GIVEN


@pytest.mark.parametrize("given", ["short", " " * 40])
def test_a_weak_secret_in_the_environment_is_refused_by_name(monkeypatch, given) -> None:
    """What an operator types is held to the same length as what is made."""
    monkeypatch.setenv("XIAOTONG_SESSION_KEY", given)

    with pytest.raises(SettingsError) as refused:
        secret(load(), "session_key")

    assert refused.value.variable == "XIAOTONG_SESSION_KEY"
    assert given not in str(refused.value)


def test_a_start_that_dies_while_making_a_secret_leaves_none_behind(monkeypatch, tmp_path) -> None:
    """With a full disk there is no file at all, and the next start makes a whole one."""
    settings = load({"data_dir": tmp_path})

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(FileNotWritten):
            secret(settings, "session_key")

    assert list(tmp_path.iterdir()) == []
    assert len(bytes.fromhex(secret(settings, "session_key"))) == 32


def test_starts_beside_each_other_agree_on_one_secret(tmp_path) -> None:
    """Whoever comes second reads what the first one made, whole."""
    settings = load({"data_dir": tmp_path})

    with ThreadPoolExecutor(8) as starts:
        made = set(starts.map(lambda _: secret(settings, "session_key"), range(32)))

    assert made == {(tmp_path / "session_key").read_text(encoding="ascii")}
