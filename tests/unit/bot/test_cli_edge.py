"""The command line's edge: an error is one line and exit status 1, and help is quick."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.main import get_command

from bot import cli
from bot.commands import evaluate
from bot.conversation.ports import EngineFailed
from bot.settings import ROOT


@pytest.fixture
def typed(monkeypatch, capsys):
    """Return what runs a command line and returns its exit status and standard error."""
    monkeypatch.setenv("RASA_TELEMETRY_ENABLED", "")
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")

    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["xiaotong", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return int(ended.value.code or 0), capsys.readouterr().err

    return run


def test_an_expected_error_is_one_line(typed, tmp_path) -> None:
    """A refusal of ours: its words, exit status 1; the right number prints its token."""
    status, said = typed("token", "12", "--data-dir", str(tmp_path))

    assert (status, said) == (1, "Error: A number has 11 digits.\n")
    assert typed("token", "13900000000", "--data-dir", str(tmp_path)) == (0, "")


def test_a_missing_file_is_named(typed, tmp_path) -> None:
    """Whoever raises it: the path is in the line."""
    status, said = typed("evaluate", str(tmp_path / "none.tsv"), "--data-dir", str(tmp_path))

    assert status == 1
    assert said.splitlines()[-1] == f"Error: No such file: {tmp_path / 'none.tsv'}"


def test_a_missing_model_says_what_is_missing_and_how_to_make_it(typed, tmp_path, monkeypatch):
    """Two paths alone help nobody; a model that is damaged is told from one that is not there."""
    (tmp_path / "few.tsv").write_text("text\tintents\n查话费\tquery_bill\n", encoding="utf-8")
    monkeypatch.setattr(evaluate, "ROOT", tmp_path / "none")
    asked = ("evaluate", str(tmp_path / "few.tsv"), "--data-dir", str(tmp_path))

    missing = typed(*asked)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "20260101-120000.tar.gz").write_bytes(b"no archive")
    damaged = typed(*asked)

    assert (missing[0], damaged[0]) == (1, 1)
    assert "no trained model" in missing[1]
    assert str(tmp_path / "models") in missing[1]
    assert "./xiaotong train" in missing[1]
    assert "20260101-120000.tar.gz cannot be loaded" in damaged[1].splitlines()[-1]


def test_a_weak_secret_is_told_without_showing_it(typed, tmp_path, monkeypatch) -> None:
    """The variable by name, in the user's language, and what to do."""
    monkeypatch.setenv("XIAOTONG_CUSTOMER_TOKEN_KEY", "hunter2")

    status, said = typed("token", "13900000000", "--data-dir", str(tmp_path))

    assert status == 1
    assert said.startswith("Error: The secret in XIAOTONG_CUSTOMER_TOKEN_KEY has fewer than 32")
    assert "hunter2" not in said


def test_an_engine_that_fails_at_the_start_is_an_expected_error(typed, monkeypatch) -> None:
    """It has a reason, so it is no "unexpected error"."""

    def broken(_command: str, **_arguments: object) -> None:
        raise EngineFailed("ClientConnectorError")

    monkeypatch.setattr(cli, "run_command", broken)

    status, said = typed("serve")

    assert status == 1
    assert said.startswith("Error: The engine does not answer (ClientConnectorError).")


def test_an_unexpected_error_shows_no_trace_unless_asked_for(typed, monkeypatch) -> None:
    """Its kind and how to see more; at level DEBUG the error itself."""

    def broken(_command: str, **_arguments: object) -> None:
        raise ZeroDivisionError("private words")

    monkeypatch.setattr(cli, "run_command", broken)
    monkeypatch.delenv("XIAOTONG_LOG_LEVEL", raising=False)

    status, said = typed("train")

    assert status == 1
    assert "ZeroDivisionError" in said
    assert "private words" not in said
    assert len(said.splitlines()) == 1
    monkeypatch.setenv("XIAOTONG_LOG_LEVEL", "DEBUG")
    monkeypatch.setattr(sys, "argv", ["xiaotong", "train"])
    with pytest.raises(ZeroDivisionError):
        cli.main()


def test_an_interrupt_ends_with_a_line(typed, monkeypatch) -> None:
    """Ctrl-C is no crash."""

    def interrupted(_command: str, **_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "run_command", interrupted)

    status, said = typed("train")

    assert status != 0
    assert "Traceback" not in said


def test_options_reach_their_command(monkeypatch, tmp_path) -> None:
    """What is typed is what is called; paths are made absolute against the caller's folder."""
    called = {}
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        cli, "run_command", lambda command, **given: called.update({command: given})
    )

    get_command(cli.app).main(
        ["serve", "--port", "9", "--data-dir", "state", "--seed", "x.yml"], standalone_mode=False
    )

    assert called["serve"]["port"] == 9
    assert called["serve"]["host"] is None
    assert called["serve"]["data_dir"] == tmp_path / "state"
    assert called["serve"]["seed"].name == "x.yml"


def test_help_imports_neither_rasa_nor_the_accounts() -> None:
    """`--help` must not take the seconds that Rasa takes to import."""
    program = (
        "import sys, bot.cli; from typer.main import get_command; "
        "get_command(bot.cli.app).main(['--help'], standalone_mode=False); "
        "sys.exit(any(name in sys.modules for name in ('rasa', 'sqlalchemy', 'tensorflow')))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False
    )

    assert done.returncode == 0
