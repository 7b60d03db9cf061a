"""Everything that waits for a yes, treated in each of the ways in which customers treat it.

A flow is told as the way to its question; the kinds are the same for all (docs/business.md): the
happy way, a digression, a no, a correction, a change of mind, a stop, a person, and a long pause.
What a yes changes is looked for in the database, not in the words.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from accounts.bootstrap import open_accounts, seed_file
from accounts.clock import FixedClock
from accounts.storage.tables_customer import customers, payments
from accounts.storage.tables_security import contact_details, status_changes
from accounts.storage.tables_work import orders, tickets
from tests.dialogue.conftest import NOON, Heard, Talk

SHOP = Path(__file__).with_name("shop.yml")
MINE, PASSWORD = "13700001111", "246813"
OTHER_CONTACT = "13711110008"
COMPLAINT = "昨天营业厅的人骂我，态度太差了，要他道歉"
Step = Callable[[Talk], Awaitable[Heard]]


@dataclass(frozen=True)
class Flow:
    """The way to a question, and what may be said there instead of a yes, with the new words."""

    asked: Step
    corrected: Step | None = None
    anew: str = ""


async def _complains(talk: Talk) -> Heard:
    await talk.tell("file_complaint", COMPLAINT, complaint_type="service_attitude")
    return await talk.press('/inform{"answer": "evidence:-"}')


async def _reports(talk: Talk) -> Heard:
    await talk.tell("report_fault", "手机没信号", fault_type="signal", location="人民路")
    return await talk.press('/inform{"answer": "step:1:report"}')


FLOWS: Mapping[str, Flow] = {
    "change_package": Flow(
        lambda talk: talk.say("change_package", package_name="S20"),
        lambda talk: talk.say("inform", package_name="B70"),
        "灌木70元套餐",
    ),
    "order_addon": Flow(
        lambda talk: talk.say("order_addon", service_name="D5"),
        lambda talk: talk.say("inform", service_name="V50"),
        "50分钟语音包",
    ),
    "cancel_service": Flow(
        lambda talk: talk.say("cancel_service", service_name="RING"),
        lambda talk: talk.say("cancel_service", service_name="GAME"),
        "游戏会员",
    ),
    "query_subscriptions": Flow(lambda talk: talk.say("query_subscriptions")),
    "pay_bill": Flow(
        lambda talk: talk.say("pay_bill", amount="30.00"),
        lambda talk: talk.say("inform", amount="50.00"),
        "50.00元",
    ),
    "file_complaint": Flow(
        _complains, lambda talk: talk.tell("deny", "不对，是前天", date="2026-10-13"), "前天"
    ),
    "report_fault": Flow(
        _reports, lambda talk: talk.tell("inform", "不对，在解放路", location="解放路"), "解放路"
    ),
    "report_loss": Flow(
        lambda talk: talk.tell("report_loss", "手机丢了"),
        lambda talk: talk.press('/report_loss{"account_choice": "request"}'),
        "停机保号",
    ),
    "update_profile": Flow(
        lambda talk: talk.tell(
            "update_profile", f"联系电话改成{OTHER_CONTACT}", phone_number=OTHER_CONTACT
        ),
        lambda talk: talk.tell("deny", "不对，是13711110009", phone_number="13711110009"),
        "13711110009",
    ),
    "replace_sim": Flow(lambda talk: talk.say("replace_sim")),
    "close_account": Flow(lambda talk: talk.say("close_account", account_choice="other")),
    "faq": Flow(lambda talk: talk.tell("faq", "怎么办理宽带")),
}
"""Every flow that ends in a yes; docs/business.md names them."""
every_flow = pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS.keys())


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Load the shop once into a SQLite file, to copy for each test."""
    folder = tmp_path_factory.mktemp("kinds")
    accounts = open_accounts(
        url=f"sqlite:///{folder / 'accounts.db'}",
        clock=FixedClock(NOON),
        outbox_path=folder / "outbox.jsonl",
    )
    seed_file(accounts, SHOP)
    accounts.close()
    return folder / "accounts.db"


def state(talk: Talk) -> tuple[Any, ...]:
    """Return what a yes may change; a callback that a person was asked for is no such thing."""
    counted = [
        select(func.count()).select_from(orders),
        select(func.count()).select_from(tickets).where(tickets.c.kind != "callback"),
        select(func.count()).select_from(payments),
        select(func.count()).select_from(status_changes),
    ]
    with talk.services.accounts.uows(readonly=True) as uow:
        counts = [uow.execute(each).scalar_one() for each in counted]
        contacts = uow.execute(select(contact_details.c.value)).scalars().all()
        mine = select(customers.c.balance, customers.c.status).where(customers.c.number == MINE)
        return (*counts, *contacts, *uow.execute(mine).one())


