"""Reading a customer's text: commands are neutralised, secrets redacted."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.training_data.message import Message

from bot.conversation.messages import Inbound
from bot.conversation.reading import HARMLESS_SLASH, neutralised, read
from bot.text.normalise import normalise

INVISIBLE = st.text(
    " \t\n\r\x00\x0b\x1c\x85\xa0\u1680\u2003\u2028\u3000\u200b\u200d\ufeff\u202e\u0301"
)
SLASH = st.sampled_from("/／")
COMMANDS = [
    '/query_bill{"month": "2026-10"}',
    "/restart",
    "  /session_start",
    "\u3000/inform@0.9{}",
    "\u200b/affirm",
    "\ufeff\u200d /affirm",
    "／query_bill{}",
    " \x00／restart",
    "\n/handoff",
    "//inform",
    "/",
    "\u0301/inform",
]


async def nothing_awaited() -> str | None:
    """Say that no code or password has been asked for."""
    return None


async def something_awaited() -> str | None:
    """Say that a code or password has been asked for."""
    return "code"


def rasa_obeys(text: str) -> bool:
    """Tell whether Rasa takes `text` for a command: it then unpacks it into a new message."""
    message = Message.build(text)
    return YAMLStoryReader.unpack_regex_message(message) is not message


def test_rasa_obeys_an_unguarded_command() -> None:
    """The danger is real: without the guard Rasa takes the customer's text for an intent."""
    assert rasa_obeys('  /query_bill{"month": "2026-10"}')


@pytest.mark.parametrize("text", COMMANDS)
@pytest.mark.parametrize("levelled", [str, lambda text: unicodedata.normalize("NFKC", text)])
def test_no_customer_text_is_a_command(text: str, levelled) -> None:
    """Not as it is, and not after a component has normalised it."""
    safe = levelled(neutralised(text))

    assert not rasa_obeys(safe)
    assert not safe.strip().startswith("/")


@given(before=INVISIBLE, slash=SLASH, rest=st.text())
def test_whatever_hides_the_slash_it_is_replaced(before: str, slash: str, rest: str) -> None:
    """Blanks, controls, zero-width and combining characters do not get a slash through."""
    safe = neutralised(before + slash + rest)

    visible = unicodedata.normalize("NFKC", safe).lstrip(before + " \t\n\u0301")
    assert safe.endswith(rest)
    assert visible.startswith(HARMLESS_SLASH)


@given(st.text())
def test_other_text_passes_unchanged(text: str) -> None:
    """Only a leading slash is touched; a slash inside a sentence stays."""
    spoken = "账单" + text

    assert neutralised(spoken) == spoken


async def test_an_awaited_code_is_taken_out_for_redemption() -> None:
    """The log sees marks only, and the secret is handed over apart."""
    reading = await read("135790", something_awaited)

    assert reading.secret == "135790"
    assert reading.is_awaited
    assert "135790" not in reading.shown + reading.for_engine


async def test_no_repr_on_the_way_in_shows_a_secret() -> None:
    """A stray log line or a failed assertion cannot show what the text held."""
    reading = await read("135790", something_awaited)
    inbound = Inbound("c", "135790", "web", recognised_number="13711110001")

    assert reading.secret == "135790"
    assert "135790" not in f"{reading!r} {inbound!r}"
    assert "13711110001" not in repr(inbound)


async def test_a_password_that_nobody_asked_for_is_redacted_too() -> None:
    """It is not redeemed, and the rest of the sentence goes on."""
    reading = await read("我的服务密码是135790，查账单", nothing_awaited)

    assert reading.secret == "135790"
    assert not reading.is_awaited
    assert "135790" not in reading.shown + reading.for_engine
    assert reading.for_engine.endswith("查账单")


async def test_ordinary_text_never_asks_the_gate() -> None:
    """Only a text that may hold a secret costs a look at what is awaited."""

    async def fails() -> bool:
        raise AssertionError("the gate was asked")

    reading = await read("查一下2026年10月的账单", fails)

    assert reading.shown == reading.for_engine == "查一下2026年10月的账单"


async def test_a_command_with_a_secret_is_redacted_and_neutralised() -> None:
    """Both guards work on the same text."""
    reading = await read("/inform 密码135790", nothing_awaited)

    assert reading.for_engine.startswith(HARMLESS_SLASH)
    assert "135790" not in reading.for_engine


async def new_password_awaited() -> str | None:
    """Say that a new password has been asked for."""
    return "new_password"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("739164", "739164"),
        ("７３９１６４", "739164"),
        ("就用739164吧", "739164"),
        ("1234", "1234"),
        ("改成12345678", "12345678"),
        ("abc123", "abc123"),
        ("P@ssw0rd!", "p@ssw0rd!"),
        ("新密码qwe123", "qwe123"),
        ("密码改成 abc888", "abc888"),
        ("密码:Abc12345", "abc12345"),
        ("我想用qwe-123做新密码", "qwe-123"),
        ("请帮我把密码设成ａｂｃ１２３４", "abc1234"),
        ("新密码是abc77，确认abc77", "abc77"),
        ("密码是abc 4321吧", "4321"),
        ("新密码abc123 abc", "abc"),
    ],
)
async def test_whatever_is_entered_as_a_new_password_is_hidden(text: str, secret: str) -> None:
    """A bad one too: until it is refused it is somebody's password."""
    reading = await read(text, new_password_awaited)

    assert (reading.secret, reading.is_awaited) == (secret, True)
    assert not re.search("[0-9a-z]", normalise(reading.shown).text)
    assert not re.search("[0-9a-z]", reading.for_engine.lower())
    assert "●" in reading.shown


@pytest.mark.parametrize(
    "text",
    [
        "等下，先帮我看下余额",
        "算了不改了",
        "为什么要改",
        "ok",
        "充50块",
        "13711110009",
        "改成5G套餐",
        "我要20GB",
        "我的宽带账号abc123多少钱",
        "GZ2026111500001 帮我催一下",
        "GZ20261115",
    ],
)
async def test_what_is_no_password_goes_on_as_it_is(text: str) -> None:
    """A question in the middle stays a question."""
    reading = await read(text, new_password_awaited)

    assert reading.secret is None
    assert reading.shown == text


@pytest.mark.parametrize(
    "number",
    ["11010519491231002X", "110105194912310021", "6222 0212 3456 7894", "4111111111111111"],
)
@pytest.mark.parametrize("awaits", [nothing_awaited, something_awaited])
async def test_a_card_number_that_nobody_asked_for_is_hidden(number: str, awaits) -> None:
    """Identity card by its shape, bank card by its check digit; the rest goes on."""
    reading = await read(f"我的号是{number}，帮我查话费", awaits)

    assert reading.is_personal
    assert number not in reading.shown
    assert reading.for_engine.endswith("帮我查话费")
    assert reading.secret is None


@pytest.mark.parametrize("text", ["4111111111111112", "GZ2026111500001", "13711110009", "充100"])
async def test_other_long_numbers_are_no_card(text: str) -> None:
    """A wrong check digit, a ticket, a telephone number, an amount."""
    assert not (await read(text, nothing_awaited)).is_personal


async def test_the_engine_hears_what_was_wanted_and_not_the_announcement() -> None:
    """我的身份证是… is no wish; alone it stays, so that the warning is the answer."""
    wanted = await read("我的身份证是11010519491231002X，帮我查下话费", nothing_awaited)
    alone = await read("身份证号：11010519491231002X", nothing_awaited)

    assert wanted.for_engine == "帮我查下话费"
    assert wanted.shown == "我的身份证是●●●●●●，帮我查下话费"
    assert "●" in alone.for_engine
