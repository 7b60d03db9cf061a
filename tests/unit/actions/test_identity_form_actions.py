"""The identity form's parts, where a whole dialogue shows too little."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from accounts.access import Caller
from actions.dialogue.answers import Deny
from actions.dialogue.clarify import Clarify
from actions.forms.identity import ValidateIdentityForm
from actions.forms.identity_asking import AskIdentityCredential, AskIdentityNumber
from actions.identity import Resume
from actions.queries.progress import QueryProgress

NUMBER = "13700001111"
ASKING_CODE = {"requested_slot": "identity_credential", "identity_number": NUMBER}
ASKING_NUMBER = {"requested_slot": "identity_number"}


async def test_a_starting_form_leaves_the_message_to_the_action_that_began_it(act) -> None:
    """The number in the question has been taken already."""
    answer = await act(ValidateIdentityForm, entities={"phone_number": NUMBER})

    assert answer.events == []


async def test_too_few_digits_are_pointed_out(act) -> None:
    """A wrong number is not taken for another matter."""
    answer = await act(
        ValidateIdentityForm, text="1380001", slots=ASKING_NUMBER, loop="identity_form"
    )

    assert "11位" in answer.text
    assert answer.slots["identity_refusals"] == 1


async def test_a_bare_number_is_an_answer_whatever_the_intent(act) -> None:
    """The NLU may mistake bare digits."""
    answer = await act(
        ValidateIdentityForm,
        text=NUMBER,
        intent="pay_bill",
        entities={"phone_number": NUMBER},
        slots=ASKING_NUMBER,
    )

    assert answer.slots["identity_number"] == NUMBER


async def test_a_number_inside_a_question_is_left_to_that_question(act) -> None:
    """The query's own rule starts the form for it."""
    answer = await act(
        ValidateIdentityForm,
        text=f"帮我查一下{NUMBER}的话费余额",
        intent="query_balance",
        entities={"phone_number": NUMBER},
        slots=ASKING_CODE,
    )

    assert answer.events == []


@pytest.mark.parametrize(
    ("said", "slot", "value"),
    [
        ({"text": "改用服务密码"}, "identity_method", "password"),
        ({"text": "用验证码"}, "identity_method", "code"),
        ({"entities": {"identity_choice": "password"}}, "identity_method", "password"),
        ({"text": "换个号码"}, "identity_number", None),
        ({"entities": {"reference": "other_number"}}, "identity_number", None),
    ],
)
async def test_the_way_can_be_changed_in_words_or_by_button(act, said, slot, value) -> None:
    """Both mean the same."""
    answer = await act(ValidateIdentityForm, slots=ASKING_CODE, **said)

    assert slot in answer.slots
    assert answer.slots[slot] == value
    assert answer.slots["identity_credential"] is None


async def test_resending_before_a_number_is_known_only_asks_again(act) -> None:
    """There is nothing to send to."""
    answer = await act(ValidateIdentityForm, text="重新发送", slots=ASKING_NUMBER)

    assert answer.messages == []
    assert act.codes() == []


async def test_the_daily_limit_offers_the_password(act, clock) -> None:
    """Five codes a day; there is another way."""
    for _ in range(5):
        await act(AskIdentityCredential, slots={"identity_number": NUMBER})
        act.services.accounts.identity.close("c1")
        clock.advance(timedelta(seconds=61))
    answer = await act(AskIdentityCredential, slots={"identity_number": NUMBER})

    assert len(act.codes()) == 5
    assert any("password" in payload for payload in answer.buttons.values())
    assert answer.customs == []


async def test_a_locked_number_ends_the_form(act) -> None:
    """Waiting for a secret would be in vain."""
    act.services.accounts.identity.open_challenge(Caller("c2", "web"), NUMBER, "password")
    for _ in range(3):
        act.services.accounts.identity.present("c2", "000000")
    answer = await act(AskIdentityCredential, slots={"identity_number": NUMBER})

    assert "12:30" in answer.text
    assert answer.slots["requested_slot"] is None
    assert answer.slots["pending_action"] is None


async def test_two_failures_bring_the_offer_of_a_person(act) -> None:
    """A way out of the form."""
    once = await act(AskIdentityNumber, slots={"identity_refusals": 1})
    twice = await act(AskIdentityNumber, slots={"identity_refusals": 2})

    assert "/request_human" not in once.buttons.values()
    assert "/request_human" in twice.buttons.values()


async def test_the_masked_code_never_stands_in_the_words(act) -> None:
    """The code is in the outbox alone."""
    answer = await act(AskIdentityCredential, slots={"identity_number": NUMBER})

    assert len(act.codes()) == 1
    assert act.codes()[0] not in answer.text


