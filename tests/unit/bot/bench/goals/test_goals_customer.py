"""A simulated customer answers what it was asked, in its manner, and sees when it was served."""

from __future__ import annotations

from random import Random

import pytest

from bot.bench.goals.customer import MOST_RESTATEMENTS, Customer
from bot.bench.goals.heard import Heard, heard, sentences
from bot.bench.goals.phrases import Manner
from bot.scripts import Scripts
from bot.settings import ROOT

PLAIN = Manner("plain", 1, press=0.0)


@pytest.fixture
def customer(made, words):
    """Return what makes a customer with a goal and a manner."""

    def make(goal: str, manner: Manner = PLAIN, *, code: str | None = "482913") -> Customer:
        return Customer(
            goals=(goal,),
            facts=made(goal).facts,
            manner=manner,
            phrases=words,
            rng=Random(1),
            codes=lambda: code,
        )

    return make


@pytest.fixture
def said(words):
    """Return what reads texts and buttons as one answer."""

    def read(*texts: str, buttons: tuple[str, ...] = (), secret: str | None = None) -> Heard:
        shown = [{"title": title, "payload": f"id-{title}"} for title in buttons]
        replies = [{"text": text} for text in texts[:-1]]
        replies.append({"text": texts[-1], "buttons": shown})
        if secret:
            replies.append({"custom": {"type": "secret_input", "kind": secret}})
        return heard(replies, words)

    return read


@pytest.mark.parametrize(
    ("key", "values", "question"),
    [
        ("identity_ask_number", {}, "number"),
        ("fault_ask_number", {}, "number"),
        ("contact_phone_ask", {}, "new_phone"),
        ("contact_address_ask", {}, "new_address"),
        ("complaint_ask_when", {}, "when"),
        ("complaint_ask_wish", {}, "wish"),
        ("complaint_ask_evidence", {}, "evidence"),
        ("complaint_ready", {"hours": 48}, "confirm"),
        ("fault_ask_place", {}, "place"),
        ("fault_step_signal_1", {}, "fault_step"),
        ("fault_step_broadband_3", {}, "fault_step"),
        ("change_ask", {}, "confirm"),
        ("cancel_ask", {}, "confirm"),
        ("closing_ask", {}, "reason"),
        ("profile_ask", {}, "field"),
        ("suggestion_ask", {}, "suggestion"),
        ("clarify_readings", {}, "which_reading"),
        ("clarify_plain", {}, "lost"),
        ("more_help", {}, "more_help"),
        ("closing", {}, "closing"),
        ("change_ask_which", {}, "which_item"),
    ],
)
def test_the_bots_questions_are_read_as_what_they_are(said, key, values, question) -> None:
    """In every wording that the scripts have."""
    scripts = Scripts.load(ROOT / "data" / "scripts")

    for variant in range(len(scripts.script(key).lines)):
        assert said(scripts.text(key, variant, **values)).question == question


def test_a_secret_field_is_the_question_whatever_is_said(said) -> None:
    """The page would open its masked field."""
    assert said("请稍等。", secret="password").question == "password"


def test_values_are_given_when_asked_for(customer, said) -> None:
    """The own number, and the code that was sent."""
    who = customer("query_balance")
    who.begin()
    number = who.answer(said("请告诉我您要查询或办理的11位手机号码。"))
    code = who.answer(said("请输入6位验证码。", secret="code"))

    assert who.facts["number"] in number.text.replace(" ", "").replace("-", "")
    assert (number.meaning, code.meaning) == ("number", "code")
    assert "482913" in code.text


def test_a_read_back_is_agreed_to_only_when_it_says_what_was_wanted(customer, said) -> None:
    """Another item read back is put right."""
    who = customer("change_package")
    who.begin()
    wrong = who.answer(said("跟您核对一下：换成“别的套餐”。\n确认更换吗？"))
    right = who.answer(said(f"跟您核对一下：换成“{who.facts['package']}”。\n确认更换吗？"))

    assert (wrong.meaning, right.meaning) == ("wish", "yes")
    assert who.facts["package"] in wrong.text


def test_who_presses_presses_and_who_types_types(customer, said) -> None:
    """A button's payload is sent, or words."""
    answer = said("确认更换吗？", buttons=("确认更换", "先不办了"))
    pressed = customer("pay_bill", Manner("presser", 1, press=1.0))
    typed = customer("pay_bill")
    for who in (pressed, typed):
        who.begin()

    assert pressed.answer(answer).text == "id-确认更换"
    assert typed.answer(answer).pressed == ""


def test_who_is_served_says_goodbye_and_goes(customer, said) -> None:
    """Once what was wanted has been told."""
    who = customer("query_balance")
    who.begin()
    last = who.answer(said("号码当前的话费余额是12.34元。", "请问还有其他可以帮您的吗？"))

    assert last.meaning == "no_more"
    assert who.current is None
    assert who.answer(said("请您为这次服务打个分，1分到5分都可以，祝您生活愉快！")) is None


def test_who_is_never_understood_asks_for_a_person_and_gives_up(customer, said) -> None:
    """After so many tries in other words."""
    who = customer("query_points")
    who.begin()
    acts = [who.answer(said("抱歉，请您换个说法。")) for _ in range(MOST_RESTATEMENTS + 2)]

    assert [act.meaning for act in acts[:-1]] == ["wish"] * MOST_RESTATEMENTS + ["person"]
    assert acts[-1] is None


def test_a_question_about_what_the_customer_does_not_know_is_met_with_the_wish(
    customer, said
) -> None:
    """Nobody makes up a story for a question that has nothing to do with the matter."""
    who = customer("query_points")
    who.begin()

    assert who.answer(said("请您简单说说事情的经过。")).meaning == "wish"


def test_silence_ends_the_conversation(customer, words) -> None:
    """Nobody talks to a wall."""
    who = customer("query_points")
    who.begin()

    assert who.answer(heard([], words)) is None


@pytest.mark.parametrize(
    ("quirk", "question", "meaning"),
    [
        ("digresses", "确认更换吗？", "digresses"),
        ("grumbles", "请告诉我您要查询或办理的11位手机号码。", "grumbles"),
        ("hesitates", "确认更换吗？", "hesitates"),
        ("asks_again", "确认更换吗？", "asks_again"),
        ("wrong_value", "请告诉我您要查询或办理的11位手机号码。", "number"),
        ("declines", "确认更换吗？", "no"),
        ("changes_mind", "确认更换吗？", "wish"),
    ],
)
def test_a_quirk_shows_once(customer, said, quirk: str, question: str, meaning: str) -> None:
    """When the moment fits; afterwards the customer is like anybody."""
    who = customer("change_package", Manner(quirk, 1, press=0.0, quirk=quirk))
    who.begin()
    odd = who.answer(said(question))

    assert odd.meaning == meaning
    assert not who.quirk_due


def test_a_changed_mind_is_what_is_wanted_from_then_on(customer, said) -> None:
    """The second choice replaces the first, in the facts that are judged too."""
    who = customer("change_package", Manner("m", 1, press=0.0, quirk="changes_mind"))
    who.begin()
    second = who.facts["other"]
    who.answer(said(f"换成“{who.facts['package']}”。\n确认更换吗？"))

    assert who.facts["package"] == second


def test_lists_are_no_sentences() -> None:
    """A list of figures may come again."""
    listed = "· 套餐费：59.00元\n1. 轻享套餐：每月19.00元"
    told = sentences(f"您好，我在的。\n{listed}\n请您告诉我想办什么。")

    assert told == ["请您告诉我想办什么。"]
