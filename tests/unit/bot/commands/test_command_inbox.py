"""``xiaotong inbox``: what the studio's inbox can do, from the terminal."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.commands import corpus
from bot.commands.inbox import run
from bot.engine.storage.event_log import open_event_log
from bot.errors import XiaotongError
from bot.settings import ROOT

BY, TRAINER, AGENT = "9001", "7001", "8001"
NLU = """\
version: "3.1"
nlu:
- intent: query_points
  examples: |
    - 查积分
    - 我有多少积分
"""


@pytest.fixture
def call(tmp_path: Path, monkeypatch) -> Callable[..., None]:
    """Give the command, over a data folder in which two messages were not understood."""
    from accounts.bootstrap import open_accounts, seed_file  # noqa: PLC0415
    from accounts.clock import SystemClock  # noqa: PLC0415

    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    data = tmp_path / "data"
    accounts = open_accounts(
        url=f"sqlite:///{data / 'accounts.db'}",
        clock=SystemClock(),
        outbox_path=data / "outbox.jsonl",
    )
    seed_file(accounts, ROOT / "data" / "demo" / "operator.yml")
    accounts.close()
    root = tmp_path / "project"
    (root / "data" / "nlu").mkdir(parents=True)
    shutil.copy(ROOT / "domain.yml", root)
    (root / "data" / "nlu" / "all.yml").write_text(NLU, encoding="utf-8")
    log = open_event_log(f"sqlite:///{data / 'conversations.db'}")
    at = (datetime.now(timezone.utc) - timedelta(minutes=10)).timestamp()
    for name, text in (("a", "帮我13800010002弄那个账"), ("b", "那个积分咋搞呀")):
        ranking = [{"name": "nlu_fallback", "confidence": 0.4}]
        said = {"event": "user", "timestamp": at, "text": text,
                "parse_data": {"intent": ranking[0], "intent_ranking": ranking}}  # fmt: skip
        failed = {"event": "slot", "timestamp": at, "name": "misunderstood", "value": 1}
        log.append(name, 0, [said, failed])
    log.close()

    def calling(what: str, **given: object) -> None:
        run(what=what, data_dir=data, root=root, **given)

    return calling


def listed(call, tmp_path: Path, **query: str) -> dict[str, str]:
    """Return the ids of listed items by text."""
    out = tmp_path / "out.json"
    call("list", json_out=out, **query)
    groups = json.loads(out.read_text(encoding="utf-8"))["groups"]
    return {item["text"]: item["id"] for group in groups for item in group["items"]}


def test_from_collecting_to_a_label_and_back(call, tmp_path: Path, capsys) -> None:
    """Collected masked, labelled with marks, shown with its history, undone."""
    call("collect")
    assert "2 are new" in capsys.readouterr().out
    items = listed(call, tmp_path)
    assert set(items) == {"帮我手机号弄那个账", "那个积分咋搞呀"}
    item = items["那个积分咋搞呀"]

    call("label", item=item[:8], intent="query_points", by=BY, text="[上个月](month)积分咋搞")
    files = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("data/nlu/*.yml")]
    assert any("    - [上个月](month)积分咋搞\n" in text for text in files)
    assert listed(call, tmp_path, state="labelled") == {"那个积分咋搞呀": item}
    call("show", item=item)
    assert BY in capsys.readouterr().out
    call("undo", item=item, by=BY)
    assert "那个积分咋搞呀" in listed(call, tmp_path)


def test_a_label_that_corpus_undo_takes_back_opens_its_message(call, tmp_path, capsys) -> None:
    """As in the studio's log of changes: by somebody; what is no label changes no message."""
    call("collect")
    item = listed(call, tmp_path)["那个积分咋搞呀"]
    call("label", item=item, intent="query_points", by=BY)
    given = {"data_dir": tmp_path / "data", "root": tmp_path / "project", "by": BY}
    corpus.run(what="add", intent="query_points", texts=("积分有多少",), **given)
    corpus.run(what="undo", change="3", **given)
    assert listed(call, tmp_path, state="labelled") == {"那个积分咋搞呀": item}

    corpus.run(what="undo", change="1", **given)
    with pytest.raises(XiaotongError, match="undone already"):
        corpus.run(what="undo", change="1", **given)

    assert "那个积分咋搞呀" in listed(call, tmp_path)
    capsys.readouterr()
    call("show", item=item)
    assert f"{BY:8}  undone" in capsys.readouterr().out


