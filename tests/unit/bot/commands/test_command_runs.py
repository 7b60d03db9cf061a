"""Commands called as functions: what they print, write and refuse."""

from __future__ import annotations

import socket

import pytest

from accounts.errors import SeedRefused
from bot.commands import grade, seed, serve, test, token
from bot.errors import XiaotongError
from bot.settings import ROOT, load, secret
from bot.tokens import token_fits

SMALL = ROOT / "tests" / "unit" / "accounts" / "small.yml"


@pytest.fixture(autouse=True)
def english(monkeypatch):
    """Let the commands speak English, whatever the machine speaks."""
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


def test_seed_says_how_much_it_loaded_each_time(tmp_path, capsys) -> None:
    """Loading the same file again is harmless and says the same."""
    seed.run(file=SMALL, data_dir=tmp_path)
    first = capsys.readouterr().out
    seed.run(file=SMALL, data_dir=tmp_path)

    assert "customers" in first
    assert capsys.readouterr().out == first


def test_seed_refuses_a_file_with_its_problems(tmp_path) -> None:
    """Every problem is in the error, each with its line."""
    bad = tmp_path / "bad.yml"
    bad.write_text("version: 2\noperator: 3\n", encoding="utf-8")

    with pytest.raises(SeedRefused) as refused:
        seed.run(file=bad, data_dir=tmp_path / "data")

    assert "line 1" in str(refused.value)
    assert "line 2" in str(refused.value)


def test_grading_prints_counts_and_cutoffs_and_again_the_same(tmp_path, capsys) -> None:
    """The command of every night on a small operator; nobody's number or name is in it."""
    seed.run(file=SMALL, data_dir=tmp_path)
    capsys.readouterr()
    grade.run(data_dir=tmp_path)
    first = capsys.readouterr().out
    grade.run(data_dir=tmp_path)

    assert "5★ 1" in first
    assert "5★ ≥" in first
    assert "139" not in first
    assert capsys.readouterr().out == first


def test_the_token_printed_fits_the_key_of_the_folder(tmp_path, capsys) -> None:
    """The key is made when it is not there yet, and is the server's."""
    token.run(number="13900000000", data_dir=tmp_path)

    printed = capsys.readouterr().out.strip()
    key = secret(load({"data_dir": tmp_path}), "customer_token_key")
    assert token_fits(key, "13900000000", printed)


@pytest.mark.parametrize(
    "number", ["", "1390000000", "23900000000", "1390000000x", "139 0000 0000"]
)
def test_no_token_is_made_for_what_is_no_number(tmp_path, number) -> None:
    """Eleven digits, the first a 1."""
    with pytest.raises(XiaotongError, match="11 digits"):
        token.run(number=number, data_dir=tmp_path)


def test_a_taken_port_is_an_error_of_ours() -> None:
    """It names the port; a free one is held, not yet listened on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(XiaotongError, match=str(port)):
            serve._bound("127.0.0.1", port)

    with serve._bound("127.0.0.1", 0) as door:
        assert door.getsockname()[1] > 0


def test_an_address_that_is_not_ours_is_an_error_of_ours() -> None:
    """It says what to check."""
    with pytest.raises(XiaotongError, match="address"):
        serve._bound("203.0.113.1", 0)


def test_the_test_command_hands_pytest_its_arguments_and_returns_its_status() -> None:
    """0 when pytest is content, else pytest's own."""
    assert test.run(quick=True, pytest_args=["--version"]) == 0
    assert test.run(quick=False, pytest_args=["-n0", "--no-such-option"]) == 4


def test_a_selection_that_lies_in_one_of_the_two_runs_is_enough() -> None:
    """Nothing in the other run is no failure; nothing in either is."""
    one = ["-n0", "--collect-only", "-q", "tests/unit/bot/bench"]

    assert test.run(quick=False, pytest_args=one) == 0
    assert test.run(quick=False, pytest_args=[*one, "-k", "no_such_name"]) == 5
