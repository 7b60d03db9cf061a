"""However sends, retries, tabs and broken lines interleave, every page shows the one log."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CLIENT_IDS = [f"m{number}" for number in range(6)]
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("send"), st.integers(0, 1), st.sampled_from(CLIENT_IDS)),
        st.tuples(st.just("drop"), st.integers(0, 1)),
        st.tuples(st.just("rest"), st.integers(0, 1)),
    ),
    max_size=14,
)


class Tab:
    """A tab that remembers what it has shown over reconnects, as the widget does."""

    def __init__(self, gateway, browser) -> None:
        self._gateway = gateway
        self._browser = browser
        self._page = None
        self.shown: list[dict] = []

    async def page(self):
        """Return the open line, a new one that resumes if need be."""
        if self._page is None:
            after = self.shown[-1]["seq"] if self.shown else 0
            self._page = await self._gateway.connect(self._browser)
            await self._page.send(type="hello", after=after)
        return self._page

    async def send(self, client_id: str) -> None:
        """Send a message without waiting for anything."""
        await (await self.page()).send(type="message", id=client_id, text=f"text {client_id}")

    async def drop(self) -> None:
        """Break the line; what it had received is kept."""
        if self._page is not None:
            self._keep()
            await self._page.socket.close()
            self._page = None

    async def catch_up(self, last_seq: int) -> None:
        """Receive until message `last_seq` is shown."""
        page = await self.page()
        while not any(each["seq"] == last_seq for each in self.shown + page.messages):
            await page.until(lambda frame: frame["type"] == "message")
        self._keep()

    def _keep(self) -> None:
        self.shown += self._page.messages
        self._page.frames.clear()


@pytest.mark.timeout(120)
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
async def test_every_tab_shows_the_one_log_without_gaps_or_doubles(serve, steps) -> None:
    """Numbers count from 1 without a gap on every tab; each client id is one message and turn."""
    async with serve() as gateway:
        browser = await gateway.browser()
        tabs = [Tab(gateway, browser), Tab(gateway, browser)]
        sent = {step[2] for step in steps if step[0] == "send"}
        for step in steps:
            if step[0] == "send":
                await tabs[step[1]].send(step[2])
            elif step[0] == "drop":
                await tabs[step[1]].drop()
            else:
                await asyncio.sleep(0.01)
        for client_id in sorted(sent):
            # A line may have broken before the message was read: the widget sends it again.
            page = await tabs[0].page()
            await page.say(client_id, f"text {client_id}")
        last = 1 + 2 * len(sent)
        for tab in tabs:
            await tab.catch_up(last)

        for tab in tabs:
            assert [each["seq"] for each in tab.shown] == list(range(1, last + 1))
        assert tabs[0].shown == tabs[1].shown
        mine = [each["client_id"] for each in tabs[0].shown if each["from"] == "customer"]
        assert sorted(mine) == sorted(sent)
        assert len(gateway.engine.requests) == len(sent)
