"""``xiaotong settle`` on a real database: due orders take effect, and a second run finds none."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from accounts.access import Caller
from accounts.bootstrap import open_accounts, seed_file
from accounts.clock import FixedClock, SystemClock
from accounts.orders.model import Wish
from bot.commands import settle

NUMBER, PASSWORD = "13900000001", "415926"
SHOP = Path(__file__).resolve().parents[2] / "accounts" / "orders" / "shop.yml"


def test_orders_that_have_come_due_take_effect_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cancellation of last month is settled by the command, which says how many there were."""
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    url = f"sqlite:///{tmp_path / 'accounts.db'}"
    then = FixedClock(SystemClock().now() - timedelta(days=40))
    accounts = open_accounts(url=url, clock=then, outbox_path=tmp_path / "outbox.jsonl")
    seed_file(accounts, SHOP)
    caller = Caller("c1", "web", turn_id="q1")
    accounts.identity.open_challenge(caller, NUMBER, "password")
    accounts.identity.present("c1", PASSWORD)
    terms = accounts.orders.terms(caller, NUMBER, "cancel", "RING")
    accounts.orders.place(caller, NUMBER, [Wish("cancel", "RING", terms.mark)])
    accounts.close()

    settle.run(data_dir=tmp_path)
    settle.run(data_dir=tmp_path)

    first, second = capsys.readouterr().out.splitlines()
    assert "1" in first
    assert "0" in second
