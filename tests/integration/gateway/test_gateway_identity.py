"""The gateway with the real account services: a code from the outbox is redeemed and redacted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from accounts.access import Caller, Credential
from accounts.bootstrap import Accounts, open_accounts, seed_file
from accounts.clock import SystemClock
from bot.conversation.messages import Command, Content, EngineRequest, EngineTurn
from bot.engine.scripted import ScriptedEngine
from bot.gateway.app import create_app
from bot.gateway.greeting import AccountsGreeter
from bot.gateway.identity import IdentityGate
from bot.settings import ROOT, load, secret
from bot.tokens import customer_token


@dataclass
class World:
    """The account services and somebody in them."""

    accounts: Accounts
    number: str
    surname: str
    data_dir: Path

    @property
    def code(self) -> str:
        """Return the newest code in the outbox."""
        lines = (self.data_dir / "outbox.jsonl").read_text(encoding="utf-8").splitlines()
        code: str = json.loads(lines[-1])["data"]["code"]
        return code

    def grants(self, sender: str) -> frozenset[Credential]:
        """Return what the sender's conversation has proved."""
        caller = Caller(conversation_id=f"rest:{sender}", channel="rest")
        return self.accounts.identity.credentials_of(caller, self.number)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Return the demo's accounts in a folder of the test's own."""
    accounts = open_accounts(
        url=f"sqlite:///{tmp_path / 'accounts.db'}",
        clock=SystemClock(),
        outbox_path=tmp_path / "outbox.jsonl",
    )
    seed = seed_file(accounts, ROOT / "data" / "demo" / "operator.yml")
    customer = seed.customers[0]
    yield World(accounts, customer.phone_number, customer.name[0], tmp_path)
    accounts.close()


def engine_for(world: World) -> ScriptedEngine:
    """Return an engine that asks for a code, tells the outcome, and says goodbye."""

    def ask(request: EngineRequest) -> EngineTurn:
        caller = Caller(request.conversation_id, "rest")
        world.accounts.identity.open_challenge(caller, world.number, "code")
        return EngineTurn((Content(text="请输入验证码"),))

    def tell(request: EngineRequest) -> EngineTurn:
        outcome = request.metadata["credential"] or {}
        return EngineTurn((Content(text=f"{request.text} {outcome.get('outcome')}"),))

    bye = EngineTurn((Content(text="再见"),), (Command("close"),))
    return ScriptedEngine(answers={"验证": ask, "再见": bye}, otherwise=tell)


async def test_a_code_is_redeemed_and_ends_with_the_conversation(world, gateway_scripts) -> None:
    """Wrong and right are told apart; nothing keeps the code; closing ends what it opened."""
    settings = load({"data_dir": world.data_dir})
    accounts = world.accounts
    app = create_app(
        settings=settings,
        engine=engine_for(world),
        gate=IdentityGate(accounts.identity),
        greeter=AccountsGreeter(
            salutation=accounts.customers.salutation,
            service_name=lambda: accounts.catalogue.operator().service_name,
            wording=gateway_scripts,
        ),
        wording=gateway_scripts,
        clock=SystemClock(),
    )
    key = secret(settings, "rest_api_key")
    token = customer_token(secret(settings, "customer_token_key"), world.number)
    recognised = {"phone_number": world.number, "token": token}
    server = TestServer(app)
    await server.start_server()
    session = ClientSession(headers={"Authorization": f"Bearer {key}"})

    async def say(sender: str, text: str, metadata=None) -> list[str]:
        body = {"sender": sender, "message": text, "metadata": metadata}
        path = server.make_url("/webhooks/rest/webhook")
        async with session.post(path, json=body) as response:
            return [each["text"] for each in await response.json()]

    try:
        opening = (await say("known", "你好", recognised))[0]
        await say("u1", "验证")
        code = world.code
        wrong = await say("u1", f"{(int(code) + 1) % 10**6:06d}")
        right = await say("u1", code)
        granted = world.grants("u1")
        after = await say("u1", code)
        await say("u1", "再见")
    finally:
        await session.close()
        await server.close()

    assert world.surname in opening
    assert wrong == ["/inform wrong"]
    assert right == ["/inform accepted"]
    assert granted == {Credential.CODE}
    assert code not in after[0]
    assert world.grants("u1") == frozenset()
    log = (world.data_dir / "conversations.db").read_bytes()
    log += (
        (world.data_dir / "conversations.db-wal").read_bytes()
        if (world.data_dir / "conversations.db-wal").exists()
        else b""
    )
    assert code.encode() not in log
