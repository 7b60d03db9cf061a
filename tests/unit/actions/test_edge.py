"""The edge: every action answers, settles what is open, and hands on (style.md pitfall 4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import structlog

from accounts.errors import (
    AccountError,
    AmountRefused,
    CodeLimitReached,
    CodesPaused,
    CodeTooSoon,
    IdentityNeeded,
    MonthUnavailable,
    NotFound,
    NumberLocked,
)
from accounts.month import Month
from actions.base import QueryAction, ServiceAction
from actions.refusals import INTENT_OF
from actions.turn import Message, Reply, Turn

NUMBER = "13700001111"


# The SDK registers every subclass in the process: these names must not be those of real actions.
class _Raising(ServiceAction):
    """Raises what the test says."""

    NAME = "action_test_raising"
    error: Exception = ValueError("13700001111")

    def serve(self, turn: Turn) -> Reply:
        raise self.error


class _Saying(ServiceAction):
    """Says one line."""

    NAME = "action_test_saying"
    reply = Reply((Message("好的"),))

    def serve(self, turn: Turn) -> Reply:
        return self.reply


class _Query(QueryAction):
    """Says its number and months."""

    NAME = "action_test_query"

    def answer(self, turn: Turn, number: str) -> Reply:
        return Reply((Message(f"{number} {' '.join(map(str, turn.months(self.NAME)))}"),))


@pytest.fixture
def raising(monkeypatch):
    """Give a maker of actions that raise."""

    def make(error: Exception) -> type[ServiceAction]:
        monkeypatch.setattr(_Raising, "error", error)
        return _Raising

    return make


async def test_a_crash_is_apologised_for_and_a_person_offered(act, raising) -> None:
    """The customer is never left without an answer."""
    answer = await act(raising(RuntimeError("boom")), intent="query_bill")

    assert "抱歉" in answer.text
    assert list(answer.buttons.values()) == ["/request_human"]
    assert answer.next == "action_listen"


async def test_a_crash_is_logged_without_what_it_says(act, raising) -> None:
    """An exception's message may hold a customer's data."""
    with structlog.testing.capture_logs() as logs:
        await act(raising(RuntimeError(NUMBER)), intent="query_bill")

    assert logs[0]["event"] == "action_failed"
    assert logs[0]["error"] == "RuntimeError"
    assert NUMBER not in str(logs)


async def test_a_crash_in_a_form_lets_the_form_go_on(act, raising) -> None:
    """Even then the form asks again."""
    answer = await act(raising(RuntimeError()), loop="identity_form")

    assert answer.text
    assert answer.next == "identity_form"


@pytest.mark.parametrize(
    ("reason", "month"), [("future", "11月"), ("too_old", "3月"), ("no_bill", "8月")]
)
async def test_a_month_that_cannot_be_shown_is_named_with_others(
    act, raising, monkeypatch, reason: str, month: str
) -> None:
    """Handbook §2: said to be so, with alternatives of the same question."""
    monkeypatch.setitem(INTENT_OF, _Raising.NAME, "query_usage")
    error = MonthUnavailable(Month(2026, int(month[:-1])), reason)
    answer = await act(raising(error), intent="query_bill")

    assert month in answer.text
    assert list(answer.buttons.values())[-2:] == [
        '/query_usage{"month": "2026-09"}',
        '/query_usage{"month": "2026-10"}',
    ]


async def test_refusals_are_worded_each_by_its_own_script(act, raising, clock) -> None:
    """Data of the error is in the words."""
    until = clock.now() + timedelta(minutes=30)
    expected: list[tuple[AccountError, str]] = [
        (NumberLocked(until), "12:30"),
        (CodeTooSoon(42), "42秒"),
        (CodeLimitReached(), "明天"),
        (CodesPaused(until), "12:30"),
        (AmountRefused("1.00", "5000.00"), "1.00元到5000.00元"),
        (NotFound(), "没有查到"),
    ]
    for error, words in expected:
        answer = await act(raising(error), intent="query_bill")
        assert words in answer.text, type(error)


async def test_a_refusal_without_words_is_our_failure(act, raising) -> None:
    """A new error class cannot lead to silence."""
    answer = await act(raising(AccountError("new")), intent="query_bill")

    assert "抱歉" in answer.text


async def test_identity_is_asked_for_and_the_action_waits(act, raising) -> None:
    """Nothing is said; the form speaks next."""
    answer = await act(raising(IdentityNeeded(NUMBER, needs_password=True)), intent="query_bill")

    assert answer.messages == []
    assert answer.next == "identity_form"
    assert answer.slots["pending_action"] == "action_test_raising"
    assert answer.slots["identity_number"] == NUMBER
    assert answer.slots["identity_password_due"] is True


async def test_a_form_that_runs_for_the_number_is_not_begun_again(act, raising) -> None:
    """Its count of failures and its means stay."""
    answer = await act(
        raising(IdentityNeeded(NUMBER, needs_password=False)),
        intent="query_bill",
        loop="identity_form",
        slots={"identity_number": NUMBER, "identity_refusals": 1, "identity_method": "password"},
    )

    assert "identity_refusals" not in answer.slots
    assert "identity_method" not in answer.slots


async def test_an_answer_settles_open_questions_and_waits(act) -> None:
    """What was read back is set aside for a late yes; failures are forgotten."""
    open_ = {"action": "action_top_up", "data": {}, "id": "c1:1"}
    answer = await act(
        _Saying, slots={"pending_confirmation": open_, "misunderstood": 1, "more_help_asked": True}
    )

    assert answer.slots == {
        "pending_confirmation": None,
        "lapsed_question": open_,
        "misunderstood": 0,
        "more_help_asked": False,
    }
    assert answer.next == "action_listen"


async def test_an_action_resumed_after_verification_is_no_longer_pending(act) -> None:
    """It has run."""
    answer = await act(_Saying, slots={"pending_action": "action_test_saying"})

    assert answer.slots["pending_action"] is None


async def test_a_finished_matter_asks_once_for_more_unless_a_form_is_open(act, monkeypatch) -> None:
    """The form's question is the one to answer."""
    monkeypatch.setattr(_Saying, "reply", Reply((Message("好的"),), finished=True))

    assert len((await act(_Saying)).text.splitlines()) == 2
    assert (await act(_Saying, loop="identity_form")).text == "好的"