async def opened(talk: Talk, flow: Flow) -> str:
    """Prove the number, go to the question, and return its yes button.

    Proved beside the talk: the form has tests of its own, and its turns would be most of these.
    """
    identity = talk.services.accounts.identity
    identity.open_challenge(talk.caller(), MINE, "password")
    assert identity.present(talk.conversation, PASSWORD).outcome == "accepted"
    return yes(await flow.asked(talk))


def yes(heard: Heard) -> str:
    """Return the payload of the yes button; there is one."""
    return next(each for each in heard.payloads if each.startswith("/affirm"))


@every_flow
async def test_happy_a_yes_does_it_and_the_same_yes_does_it_once(talk, flow) -> None:
    """Nothing before the yes."""
    before = state(talk)
    button = await opened(talk, flow)
    assert state(talk) == before
    await talk.press(button)
    done = state(talk)
    await talk.press(button)

    assert done != before
    assert state(talk) == done


@every_flow
async def test_digress_a_question_between_is_answered_and_the_yes_asked_for_anew(
    talk, flow
) -> None:
    """The button of before agrees to nothing; what was wanted is not lost."""
    before = state(talk)
    button = await opened(talk, flow)
    assert "35.50元" in (await talk.tell("query_balance", "等下，先帮我看下余额")).text
    again = await talk.press(button)
    if state(talk) == before:
        await talk.press(yes(again))

    assert state(talk) != before


@every_flow
async def test_refuse_and_stop_leave_everything_as_it_was(talk, flow) -> None:
    """A no, and asked again 算了; a yes afterwards agrees to nothing either."""
    before = state(talk)
    await opened(talk, flow)
    await talk.say("deny")
    await talk.say("affirm")
    assert state(talk) == before
    yes(await flow.asked(talk))
    await talk.say("stop")
    await talk.say("affirm")

    assert state(talk) == before


@pytest.mark.parametrize(
    "flow",
    [pytest.param(flow, id=name) for name, flow in FLOWS.items() if flow.corrected],
)
async def test_correct_the_new_value_is_read_back_and_the_old_yes_agrees_to_nothing(
    talk, flow
) -> None:
    """Only what was read back last is done."""
    before = state(talk)
    button = await opened(talk, flow)
    again = await flow.corrected(talk)
    assert flow.anew in again.text
    await talk.press(button)

    assert state(talk) == before


@every_flow
async def test_change_mind_another_matter_is_done_and_the_first_is_not(talk, flow) -> None:
    """One yes is for one question: the one asked last."""
    await opened(talk, flow)
    other = await talk.say("order_addon", service_name="D1")
    await talk.press(yes(other))
    rows = select(orders.c.item_code)
    with talk.services.accounts.uows(readonly=True) as uow:
        made = uow.execute(rows).scalars().all()
        others = uow.execute(select(func.count()).select_from(tickets)).scalar_one()
        stopped = uow.execute(select(func.count()).select_from(status_changes)).scalar_one()

    assert (list(made), others, stopped) == (["D1"], 0, 0)


@every_flow
async def test_human_a_person_is_had_at_once_and_nothing_is_done(talk, flow) -> None:
    """At the question, whatever it is; a yes afterwards is for the person."""
    before = state(talk)
    await opened(talk, flow)
    handed = await talk.tell("request_human", "转人工")
    await talk.say("affirm")

    assert {"type": "command", "name": "handoff", "reason": "customer_asked"} in handed.customs
    assert state(talk) == before


@every_flow
async def test_timeout_after_the_proof_has_lapsed_a_yes_is_verified_and_not_lost(
    talk, flow
) -> None:
    """Forty minutes later: a code or the password again, then what was agreed to, once."""
    before = state(talk)
    button = await opened(talk, flow)
    await talk.pass_hours(0.7)
    heard = await talk.press(button)
    if await talk.slot("requested_slot") == "identity_number":
        heard = await talk.say("inform", phone_number=MINE)
    while state(talk) == before and heard.customs:
        (field,) = [each for each in heard.customs if each["type"] == "secret_input"]
        heard = await talk.secret(PASSWORD if field["kind"] == "password" else talk.code())
    if state(talk) == before:
        # Read back on the terms of now.
        await talk.press(yes(heard))

    assert state(talk) != before
