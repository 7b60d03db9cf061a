"""谁查过我的信息: plain words, masked staff, a warning where something was tried in vain."""

from __future__ import annotations

from accounts.access import OPENS
from accounts.storage.audit_log import write_entry
from actions.security.history import WhoLooked

MINE = "13700001111"


def _noted(act, actor: str, what: str, times: int = 1) -> None:
    accounts = act.services.accounts
    with accounts.uows() as uow:
        for _ in range(times):
            write_entry(
                uow,
                at=accounts.clock.now(),
                actor=actor,
                what=what,
                number=MINE,
                credential="code",
                conversation_id="elsewhere",
            )
        uow.commit()


async def test_staff_are_named_by_the_end_of_their_number_alone(act) -> None:
    """Who it was is on record; a customer needs to know that it was one of ours."""
    _noted(act, "agent:8001", "bill_total", times=3)
    act.verify(MINE)
    answer = await act(WhoLooked, text="谁查过我的信息", slots={"account_number": MINE})

    assert "工号**01的人工专员" in answer.text
    assert "查账单金额，连续3次" in answer.text
    assert "8001" not in answer.text
    assert MINE not in answer.text


async def test_failed_proofs_are_pointed_out(act) -> None:
    """With what can be done about them."""
    _noted(act, "customer", "credential_wrong")
    act.verify(MINE)
    answer = await act(WhoLooked, slots={"account_number": MINE})

    assert "没有通过" in answer.text
    assert "修改服务密码" in answer.text
    assert "/change_password" in answer.buttons.values()


async def test_a_long_list_is_cut_and_the_rest_counted(act) -> None:
    """An answer stays readable."""
    for what in ("balance", "usage", "points", "package", "arrears") * 3:
        _noted(act, "bot:001", what)
    act.verify(MINE)
    answer = await act(WhoLooked, slots={"account_number": MINE})

    assert answer.text.count("· ") == 8
    assert "更早的还有" in answer.text


async def test_a_stranger_is_told_nothing(act) -> None:
    """The list is the most private of all."""
    answer = await act(WhoLooked, slots={"account_number": MINE})

    assert (answer.messages, answer.next) == ([], "identity_form")


def test_every_purpose_has_its_words(scripts) -> None:
    """A new purpose must not be called "other business"."""
    known = scripts.keys()
    missing = {each.value for each in OPENS if f"audit_what_{each.value}" not in known}

    assert missing == set()
