"""`xiaotong check` without what is kept, and `xiaotong corpus keep` that says what that is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.commands import check
from bot.errors import XiaotongError

BY = "9901"
FILE = "data/lint/kept.yml"
NLU = """\
nlu:
- intent: query_bill
  examples: |
    - 查话费
    - 看一下账单
    - 看一下账单
- intent: stop
  examples: |
    - 算了
    - 不办了
"""


def report(project: Path, tmp_path: Path) -> dict[str, Any]:
    """Return what `check --json` writes."""
    out = tmp_path / "report.json"
    check.run(paths=[project], json_out=out)
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def key_of(project: Path, tmp_path: Path, kind: str) -> str:
    """Return the key that `check --json` gives the finding of a kind."""
    (found,) = [one for one in report(project, tmp_path)["findings"] if one["kind"] == kind]
    return str(found["key"])


def test_a_kept_warning_is_left_out_counted_and_shown_when_asked_for(
    run, project, tmp_path, capsys
) -> None:
    """The figures are those of what is left, and the last line says how many are kept."""
    key = key_of(project, tmp_path, "duplicate")
    capsys.readouterr()
    run(what="keep", key=key[:8], note="两种都常说", by=BY)
    done = capsys.readouterr().out
    status = check.run(paths=[project], json_out=None)
    short = capsys.readouterr().out
    check.run(paths=[project], json_out=None, show_kept=True)
    whole = capsys.readouterr().out

    assert "kept as it is (exact duplicate): 看一下账单" in done
    assert status == 0
    assert "看一下账单" not in short
    assert short.splitlines()[-1].startswith("Besides, 1 kept as it is")
    assert "2 warnings" in short
    (line,) = [one for one in whole.splitlines() if "看一下账单" in one]
    assert line.startswith("data/nlu/nlu.yml:6: ")
    assert f"[{key}] (by {BY}, " in line
    assert line.endswith("两种都常说")
    assert all(line.endswith("]") for line in whole.splitlines() if "has 2 sentences" in line)
    assert report(project, tmp_path)["kept"][0]["key"] == key


def test_what_is_kept_is_taken_back(run, project, tmp_path, capsys) -> None:
    """By the beginning of its key too; keeping it once more says that it is kept."""
    key = key_of(project, tmp_path, "duplicate")
    run(what="keep", key=key, by=BY)
    run(what="keep", key=key, by=BY)
    told = capsys.readouterr().out
    run(what="unkeep", key=key[:9], by=BY)
    capsys.readouterr()
    run(what="log", area="corpus")
    log = capsys.readouterr().out
    run(what="undo", change="2", by=BY)

    assert "kept as it is already" in told
    assert "checked again (" in log
    assert len(log.splitlines()) == 3
    assert [one["key"] for one in report(project, tmp_path)["kept"]] == [key]


def test_kept_warnings_do_not_change_the_status_of_errors(run, project, tmp_path) -> None:
    """An error ends with 1, and cannot be kept."""
    run(what="keep", key=key_of(project, tmp_path, "duplicate"), by=BY)
    path = project / "data/nlu/nlu.yml"
    path.write_text(NLU + "    - 查话費\n", encoding="utf-8")
    kept = (project / FILE).read_bytes()
    with pytest.raises(XiaotongError, match="mend it"):
        run(what="keep", key=key_of(project, tmp_path, "conflicting_labels"), by=BY)

    assert check.run(paths=[project], json_out=None, show_kept=True) == 1
    assert (project / FILE).read_bytes() == kept


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"what": "keep", "key": "0" * 16}, "no finding 0000"),
        ({"what": "keep", "key": "0" * 16, "note": "长" * 201}, "200 characters at most"),
        ({"what": "keep", "key": "0" * 16, "by": "1"}, "number 1"),
        ({"what": "unkeep", "key": "0" * 16}, "No finding 0000"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(run, project, given, told) -> None:
    """Nothing is written."""
    with pytest.raises(XiaotongError) as refused:
        run(**{"by": BY, **given})

    assert told in str(refused.value)
    assert not (project / FILE).exists()


def test_a_broken_file_is_named_with_its_line_and_hides_nothing(
    run, project, tmp_path, capsys
) -> None:
    """A warning: training copes, and so does the check."""
    run(what="keep", key=key_of(project, tmp_path, "duplicate"), by=BY)
    path = project / FILE
    path.write_text("=======\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    capsys.readouterr()
    status = check.run(paths=[project], json_out=None)
    told = capsys.readouterr().out
    with pytest.raises(XiaotongError, match=r"Line \d+ of data/lint/kept.yml is broken"):
        run(what="unkeep", key="0" * 16, by=BY)

    assert status == 0
    assert f"{FILE}:" in told
    assert "看一下账单" in told
    assert "Besides" not in told


def test_the_option_and_the_commands_are_told_in_the_help() -> None:
    """With an example each."""
    shown = CliRunner()
    assert "--kept" in shown.invoke(app, ["check", "--help"]).output
    for name in ("keep", "unkeep"):
        told = shown.invoke(app, ["corpus", name, "--help"]).output
        assert f"./xiaotong corpus {name}" in told
        assert "--by" in told
