"""``evaluate``, ``bench nlu`` and ``bench threshold`` print figures, or one clear error."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from sqlalchemy.exc import SQLAlchemyError

from accounts.bootstrap import open_accounts, seed_file
from accounts.clock import SHANGHAI, FixedClock
from accounts.seed.names import names_of_seed
from bot.commands import bench_nlu, bench_threshold, evaluate
from bot.settings import ROOT

SMALL = ROOT / "tests" / "unit" / "accounts" / "small.yml"
DATA = """version: "3.1"
nlu:
- intent: query_bill
  examples: |
    - 查上个月的账单
    - 这个月话费多少
    - 看看账单
- intent: query_usage
  examples: |
    - 还剩多少流量
    - 流量用了多少
    - 查剩余流量
"""


def test_without_a_model_the_searched_folders_are_named(tmp_path, monkeypatch):
    """Neither the data directory nor Rasa's folder holds a model."""
    monkeypatch.setattr(evaluate, "ROOT", tmp_path)

    with pytest.raises(evaluate.NoModel, match="models"):
        evaluate.newest_model(tmp_path)


def test_the_newest_model_of_the_data_directory_is_taken(tmp_path, monkeypatch):
    """File names begin with the moment of training; Rasa's own folder comes second."""
    monkeypatch.setattr(evaluate, "ROOT", tmp_path)
    for folder in ("models", "data/models"):
        (tmp_path / folder).mkdir(parents=True)
    for name in (
        "models/20270101.tar.gz",
        "data/models/20260101.tar.gz",
        "data/models/20260102.tar.gz",
    ):
        (tmp_path / name).touch()

    assert evaluate.newest_model(tmp_path / "data").name == "20260102.tar.gz"


def test_without_a_catalogue_the_demo_operators_names_are_known_and_told(tmp_path, capsys):
    """A data directory with a model alone would else count every named package as missed."""
    names = evaluate.names_to_measure_by(tmp_path)()

    assert names == names_of_seed(evaluate.DEMO)
    assert "operator.yml" in capsys.readouterr().err


def test_a_catalogue_of_its_own_stands_above_the_demo_operators(tmp_path, capsys):
    """Whoever has seeded is measured by what was seeded, without a word."""
    accounts = open_accounts(
        url=f"sqlite:///{tmp_path / 'accounts.db'}",
        clock=FixedClock(datetime(2026, 11, 15, 12, 0, tzinfo=SHANGHAI)),
        outbox_path=tmp_path / "outbox.jsonl",
    )
    seed_file(accounts, SMALL)
    accounts.close()

    assert evaluate.names_to_measure_by(tmp_path)() == names_of_seed(SMALL)
    assert capsys.readouterr().err == ""


def test_a_database_that_cannot_be_read_ends_no_measuring(tmp_path, capsys):
    """Names are then nobody's, and the reader of names logs it; the demo's would be a guess."""
    (tmp_path / "accounts.db").write_bytes(b"")

    with pytest.raises(SQLAlchemyError):
        evaluate.names_to_measure_by(tmp_path)()

    assert capsys.readouterr().err == ""


def test_a_bench_without_data_names_the_file(tmp_path):
    """The command line turns this into one line."""
    with pytest.raises(FileNotFoundError) as refused:
        bench_nlu.run(train=tmp_path / "none", test=tmp_path, json_out=None, baseline=False)

    assert refused.value.filename == str(tmp_path / "none")


@pytest.mark.slow
@pytest.mark.timeout(420)
def test_a_bench_trains_and_reports_the_contracts_figures(tmp_path, capsys):
    """The same pipeline as config.yml's, on data of its own, in a process of its own."""
    data, out, page = (tmp_path / name for name in ("nlu.yml", "out.json", "report.html"))
    data.write_text(DATA, encoding="utf-8")

    result = bench_nlu.run(train=data, test=data, json_out=out, baseline=False, html_out=page)

    assert result["n"] == 6
    assert result["accuracy"] == result["macro_f1"] == 1
    assert result["train_seconds"] > 0
    assert result["peak_rss_mb"] > 0
    assert set(result["ms_per_message"]) == {"p50", "p95"}
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (
        json.loads(out.read_text(encoding="utf-8")) == result == json.loads(capsys.readouterr().out)
    )


@pytest.mark.slow
@pytest.mark.timeout(420)
def test_a_bench_on_unusable_data_says_why(tmp_path):
    """What the measuring process said last becomes the error."""
    data, broken = tmp_path / "nlu.yml", tmp_path / "broken.tsv"
    data.write_text(DATA, encoding="utf-8")
    broken.write_text("words\n", encoding="utf-8")

    with pytest.raises(bench_nlu.BenchFailed, match=r"broken\.tsv"):
        bench_nlu.run(train=data, test=broken, json_out=None, baseline=False)


@pytest.mark.slow
@pytest.mark.timeout(420)
def test_a_threshold_is_proposed_from_sentences_the_model_had_not_seen(tmp_path, capsys):
    """Each sentence is asked about once, by a model trained without it; limits are told."""
    data, out = tmp_path / "nlu.yml", tmp_path / "out.json"
    data.write_text(DATA, encoding="utf-8")

    result = bench_threshold.run(train=data, folds=2, json_out=out)

    assert result["n"] == 6
    assert len(result["curve"]) == 101
    assert 0 <= result["proposed"] <= 1
    assert result["present"] > 0
    assert json.loads(out.read_text(encoding="utf-8")) == result
    assert f"{result['proposed']:.2f}" in capsys.readouterr().out


def test_a_threshold_without_data_names_the_file(tmp_path):
    """The command line turns this into one line."""
    with pytest.raises(FileNotFoundError) as refused:
        bench_threshold.run(train=tmp_path / "none", folds=2, json_out=None)

    assert refused.value.filename == str(tmp_path / "none")