def test_skipping_not_ours_and_assigning(call, tmp_path: Path) -> None:
    """Each leaves the open list, but for the assigned."""
    call("collect")
    first, second = listed(call, tmp_path).values()
    call("assign", item=first, to=TRAINER, by=BY)
    with pytest.raises(XiaotongError, match="No such colleague"):
        call("assign", item=second, to=AGENT, by=BY)
    assert len(listed(call, tmp_path)) == 2
    call("skip", item=first, by=BY, note="看不懂")
    call("not_ours", item=second, by=BY)

    assert listed(call, tmp_path) == {}


def test_a_mark_that_is_not_recognised_is_told_with_the_command_that_teaches_it(
    call, tmp_path: Path, capsys
) -> None:
    """A name as a synonym, a place as a word; what rules compute is a developer's."""
    call("collect")
    first, second = listed(call, tmp_path).values()
    text = "[蓝海豚](package_name)在[小黑盒](resource)上[从前](month)能用吗"
    call("label", item=first, intent="query_points", by=BY, text=text)
    told = capsys.readouterr().out
    assert "./xiaotong corpus synonym add CODE 蓝海豚 --by 9001" in told
    assert "./xiaotong corpus word add 小黑盒 --by 9001" in told
    assert "“从前” is not recognised" in told

    call("label", item=second, intent="query_points", by=BY, text="[上个月](month)的积分咋搞")
    assert "recognised" not in capsys.readouterr().out


def test_a_list_is_of_an_assignee_and_page_by_page(call, tmp_path: Path, capsys) -> None:
    """And the log of changes tells what became of each message."""
    call("collect")
    first, second = (texts := listed(call, tmp_path)).values()
    call("assign", item=first, to=TRAINER, by=BY)

    assert set(listed(call, tmp_path, assignee=TRAINER).values()) == {first}
    assert set(listed(call, tmp_path, assignee="none").values()) == {second}
    pages = [listed(call, tmp_path, size=1, page=page) for page in (1, 2, 3)]
    assert [len(each) for each in pages] == [1, 1, 0]
    assert {**pages[0], **pages[1]} == texts
    capsys.readouterr()
    call("list", size=1)
    assert "--page 2" in capsys.readouterr().out
    corpus.run(what="log", area="inbox", data_dir=tmp_path / "data", root=tmp_path / "project")
    assert f"given to {TRAINER}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("what", "given", "told"),
    [
        ("skip", {"item": "zzz", "by": BY}, "No such message"),
        ("skip", {"item": "", "by": BY}, "several"),
        ("skip", {"item": "zzz", "by": "4711"}, "No such staff number"),
        ("list", {"state": "gone"}, "No such choice"),
        ("list", {"sort": "random"}, "No such choice"),
        ("list", {"reason": "boredom"}, "No such choice"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(call, what: str, given, told: str) -> None:
    """Whatever the mistake."""
    call("collect")

    with pytest.raises(XiaotongError, match=told):
        call(what, **given)


def test_decisions_that_are_refused_say_why(call, tmp_path: Path) -> None:
    """An unknown intent, a number in the text, a second decision, an undo of nothing."""
    call("collect")
    first, second = listed(call, tmp_path).values()
    call("skip", item=first, by=BY)
    with pytest.raises(XiaotongError, match=f"Decided already by {BY}"):
        call("skip", item=first, by=BY)
    with pytest.raises(XiaotongError, match="Nothing has been decided"):
        call("undo", item=second, by=BY)
    with pytest.raises(XiaotongError, match="No such intent"):
        call("label", item=second, by=BY, intent="fly")
    with pytest.raises(XiaotongError, match="somebody's"):
        call("label", item=second, by=BY, intent="query_points", text="查13800010002")
    with pytest.raises(XiaotongError, match="not well-formed"):
        call("label", item=second, by=BY, intent="query_points", text="查[上个月(month)")