@pytest.mark.parametrize(
    ("slots", "next_action"),
    [
        (
            {"pending_action": "action_query_bill", "identity_credential": "accepted"},
            "action_query_bill",
        ),
        ({"pending_action": "action_query_bill"}, "action_listen"),
        ({"identity_credential": "accepted"}, "action_listen"),
    ],
)
async def test_only_a_proved_number_resumes_what_waited(act, slots, next_action) -> None:
    """A form given up resumes nothing."""
    assert (await act(Resume, slots=slots)).next == next_action


ACCEPTED = {"outcome": "accepted", "kind": "password"}


@pytest.mark.parametrize("outcome", ["accepted", "wrong"])
async def test_a_question_beside_the_secret_is_kept_for_later(act, outcome) -> None:
    """With what was said in it, whatever became of the secret; a secret alone leaves nothing."""
    judged = {"outcome": outcome, "kind": "password", "attempts_left": 2}
    waits = {**ASKING_CODE, "pending_action": "action_query_bill"}
    both = await act(
        ValidateIdentityForm,
        intent="query_usage",
        text="顺便看看流量还剩多少",
        entities={"resource": "data"},
        credential=judged,
        slots=waits,
    )
    alone = await act(ValidateIdentityForm, text="/inform", credential=judged, slots=waits)

    assert "查流量和通话用量" in both.text
    [kept] = both.slots["open_demands"]
    assert (kept["intent"], kept["begun"]) == ("query_usage", False)
    assert kept["entities"][0]["value"] == "data"
    assert "open_demands" not in alone.slots
    assert both.slots["identity_credential"] == alone.slots["identity_credential"]


@pytest.mark.parametrize("intent", ["query_bill", "close_account", "affirm"])
async def test_what_waits_already_or_is_no_question_is_not_kept(act, intent) -> None:
    """The bill is answered anyway; what changes something is said by itself."""
    waits = {**ASKING_CODE, "pending_action": "action_query_bill"}
    answer = await act(
        ValidateIdentityForm, intent=intent, text="查一下", credential=ACCEPTED, slots=waits
    )

    assert "open_demands" not in answer.slots
    assert answer.slots["identity_credential"] == "accepted"


async def test_a_ticket_number_is_no_wrong_phone_number(act) -> None:
    """It asks how that ticket stands."""
    answer = await act(
        ValidateIdentityForm,
        text="GZ2026101500001",
        entities={"ticket_id": "GZ2026101500001"},
        slots=ASKING_NUMBER,
        loop="identity_form",
    )

    assert answer.events == []


async def test_a_wrong_code_may_have_been_the_password(act) -> None:
    """Six digits look alike; the way to the password is said."""
    wrong = {"outcome": "wrong", "kind": "code", "attempts_left": 2}
    answer = await act(ValidateIdentityForm, credential=wrong, slots=ASKING_CODE)

    assert "改用服务密码" in answer.text


async def test_a_third_time_the_form_asks_it_offers_a_person(act) -> None:
    """In other words each time."""
    events, said = [], []
    for _ in range(4):
        answer = await act(AskIdentityNumber, events=tuple(events))
        said.append(answer)
        events += [{"event": "bot", "text": answer.text}, {"event": "user", "text": "嗯"}]

    assert all(one.text != other.text for one, other in pairwise(said))
    assert "/request_human" not in said[1].buttons.values()
    assert "/request_human" in said[2].buttons.values()


@pytest.mark.parametrize(
    ("action", "intent", "text"),
    [
        (Deny, "deny", "不是我开的"),
        (QueryProgress, "query_progress", "要多久"),
        (QueryProgress, "query_progress", "太慢了吧"),
        (Clarify, "nlu_fallback", "为什么"),
    ],
)
async def test_a_remark_in_the_form_changes_nothing_of_what_waits(
    act, action, intent, text
) -> None:
    """Neither a no nor another matter; the form asks on."""
    slots = {**ASKING_CODE, "pending_action": "action_dispute_charge"}
    answer = await act(action, intent=intent, text=text, slots=slots, loop="identity_form")

    assert answer.text
    assert answer.next == "identity_form"
    assert "pending_action" not in answer.slots
    assert not answer.leaves_form


@pytest.mark.parametrize("text", ["先不用", "取消吧", "/deny"])
async def test_a_plain_no_in_the_form_leaves_it(act, text: str) -> None:
    """The way out stays open."""
    answer = await act(Deny, intent="deny", text=text, slots=ASKING_CODE, loop="identity_form")

    assert answer.leaves_form
