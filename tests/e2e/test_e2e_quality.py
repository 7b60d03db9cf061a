"""The model that the present sources give, against the committed figures of the main branch."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.settings import ROOT

HELD_OUT = ROOT / "tests" / "dialogue" / "nlu_holdout.yml"
FIGURES = HELD_OUT.with_name("nlu_figures.json")
DAY = "2026-11-15"
"""The day that the held-out set's months and dates are written against (its head says so)."""


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a few messages that nobody would misunderstand, in a folder of their own."""
    rows = ["text\tintents", *(f"{text}\tquery_usage" for text in ("还剩多少流量", "流量还剩多少"))]
    path = tmp_path_factory.mktemp("labelled") / "few.tsv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_the_model_is_no_worse_than_the_committed_figures(
    command, new_data_dir: Callable[[], Path], tmp_path: Path
) -> None:
    """The gate of docs/nlu.md: renew the figures with --update-gate when a change is meant."""
    report = tmp_path / "report.html"

    done = command(
        "evaluate", HELD_OUT, "--today", DAY, "--gate", "--html", report,
        "--data-dir", new_data_dir(),
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    assert report.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_model_that_got_worse_is_refused_with_what_to_do(
    command, new_data_dir: Callable[[], Path], few: Path
) -> None:
    """Figures are missing, then written and kept, then broken by labels nobody would agree with."""
    folder = new_data_dir()
    arguments = ("evaluate", few, "--data-dir", folder)

    missing = command(*arguments, "--gate")
    renewed = command(*arguments, "--update-gate")
    kept = command(*arguments, "--gate")
    figures = few.with_name(FIGURES.name)
    table = json.loads(figures.read_text(encoding="utf-8"))
    # As if the main branch had been right about forty other messages.
    table[few.name] |= {"messages": "others", "n": 40, "accuracy": 1.0}
    figures.write_text(json.dumps(table), encoding="utf-8")
    wrong = few.read_text(encoding="utf-8").replace("query_usage", "query_points")
    few.write_text(wrong, encoding="utf-8")
    worse = command(*arguments, "--gate")

    assert missing.returncode == 1
    assert "--update-gate" in missing.stderr
    assert (renewed.returncode, kept.returncode) == (0, 0), renewed.stderr + kept.stderr
    assert worse.returncode == 1
    assert "--update-gate" in worse.stderr
    assert "Traceback" not in worse.stderr


def test_a_day_that_is_none_is_refused(command, new_data_dir: Callable[[], Path]) -> None:
    """Before anything is loaded; the right way is in the message."""
    refused = command("evaluate", HELD_OUT, "--today", "soon", "--data-dir", new_data_dir())

    assert refused.returncode == 2
    assert "%Y-%m-%d" in refused.stderr


def test_months_are_read_against_the_day_that_is_given(
    command, new_data_dir: Callable[[], Path], tmp_path: Path
) -> None:
    """The same message and label are right on one day and wrong on another."""
    rows, out = tmp_path / "rows.tsv", tmp_path / "out.json"
    rows.write_text(
        'text\tintents\tentities\n查上个月的账单\tquery_bill\t{"month": "2026-10"}\n',
        encoding="utf-8",
    )
    folder = new_data_dir()
    found = {}
    for day in (DAY, "2027-03-15"):
        done = command("evaluate", rows, "--today", day, "--json", out, "--data-dir", folder)
        assert done.returncode == 0, done.stderr
        found[day] = json.loads(out.read_text(encoding="utf-8"))["entity_f1"]

    assert found == {DAY: 1, "2027-03-15": 0}


def test_packages_are_known_by_the_catalogue_of_the_data_directory(
    command, new_data_dir: Callable[[], Path], tmp_path: Path, demo
) -> None:
    """Without a database the demo's names are known, and it is said so; after `seed` its own."""
    package, renamed = demo.customers[0].package, "蓝鲸随心卡"
    seed, folder = tmp_path / "operator.yml", new_data_dir()
    shipped = (ROOT / "data" / "demo" / "operator.yml").read_text(encoding="utf-8")
    seed.write_text(shipped.replace(package["name"], renamed), encoding="utf-8")

    def entity_f1(name: str, *, says_demo: bool) -> float:
        rows, out = tmp_path / "rows.tsv", tmp_path / "out.json"
        wanted = json.dumps({"package_name": package["code"]})
        rows.write_text(
            f"text\tintents\tentities\n{name}怎么收费\task_package_detail\t{wanted}\n",
            encoding="utf-8",
        )
        done = command("evaluate", rows, "--json", out, "--data-dir", folder)
        assert done.returncode == 0, done.stderr
        assert (done.stderr.strip() != "") is says_demo
        found: float = json.loads(out.read_text(encoding="utf-8"))["entity_f1"]
        return found

    before = [entity_f1(each, says_demo=True) for each in (package["name"], renamed)]
    done = command("seed", seed, "--data-dir", folder)
    assert done.returncode == 0, done.stderr

    assert before == [1, 0]
    assert entity_f1(renamed, says_demo=False) == 1
