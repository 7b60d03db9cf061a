"""The commands as they are typed: exit status, one clear line, both languages."""

from __future__ import annotations

import json
import re
import socket

import pytest

from bot.settings import ROOT

DEMO = ROOT / "data" / "demo" / "operator.yml"
FAULTS = {
    "timezone: Asia/Shanghai": "timezone: Mars/Olympus",
    'monthly_fee: "19.00"': 'monthly_fee: "nineteen"',
    "balance: ": "balanse: ",
    "gender: f": "gender: x",
}
"""Text of the demo file → what spoils it; each where it stands first."""


@pytest.fixture
def spoiled(tmp_path):
    """Write the demo file with `FAULTS` and return its path and the spoiled lines' numbers."""
    text = DEMO.read_text(encoding="utf-8")
    for good, bad in FAULTS.items():
        assert good in text
        text = text.replace(good, bad, 1)
    path = tmp_path / "spoiled.yml"
    path.write_text(text, encoding="utf-8")
    rows = text.splitlines()
    return path, {
        number for bad in FAULTS.values() for number, row in enumerate(rows, 1) if bad in row
    }


def test_a_bad_seed_is_refused_with_every_problem_by_line(command, tmp_path, spoiled) -> None:
    """Exit status 1, each spoiled line is named, and the good data that was there stays."""
    path, numbers = spoiled
    loaded = command("seed", DEMO, "--data-dir", tmp_path / "data")
    before = (tmp_path / "data" / "accounts.db").read_bytes()

    refused = command("seed", path, "--data-dir", tmp_path / "data")

    assert loaded.returncode == 0, loaded.stderr
    assert refused.returncode == 1
    named = {int(number) for number in re.findall(r"line (\d+)", refused.stderr)}
    assert numbers <= named
    assert "Traceback" not in refused.stderr
    assert (tmp_path / "data" / "accounts.db").read_bytes() == before


def test_a_server_does_not_start_on_a_bad_seed(command, tmp_path, spoiled) -> None:
    """`serve --seed` refuses as `seed` does, before a model is trained; nothing is kept of it."""
    path, numbers = spoiled

    refused = command("serve", "--data-dir", tmp_path / "data", "--seed", path, "--port", 0)
    loaded = command("seed", DEMO, "--data-dir", tmp_path / "data")

    assert refused.returncode == 1
    assert numbers <= {int(number) for number in re.findall(r"line (\d+)", refused.stderr)}
    assert "Traceback" not in refused.stderr
    assert not list((tmp_path / "data").glob("models/*"))
    assert loaded.returncode == 0, loaded.stderr


def test_a_seed_for_a_folder_that_has_data_is_refused(command, tmp_path) -> None:
    """`--seed` is for an empty folder; the line says which command updates instead."""
    data_dir = tmp_path / "data"
    assert command("seed", DEMO, "--data-dir", data_dir).returncode == 0

    refused = command("serve", "--data-dir", data_dir, "--seed", DEMO, "--port", 0)

    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1].startswith("Error: ")
    assert "./xiaotong seed" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_taken_port_is_one_clear_line(command, own_server) -> None:
    """The last line names the port and the way out; exit status 1."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        refused = command("serve", "--data-dir", own_server.data_dir, "--port", port)

    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1] == (
        f"Error: Port {port} is taken: choose another with --port."
    )
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("language", "expected"), [("zh_CN.UTF-8", "示例"), ("en_US.UTF-8", "Example")]
)
def test_every_help_speaks_the_language_of_the_locale(command, language, expected) -> None:
    """Each command's help has its example in Chinese or English."""
    commands = ("serve", "chat", "seed", "train", "evaluate", "bench nlu", "bench threshold")
    for words in map(str.split, commands):
        shown = command(*words, "--help", language=language)

        assert shown.returncode == 0, shown.stderr
        assert expected in shown.stdout


def test_the_terminal_chat_answers_what_is_fed_to_it(command, own_server, demo) -> None:
    """Text, a button by its number, and the end of the input; exit status 0."""
    said = f"你好\n#1\n{demo.nobody}\n/exit\n"

    talked = command("chat", "--data-dir", own_server.data_dir, said=said)

    assert talked.returncode == 0, talked.stderr
    assert "工号001" in talked.stdout
    assert "  #1 " in talked.stdout
    number = demo.nobody
    assert f"{number[:3]} {number[3:7]} {number[7:]}" in talked.stdout


def test_the_printed_token_makes_a_customer_recognised(command, service, sender, demo) -> None:
    """The gateway takes it for its number, refuses it for another, and without it knows nobody."""
    customer, other = demo.other, demo.shocked
    printed = command("token", customer.number, "--data-dir", service.data_dir)
    token = printed.stdout.strip()
    facts = {"phone_number": customer.number, "token": token}
    body = {"sender": "thief", "message": "话费余额", "metadata": {**facts}}
    body["metadata"]["phone_number"] = other.number

    known = sender(service, "known", facts).say("话费余额")
    unknown = sender(service, "anonymous").say("话费余额")
    status, refused = service.call("POST", "/webhooks/rest/webhook", body)

    assert printed.returncode == 0, printed.stderr
    assert f"{customer.balance:.2f}元" in known
    assert f"{customer.balance:.2f}元" not in unknown
    assert 400 <= status < 500
    assert refused["error"] == "bad_token"
    assert command("token", "123", "--data-dir", service.data_dir).returncode == 1


def test_a_labelled_file_is_evaluated(command, own_server, tmp_path) -> None:
    """The figures of the contract, for messages that nobody would misunderstand."""
    rows = ["text\tintents", "上个月话费多少\tquery_bill", "还剩多少流量\tquery_usage"]
    labelled, figures = tmp_path / "rows.tsv", tmp_path / "out.json"
    labelled.write_text("\n".join(rows) + "\n", encoding="utf-8")

    done = command("evaluate", labelled, "--json", figures, "--data-dir", own_server.data_dir)

    assert done.returncode == 0, done.stderr
    result = json.loads(figures.read_text(encoding="utf-8"))
    assert (result["n"], result["accuracy"], result["errors"]) == (2, 1.0, [])
    assert {"macro_f1", "entity_f1", "per_intent"} <= result.keys()
    assert {"p50", "p95"} == result["ms_per_message"].keys()


def test_a_labelled_file_that_is_not_there_is_one_clear_line(command, own_server) -> None:
    """Exit status 1 and the path."""
    refused = command("evaluate", "no/such.tsv", "--data-dir", own_server.data_dir)

    assert refused.returncode == 1
    assert "no/such.tsv" in refused.stderr.splitlines()[-1]
    assert "Traceback" not in refused.stderr