async def test_an_unasked_secret_is_warned_about_before_the_answer(act) -> None:
    """Handbook §3: told so, and the matter goes on."""
    answer = await act(
        _Saying,
        text="密码●●●●●● 查余额",
        credential={"outcome": "unexpected"},
        intent="query_balance",
    )

    assert "请勿主动发送" in answer.text.splitlines()[0]
    assert answer.text.splitlines()[-1] == "好的"


async def test_a_message_that_was_only_a_secret_gets_only_the_warning(act) -> None:
    """There is nothing else to answer."""
    answer = await act(_Saying, text="●●●●●●", credential={"outcome": "unexpected"})

    assert "请勿主动发送" in answer.text
    assert "好的" not in answer.text


@pytest.mark.parametrize(
    ("said", "months"),
    [
        ({"intent": "query_bill"}, "2026-10"),
        (
            {"intent": "query_bill", "entities": {"month": ["2026-08", "2026-09"]}},
            "2026-08 2026-09",
        ),
        ({"intent": "inform"}, "2026-07"),
        ({"intent": "query_bill", "text": "账单呢"}, "2026-07"),
        ({"intent": "query_bill", "text": "查一下我的账单"}, "2026-10"),
        ({"intent": "inform", "entities": {"month": "2026-09"}}, "2026-09"),
    ],
)
async def test_months_are_inherited_only_by_follow_ups(act, said: dict, months: str) -> None:
    """A whole new question starts from the current month."""
    slots = {"query_months": ["2026-07"], "query_topic": "action_test_query"}
    answer = await act(_Query, recognised=NUMBER, slots=slots, **said)

    assert answer.text == f"{NUMBER} {months}"
    assert answer.slots.get("query_months", ["2026-07"]) == months.split()


async def test_the_number_of_the_message_comes_before_the_conversations(act) -> None:
    """Then the conversation's, then the recognised one."""
    said = {"slots": {"account_number": "13700002222"}, "recognised": NUMBER}

    named = await act(_Query, entities={"phone_number": "13700003333"}, **said)
    kept = await act(_Query, **said)
    bound = await act(_Query, recognised=NUMBER)

    assert [a.text[:11] for a in (named, kept, bound)] == ["13700003333", "13700002222", NUMBER]


async def test_the_number_proved_last_comes_before_the_recognised_one(act) -> None:
    """The conversation moved on to it."""
    act.verify("13700003333")

    assert (await act(_Query, recognised=NUMBER)).text.startswith("13700003333")


async def test_another_number_without_digits_is_asked_for(act) -> None:
    """换个号码查."""
    answer = await act(_Query, recognised=NUMBER, entities={"reference": "other_number"})

    assert answer.next == "identity_form"
    assert answer.slots["identity_number"] is None


async def test_another_question_inside_the_form_ends_the_form(act, monkeypatch) -> None:
    """One question at a time."""
    open_ = {"pending_confirmation": {"action": "action_top_up", "data": {}, "id": "c1:1"}}
    monkeypatch.setattr(_Saying, "reply", Reply((Message("确认吗？"),), slots=open_))
    answer = await act(_Saying, loop="identity_form", slots={"pending_action": "action_x"})

    assert answer.leaves_form
    assert answer.next == "action_listen"
    assert answer.slots["pending_action"] is None


async def test_the_second_other_matter_in_a_row_ends_the_form(act) -> None:
    """The first returns to its question; then the customer has moved on."""
    first = await act(_Saying, loop="identity_form")
    second = await act(_Saying, loop="identity_form", slots=first.slots)

    assert (first.leaves_form, first.next) == (False, "identity_form")
    assert (second.leaves_form, second.next) == (True, "action_listen")


async def test_who_is_handed_over_is_not_asked_whether_anything_else_is_needed(act, monkeypatch):
    """The person asks; a matter that ends here still does."""
    over = Message(custom={"type": "command", "name": "handoff", "reason": "retention"})
    for messages, asks in (((Message("好的"), over), False), ((Message("好的"),), True)):
        monkeypatch.setattr(_Saying, "reply", Reply(messages, finished=True))
        answer = await act(_Saying)

        assert bool(answer.slots.get("more_help_asked")) is asks
