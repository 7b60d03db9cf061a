"""What an agent is told at once: the matter in sentences, and how to speak to the customer."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.conversation.agents import Status
from bot.conversation.handoffs import Ending, Handoff, Transfer
from bot.conversation.model import Owner
from bot.desk.manner import Manners
from bot.desk.summary import Summaries
from bot.desk.words import Words
from bot.handoff.reasons import GROUPS, REASONS
from bot.scripts import Scripts
from bot.settings import ROOT

SCRIPTS = Scripts.load(ROOT / "data" / "scripts")
WORDS = Words.load(ROOT / "data" / "desk" / "words.yml", SCRIPTS.titles())
MANNERS = Manners.load(ROOT / "data" / "desk" / "manner.yml")
SUMMARIES = Summaries(wording=SCRIPTS, words=WORDS, titles=SCRIPTS.titles())
AT = datetime(2026, 11, 15, 4, 0, tzinfo=timezone.utc)


def handoff(**values: Any) -> Handoff:
    """Return a handoff with what a test sets."""
    given: dict[str, Any] = {
        "id": "h1",
        "conversation_id": "c1",
        "reason": "not_understood",
        "skill_group": "general",
        "priority": 0,
        "requested_at": AT,
        "waiting_since": AT,
        **values,
    }
    return Handoff(**given)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (["你们太差了，赶紧处理！！"], "irascible"),
        (["为什么这个月多了二十", "明细发我，怎么算的"], "rational"),
        (["会不会被骗啊，我不放心", "信息安全吗"], "sensitive"),
        (["好的谢谢", "麻烦您了"], "compliant"),
        (["嗯", "是", "不要", "好"], "introverted"),
    ],
)
def test_a_manner_is_read_from_what_was_said(said, kind) -> None:
    """With the words that show it, and advice for the agent."""
    manner = MANNERS.of(said)

    assert manner is not None
    assert manner.kind == kind
    assert manner.evidence
    assert manner.advice


def test_a_single_word_proves_no_manner() -> None:
    """Nor does silence."""
    assert MANNERS.of(["为什么"]) is None
    assert MANNERS.of([]) is None


def test_evidence_is_masked() -> None:
    """A number in an angry sentence stays hidden."""
    manner = MANNERS.of(["垃圾，13900000001这个号气死我了"])

    assert manner is not None
    assert "13900000001" not in " ".join(manner.evidence)


def test_every_reading_has_a_chinese_name() -> None:
    """Of what a customer comes for, and of a greeting or a yes: agents know no intent's code."""
    domain = YAML(typ="safe").load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    names = [*(name for one in domain["intents"] for name in one), "nlu_fallback"]
    read = [{"intent": name, "confidence": 1.0, "ranking": [{"intent": name}]} for name in names]

    shown = SUMMARIES.intents({"intents": read})

    coded = [row["intent"] for row in shown if not re.search(r"[\u4e00-\u9fff]", row["title"])]
    assert not coded
    assert [row["ranking"][0]["title"] for row in shown] == [row["title"] for row in shown]


def test_a_matter_is_summed_up_in_sentences() -> None:
    """Why, what about, what was said already, and what went wrong; numbers masked."""
    matter = {
        "topic": "dispute_charge",
        "intents": [
            {"intent": "query_bill", "confidence": 0.91, "text": "查话费"},
            {"intent": "dispute_charge", "confidence": 0.8, "text": "怎么多扣了"},
        ],
        "slots": {"month": ["2026-10"], "phone_number": "13900000001"},
        "failed_turns": 2,
    }
    told = " ".join(SUMMARIES.of(handoff(matter=matter)))

    assert "机器人两次没有听懂" in told
    assert "对某笔扣费有疑问、查话费账单" in told
    assert "月份 2026-10" in told
    assert "139****0001" in told
    assert "13900000001" not in told
    assert "2次没有听懂" in told


def test_nothing_known_is_a_short_summary_and_no_error() -> None:
    """An engine that remembers nothing leaves the reason and the transfer."""
    transfer = Transfer("8801", "8802", None, "请跟进13900000001")

    assert SUMMARIES.of(handoff(matter=None)) == ["机器人两次没有听懂。"]
    assert "139****0001" in SUMMARIES.of(handoff(transfer=transfer))[1]


@pytest.mark.parametrize("matter", [{"intents": "x", "slots": [], "form": 5, "failed_turns": "y"}])
def test_a_matter_of_another_shape_breaks_nothing(matter) -> None:
    """It came over an interface; what is not understood is left out."""
    assert SUMMARIES.of(handoff(matter=matter)) == ["机器人两次没有听懂。"]


def test_every_code_of_a_handoff_has_a_word() -> None:
    """Reasons, groups, endings and states: no agent reads a code."""
    assert set(REASONS) <= set(WORDS.table("reasons"))
    assert set(GROUPS) <= set(WORDS.table("groups"))
    assert {each.value for each in Ending} <= set(WORDS.table("endings"))
    assert {each.value for each in Owner} <= set(WORDS.table("owners"))
    assert {each.value for each in Status} <= set(WORDS.table("statuses"))


def test_every_event_of_the_record_has_a_word() -> None:
    """Those that the steps of the desk write down."""
    code = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "bot" / "handoff").glob("*.py")
    )
    written = set(re.findall(r'note_event\(\s*[^,"]+,\s*[^,"]+,\s*"([a-z_]+)"', code))

    assert {"accepted", "closed"} <= written
    assert written <= set(WORDS.table("events"))
