"""What counts as a yes; what leaves in a spreadsheet; how webhooks are signed."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.channels.drafts import hidden
from bot.conversation.handoffs import HandoffEvent
from bot.desk.export import as_csv, as_xlsx
from bot.desk.proposals import answer_of
from bot.desk.webhooks import signature, told
from bot.desk.words import Words
from bot.scripts import Scripts
from bot.settings import ROOT

SCRIPTS = Scripts.load(ROOT / "data" / "scripts")
WORDS = Words.load(ROOT / "data" / "desk" / "words.yml", SCRIPTS.titles())


@pytest.mark.parametrize("text", ["确认", "好的", "是的，办吧", "可以！", "同意办理", "OK", "嗯好"])
def test_an_explicit_yes_is_one(text) -> None:
    """And nothing else stands beside it."""
    assert answer_of(text, asked_last=True) == "yes"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("好的", None),
        ("同意", None),
        ("确认", "yes"),
        ("好的，同意办理", "yes"),
        ("先不办了", "no"),
    ],
)
def test_once_something_else_was_said_a_yes_has_to_name_what_it_is_to(text, answer) -> None:
    """A no costs nothing, whatever it was to."""
    assert answer_of(text, asked_last=False) == answer


@pytest.mark.parametrize("text", ["不用了", "先不办了", "算了", "不要", "取消吧", "暂不办理"])
def test_a_no_is_one(text) -> None:
    """In the ways that people say it."""
    assert answer_of(text, asked_last=True) == "no"


@pytest.mark.parametrize(
    "text",
    ["", "嗯", "确认一下是多少钱", "好的吗？", "不是很贵吧", "是不是今天生效"],
)
def test_anything_else_is_no_answer(text) -> None:
    """A question about it opens, changes and cancels nothing."""
    assert answer_of(text, asked_last=True) is None


@given(st.text(max_size=30))
def test_no_text_is_both(text) -> None:
    """And none breaks the reading."""
    assert answer_of(text, asked_last=True) in {None, "yes", "no"}


@pytest.mark.parametrize(
    ("draft", "shown"),
    [
        ("我的密码是123456", "●●●●●●"),
        ("验证码 1357", "••••"),
        ("卡号 6222 0212 3456 7890", "••••"),
        ("流量不够用", "流量不够用"),
        ("19元", "19元"),
    ],
)
def test_a_draft_shows_no_run_of_digits(draft, shown) -> None:
    """Half a code is not shown either: it cannot be told from an amount yet."""
    assert shown in hidden(draft)


@given(st.from_regex(r"[0-9]{4,18}", fullmatch=True), st.text(max_size=10))
def test_no_draft_lets_four_digits_through(digits, around) -> None:
    """Whatever stands around them."""
    assert digits not in hidden(around + digits)


def row(**values: object) -> dict[str, object]:
    """Return a row of the export."""
    return {
        "conversation": "rest:c1",
        "who": {"name": "唐*", "number": "139****0001", "stars": 5},
        "owner": "closed",
        "group": "general",
        "ending": "closed",
        "solved": True,
        "messages": 7,
        "note": "已说明",
        **values,
    }


def test_a_csv_opens_in_a_spreadsheet_and_runs_nothing_there() -> None:
    """Marked as UTF-8, and a note that begins like a formula is text."""
    raw = as_csv([row(note="=HYPERLINK(1)")], WORDS)
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))

    assert raw.startswith(b"\xef\xbb\xbf")
    assert rows[0]["小结说明"] == "'=HYPERLINK(1)"
    assert rows[0]["号码"] == "139****0001"
    assert rows[0]["状态"] == "已结束"
    assert rows[0]["客户认为已解决"] == "是"


def test_a_workbook_holds_the_same_row() -> None:
    """Numbers stay numbers; control characters, which no workbook takes, are left out."""
    book = load_workbook(io.BytesIO(as_xlsx([row(note="行\x01末")], WORDS)))
    heading, first = list(book.active.values)

    assert first[heading.index("消息数")] == 7
    assert first[heading.index("小结说明")] == "行末"


def event(kind: str, actor: str = "system", **detail: object) -> HandoffEvent:
    """Return an event of a handoff's record."""
    at = datetime(2026, 11, 15, 4, 0, tzinfo=timezone.utc)
    return HandoffEvent(1, "h1", "rest:c1", at, actor, kind, detail)


def test_webhooks_tell_three_things_and_nothing_personal() -> None:
    """Requested, accepted, closed; what the agent wrote stays here."""
    assert told(event("requested", reason="anger"))[0] == "handoff.requested"
    name, data = told(event("closed", "agent:8801", wrap_up_code="query_bill:solved", note="张三"))

    assert name == "handoff.closed"
    assert data["agent"] == "8801"
    assert data["ending"] == "closed"
    assert "张三" not in str(data)
    assert told(event("answered", "agent:8801")) is None
    assert "settled" not in told(event("returned", "agent:8801", settled="已改号码"))[1]


def test_a_signature_depends_on_key_time_and_body() -> None:
    """So that neither can be exchanged or replayed later."""
    signed = signature("k", "1", b"{}")

    assert signed.startswith("sha256=")
    others = {signature("x", "1", b"{}"), signature("k", "2", b"{}"), signature("k", "1", b"[]")}
    assert signed not in others
